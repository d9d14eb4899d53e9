import { z } from 'zod'
import { event } from '../contract'
import { Currency, Decimal, Id, Reason, Uuid } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import {
  EndToEndId,
  Fingerprint,
  inRupees,
  PaymentProvider,
  PayoutOutcome,
  payoutTerms,
  ProviderReference,
  RiskFlag,
  ScreeningOutcome,
  staffReason,
  travelRuleFound,
} from './payment.fields'

const service = 'payment'
const withdrawal = { routing: { subject: 'withdrawalId', key: 'accountId' } } as const
const named = { withdrawalId: Id, accountId: Id }
const valued = { currency: Currency, ...inRupees }
/** The two people who said what became of a payout, the first one first, and what both have said. */
const agreed = { resolvedBy: z.array(Id).max(2), commandHash: Sha256 }
/** The same, where it may be the provider's word as well. */
const resolved = { resolvedBy: agreed.resolvedBy.optional(), commandHash: agreed.commandHash.optional() }

/**
 * Its reactions reserve the funds in wallet, unless they are in suspense, and have the client and the holder of the account
 * screened.
 */
export const WithdrawalRequested = event({
  service,
  name: 'WithdrawalRequested',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    amount: Decimal,
    fee: Decimal,
    /** Of what is paid out again: under which id wallet keeps it in suspense. */
    creditId: Id.optional(),
    ...payoutTerms,
    /** The check of the bank at the other end; absent where nobody has named it. */
    bankCheckId: Id.optional(),
    /** How many people have to approve: 1, 2, or 3 for two of whom one is of senior management. */
    tier: z.number().int().min(1).max(3),
    ...travelRuleFound,
    ...valued,
  },
})
/** Nothing came to be: the refusal stands in the log. */
export const WithdrawalRefused = event({
  service,
  name: 'WithdrawalRefused',
  ...withdrawal,
  fields: {
    ...named,
    userId: Id,
    amount: Decimal,
    currency: Currency,
    reason: Reason,
    travelRuleFaults: travelRuleFound.travelRuleFaults,
  },
})
export const WithdrawalReserved = event({ service, name: 'WithdrawalReserved', ...withdrawal, fields: named })
/** One of its checks came back clear. */
export const WithdrawalScreened = event({
  service,
  name: 'WithdrawalScreened',
  ...withdrawal,
  fields: { ...named, checkId: Uuid },
})
export const WithdrawalFlagged = event({
  service,
  name: 'WithdrawalFlagged',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    flag: RiskFlag,
    /** The check that came back with anything but clear; compliance alone knows with what. */
    checkId: Uuid.optional(),
    flaggedBy: Id.optional(),
    reason: staffReason.optional(),
  },
})
export const WithdrawalUnflagged = event({
  service,
  name: 'WithdrawalUnflagged',
  ...withdrawal,
  fields: { ...named, unflaggedBy: Id },
})
export const WithdrawalFirstApproved = event({
  service,
  name: 'WithdrawalFirstApproved',
  ...withdrawal,
  fields: { ...named, commandHash: Sha256, approvedBy: Id, isSenior: z.boolean(), approvalHash: Fingerprint },
})
export const WithdrawalApproved = event({
  service,
  name: 'WithdrawalApproved',
  ...withdrawal,
  fields: {
    ...named,
    commandHash: Sha256,
    /** Absent where one person is enough. */
    firstApprovedBy: Id.optional(),
    approvedBy: Id,
    isSenior: z.boolean(),
    approvalHash: Fingerprint,
  },
})
/** What was reserved for it is freed, or was never reserved. `rejectedBy`: a person; else the wallet or time. */
export const WithdrawalRejected = event({
  service,
  name: 'WithdrawalRejected',
  ...withdrawal,
  person: 'userId',
  fields: { ...named, userId: Id, code: Reason, rejectedBy: Id.optional(), reason: staffReason.optional() },
})
export const WithdrawalCancelled = event({ service, name: 'WithdrawalCancelled', ...withdrawal, fields: named })
/** Wallet is asked again whether it may leave. */
export const ClearingRequested = event({ service, name: 'ClearingRequested', ...withdrawal, fields: named })
/** Wallet does not let it leave now. It is asked again in a minute. */
export const PayoutDeferred = event({
  service,
  name: 'PayoutDeferred',
  ...withdrawal,
  fields: { ...named, reason: Reason },
})
/** The payout is on its way, under one id for ever. A worker hands it to the provider, and again until it has answered. */
export const PayoutSubmitted = event({
  service,
  name: 'PayoutSubmitted',
  ...withdrawal,
  fields: {
    ...named,
    userId: Id,
    payoutId: Id,
    attempt: z.number().int().positive(),
    provider: PaymentProvider,
    endToEndId: EndToEndId,
    uetr: Uuid,
    amount: Decimal,
    currency: Currency,
  },
})
export const PayoutAccepted = event({
  service,
  name: 'PayoutAccepted',
  ...withdrawal,
  fields: { ...named, providerReference: ProviderReference },
})
/** The provider has not said what became of it. It is asked by its id until it says. */
export const PayoutUncertain = event({ service, name: 'PayoutUncertain', ...withdrawal, fields: named })
/**
 * One of its checks has come back anew while the payout is on its way: it is not stopped by that, and is somebody's to
 * look at.
 */
export const PayoutScreened = event({
  service,
  name: 'PayoutScreened',
  ...withdrawal,
  fields: { ...named, checkId: Uuid, outcome: ScreeningOutcome },
})
/** The account was frozen while its payout was on its way: the provider is asked to stop it. */
export const RecallRequested = event({ service, name: 'RecallRequested', ...withdrawal, fields: named })
export const PayoutResolutionProposed = event({
  service,
  name: 'PayoutResolutionProposed',
  ...withdrawal,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    outcome: PayoutOutcome,
    evidence: staffReason,
    commandHash: Sha256,
    proposedBy: Id,
  },
})
/** Its reaction has wallet post the payout, or let it go from suspense, where it was paid out of that. */
export const WithdrawalCompleted = event({
  service,
  name: 'WithdrawalCompleted',
  ...withdrawal,
  fields: {
    ...named,
    userId: Id,
    paid: Decimal,
    fee: Decimal,
    creditId: Id.optional(),
    providerReference: ProviderReference.optional(),
    ...resolved,
    ...valued,
  },
})
/** The money has not left: its reaction frees what was reserved. */
export const WithdrawalFailed = event({
  service,
  name: 'WithdrawalFailed',
  ...withdrawal,
  fields: { ...named, code: z.string().max(60), ...resolved },
})
/** The provider tells the opposite of how the payout had ended: two people of treasury say what is true. */
export const PayoutContradicted = event({
  service,
  name: 'PayoutContradicted',
  ...withdrawal,
  fields: { ...named, userId: Id, told: PayoutOutcome, code: z.string().max(60).optional() },
})
/**
 * What is true of a contradicted payout. What had completed and has failed is credited anew by `WithdrawalReturned`. Of what
 * had failed and is completed its reactions let go what lies in suspense, and tell compliance what has gone out; a balance is
 * corrected by an adjustment.
 */
export const PayoutContradictionSettled = event({
  service,
  name: 'PayoutContradictionSettled',
  ...withdrawal,
  fields: {
    ...named,
    userId: Id,
    outcome: PayoutOutcome,
    /** Under which id the money that was paid lay in suspense. */
    creditId: Id.optional(),
    /** Of what had failed and is completed: how much has gone out by it, in MUR, where a rate was ever known. */
    murAmount: Decimal.optional(),
    ...agreed,
  },
})
/** The money had left and has come back: its reaction has wallet credit it again. */
export const WithdrawalReturned = event({
  service,
  name: 'WithdrawalReturned',
  ...withdrawal,
  fields: { ...named, amount: Decimal, code: z.string().max(60), ...valued },
})
/** Wallet keeps what has come back in suspense for good: its account has been closed meanwhile. */
export const WithdrawalStranded = event({ service, name: 'WithdrawalStranded', ...withdrawal, fields: named })
/** What is stranded is paid out again, as another withdrawal. */
export const WithdrawalReissued = event({
  service,
  name: 'WithdrawalReissued',
  ...withdrawal,
  fields: { ...named, reissuedAs: Id },
})
