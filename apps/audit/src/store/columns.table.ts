import { bigint, customType, pgSchema, timestamp } from 'drizzle-orm/pg-core'

export const audit = pgSchema('audit')

/** Bytes as they are: node-postgres takes and gives Buffers. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
/** Exact up to 2^53 - 1, which no log will reach. */
export const big = (name: string) => bigint(name, { mode: 'number' })
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
