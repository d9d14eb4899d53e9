import { place as anyPlace } from '@filao/engine'
import { pgSchema, uuid } from 'drizzle-orm/pg-core'

export { big, bytea, time, units } from '@filao/engine'

export const compliance = pgSchema('compliance')

export const place = { ...anyPlace, id: uuid('id').notNull() }
