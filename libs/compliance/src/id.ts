import { makeId, partitionOf, type Id, type Moment } from '@filao/kernel'

const IDS_A_POSITION = 4096n

/**
 * An id for what a decision makes, in the partition of its owner: the position exists once, and `nth` tells apart what
 * one decision makes.
 */
export const idAt = (ownerId: Id, { now, position }: Moment, nth: number): Id =>
  makeId({ partition: partitionOf(ownerId), at: now, unique: BigInt(position) * IDS_A_POSITION + BigInt(nth) })
