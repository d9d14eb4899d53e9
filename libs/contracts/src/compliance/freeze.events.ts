import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { FreezeReason } from './screening.fields'

const service = 'compliance'
const freeze = { routing: { subject: 'freezeId', key: 'userId' } } as const
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const about = { userId: Id, freezeId: Id }
const Reference = z.string().min(1).max(255)

/** Why, is for nobody who reads the log. */
export const FreezeApplied = event({
  service,
  name: 'FreezeApplied',
  ...freeze,
  person: 'userId',
  fields: {
    ...about,
    reason: personal('cdd', FreezeReason),
    reference: personal('cdd', Reference),
    /** Absent: the rules, on what a check has found. */
    by: Id.optional(),
  },
})
export const FreezeConfirmed = event({ service, name: 'FreezeConfirmed', ...freeze, fields: { ...about, by: Id } })
export const FreezeLiftProposed = event({
  service,
  name: 'FreezeLiftProposed',
  ...freeze,
  person: 'userId',
  fields: {
    ...about,
    authorityReference: personal('cdd', Reference).optional(),
    documentHash: Sha256.optional(),
    /** True for one who acts as MLRO or deputy: one of the two has to. */
    asMlro: z.boolean(),
    commandHash: Sha256,
    proposedBy: Id,
  },
})
export const FreezeLifted = event({
  service,
  name: 'FreezeLifted',
  ...freeze,
  fields: { ...about, commandHash: Sha256, proposedBy: Id, liftedBy: Id },
})
/** The first freeze of a client is in force. It says nothing of the reason. */
export const AccountFrozen = event({
  service,
  name: 'AccountFrozen',
  ...user,
  fields: { userId: Id, accountIds: z.array(Id) },
})
/** The last freeze of a client is lifted, who may have lost the approval meanwhile. */
export const AccountUnfrozen = event({
  service,
  name: 'AccountUnfrozen',
  ...user,
  fields: { userId: Id, accountIds: z.array(Id), isApproved: z.boolean() },
})
