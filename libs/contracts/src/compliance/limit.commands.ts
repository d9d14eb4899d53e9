import { z } from 'zod'
import { command } from '../contract'
import { Id, Time } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { LimitBase, LimitKey, LimitValues } from './limit.fields'

const service = 'compliance'

/**
 * Sets the row of a key for a time, in place of what held; without any value it ends what held. `ownerId` is the client,
 * or stands for all of them. Lower by one person, higher by two who say the same.
 */
export const SetRiskLimit = command({
  service,
  name: 'SetRiskLimit',
  routing: { subject: 'ownerId', key: 'ownerId' },
  person: 'ownerId',
  fields: {
    ownerId: Id,
    ...LimitKey,
    /** Of the instrument that it names, as far as compliance has heard from market. */
    isListed: z.boolean().optional(),
    values: LimitValues,
    reason: SealedReason,
    /** Absent: when it is decided. */
    from: Time.optional(),
    until: Time.optional(),
    by: Id,
    /** With what begins later: a row is judged at every time that it holds. */
    base: LimitBase,
  },
})
/** Something that the limits of a client follow from has changed, or a time has come. */
export const ResolveLimits = command({
  service,
  name: 'ResolveLimits',
  routing: { subject: 'userId', key: 'userId' },
  fields: { userId: Id, base: LimitBase },
})

export const limitCommands = [SetRiskLimit, ResolveLimits] as const
