import { z } from 'zod'
import { command } from '../contract'
import { Id, Uuid } from '../fields'
import { ScreenedKind, ScreeningOutcome } from './payment.fields'

const service = 'payment'
const account = { routing: { subject: 'accountId', key: 'accountId' } } as const

/** Nothing leaves this account until `ReleasePayouts`: it is frozen, or its owner is no longer approved. */
export const HoldPayouts = command({
  service,
  name: 'HoldPayouts',
  senders: ['compliance'],
  ...account,
  fields: { accountId: Id },
})
export const ReleasePayouts = command({
  service,
  name: 'ReleasePayouts',
  senders: ['compliance'],
  ...account,
  fields: { accountId: Id },
})
/** Whether the account may ask for deposits; until the first of these it may not. */
export const SetDepositGate = command({
  service,
  name: 'SetDepositGate',
  senders: ['compliance'],
  ...account,
  fields: { accountId: Id, open: z.boolean() },
})
/** The answer to a check that payment has asked for. `referenceId` is the account that the check named. */
export const RecordScreening = command({
  service,
  name: 'RecordScreening',
  senders: ['compliance'],
  routing: { subject: 'checkId', key: 'referenceId' },
  fields: {
    subjectKind: ScreenedKind,
    subjectId: Id,
    referenceId: Id,
    checkId: Uuid,
    outcome: ScreeningOutcome,
  },
})
