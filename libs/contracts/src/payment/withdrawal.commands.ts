import { z } from 'zod'
import { command } from '../contract'
import { Currency, Decimal, Id, Mode, Reason } from '../fields'
import {
  Fingerprint,
  inRupees,
  PayoutOutcome,
  payoutTerms,
  ProviderReference,
  staffReason,
  travelRuleAsked,
} from './payment.fields'

const service = 'payment'
const withdrawal = { routing: { subject: 'withdrawalId', key: 'accountId' } } as const
const named = { withdrawalId: Id, accountId: Id }
/** A payout that is asked for: to whom, and by what it is judged. */
const payout = {
  ...named,
  userId: Id,
  currency: Currency,
  ...payoutTerms,
  /** The tiers of approval in MUR, from the settings. */
  secondApprovalFrom: Decimal,
  seniorApprovalFrom: Decimal,
  ...travelRuleAsked,
  ...inRupees,
}

export const RequestWithdrawal = command({
  service,
  name: 'RequestWithdrawal',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...payout,
    mode: Mode,
    amount: Decimal,
    /** Taken from the amount. */
    fee: Decimal,
    steppedUp: z.boolean(),
    /** The least that may be withdrawn in the currency, from the settings. */
    minimum: Decimal,
  },
})
/** The first of two people of treasury pays out again what is stranded: a withdrawal of its own, out of suspense. */
export const ReissueWithdrawal = command({
  service,
  name: 'ReissueWithdrawal',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...payout,
    /** The withdrawal whose money it is. */
    sourceId: Id,
    reissuedBy: Id,
    isSenior: z.boolean(),
  },
})
export const ConfirmReservation = command({
  service,
  name: 'ConfirmReservation',
  senders: ['wallet'],
  ...withdrawal,
  fields: named,
})
export const RefuseReservation = command({
  service,
  name: 'RefuseReservation',
  senders: ['wallet'],
  ...withdrawal,
  fields: { ...named, reason: Reason },
})
/** Wallet has not answered in time. */
export const TimeOutReservation = command({ service, name: 'TimeOutReservation', ...withdrawal, fields: named })
export const ApproveWithdrawal = command({
  service,
  name: 'ApproveWithdrawal',
  ...withdrawal,
  fields: { ...named, approvedBy: Id, isSenior: z.boolean(), approvalHash: Fingerprint },
})
export const FlagWithdrawal = command({
  service,
  name: 'FlagWithdrawal',
  ...withdrawal,
  person: 'userId',
  fields: { ...named, userId: Id, flaggedBy: Id, reason: staffReason },
})
export const UnflagWithdrawal = command({
  service,
  name: 'UnflagWithdrawal',
  ...withdrawal,
  fields: { ...named, unflaggedBy: Id },
})
export const RejectWithdrawal = command({
  service,
  name: 'RejectWithdrawal',
  ...withdrawal,
  person: 'userId',
  fields: { ...named, userId: Id, rejectedBy: Id, reason: staffReason },
})
export const CancelWithdrawal = command({ service, name: 'CancelWithdrawal', ...withdrawal, fields: named })
/** Asks wallet once more whether the withdrawal may leave. */
export const RequestClearing = command({ service, name: 'RequestClearing', ...withdrawal, fields: named })
/** Wallet has cleared the payout: it is handed to the provider. */
export const SubmitPayout = command({
  service,
  name: 'SubmitPayout',
  senders: ['wallet'],
  ...withdrawal,
  fields: named,
})
export const RefusePayout = command({
  service,
  name: 'RefusePayout',
  senders: ['wallet'],
  ...withdrawal,
  fields: { ...named, reason: Reason },
})
/** The provider has taken the payout; it is not yet paid. */
export const AcceptPayout = command({
  service,
  name: 'AcceptPayout',
  ...withdrawal,
  fields: { ...named, providerReference: ProviderReference },
})
/** The provider says, when asked, that it has paid. */
export const CompletePayout = command({
  service,
  name: 'CompletePayout',
  ...withdrawal,
  fields: { ...named, providerReference: ProviderReference.optional() },
})
/** The provider says, when asked, that it has not paid and never will. */
export const FailPayout = command({
  service,
  name: 'FailPayout',
  ...withdrawal,
  fields: { ...named, code: z.string().max(60) },
})
/** The provider has not said what became of the payout. It is asked again, never guessed. */
export const TimeOutPayout = command({ service, name: 'TimeOutPayout', ...withdrawal, fields: named })
/** One of two people of treasury says, on evidence, what the provider cannot tell, or tells against the books. */
export const ResolvePayout = command({
  service,
  name: 'ResolvePayout',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    resolvedBy: Id,
    outcome: PayoutOutcome,
    evidence: staffReason,
  },
})
/** The money has come back from the client's bank. */
export const ReturnPayout = command({
  service,
  name: 'ReturnPayout',
  ...withdrawal,
  fields: { ...named, code: z.string().max(60) },
})
