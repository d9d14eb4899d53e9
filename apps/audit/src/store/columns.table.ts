import { pgSchema } from 'drizzle-orm/pg-core'

export { big, bytea, time } from '@filao/engine'

export const audit = pgSchema('audit')
