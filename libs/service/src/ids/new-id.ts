import { makeId, type Id, type Instant } from '@filao/kernel'
import { randomBytes } from 'node:crypto'

/** A new id in a partition. Born here, outside the rules, because it is random. */
export const newId = (partition: number, at: Instant = Date.now()): Id =>
  makeId({ partition, at, unique: randomBytes(8).readBigUInt64BE() })
