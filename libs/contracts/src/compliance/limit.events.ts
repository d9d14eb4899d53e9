import { z } from 'zod'
import { event } from '../contract'
import { Id, Time } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { AccountLimits } from '../wallet/wallet.fields'
import { LimitKey, LimitPeriod, LimitValues } from './limit.fields'

const service = 'compliance'
/** What is of no client has a key of its own, which lasts. */
const owner = {
  routing: { subject: 'ownerId', key: 'ownerId' },
  person: 'ownerId',
} as const
const ofKey = { ownerId: Id, ...LimitKey } as const
/** The second of two and what both have said; absent for a lowering, which is one person's. */
const decided = {
  reason: SealedReason,
  approvedBy: Id.optional(),
  proposalId: Id.optional(),
  commandHash: Sha256.optional(),
} as const

/** One person wants a higher limit. It waits for another who says the same. */
export const RiskLimitProposed = event({
  service,
  name: 'RiskLimitProposed',
  ...owner,
  fields: {
    ...ofKey,
    proposalId: Id,
    values: LimitValues,
    reason: SealedReason,
    from: Time.optional(),
    until: Time.optional(),
    commandHash: Sha256,
    proposedBy: Id,
    /** The proposal for the same key that it takes the place of. */
    supersedes: Id.optional(),
  },
})
export const RiskLimitSet = event({
  service,
  name: 'RiskLimitSet',
  ...owner,
  fields: {
    ...ofKey,
    limitId: Id,
    values: LimitValues,
    ...LimitPeriod,
    setBy: Id,
    ...decided,
    /** The row that goes on in this one after another held in between. */
    continues: Id.optional(),
  },
})
/** A row holds until this time and no longer; one that had not begun by then never holds. */
export const RiskLimitEnded = event({
  service,
  name: 'RiskLimitEnded',
  ...owner,
  fields: { ...ofKey, limitId: Id, until: Time, endedBy: Id, ...decided },
})
/** What holds for a client now. `accountIds` are those whom wallet is told of. */
export const LimitsResolved = event({
  service,
  name: 'LimitsResolved',
  routing: { subject: 'userId', key: 'userId' },
  fields: { userId: Id, accountIds: z.array(Id), limits: AccountLimits, stamp: Sha256, changed: z.boolean() },
})

export const limitEvents = [RiskLimitProposed, RiskLimitSet, RiskLimitEnded, LimitsResolved] as const
