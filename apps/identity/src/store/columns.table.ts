import { place as anyPlace } from '@filao/engine'
import { customType, pgSchema, uuid } from 'drizzle-orm/pg-core'

export { big, bytea, time } from '@filao/engine'

export const identity = pgSchema('identity')

export const inet = customType<{ data: string }>({ dataType: () => 'inet' })

export const place = { ...anyPlace, id: uuid('id').notNull() }
