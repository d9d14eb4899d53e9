import { z } from 'zod'
import { command } from '../contract'
import { Currency, Decimal, Id, Mode, NameScore, Reason, Time } from '../fields'
import {
  CreditOutcome,
  inRupees,
  PaymentMethod,
  payer,
  PaymentProvider,
  PaymentReference,
  ProviderReference,
  sender,
  travelRuleAsked,
} from './payment.fields'

const service = 'payment'
const deposit = { routing: { subject: 'depositId', key: 'accountId' } } as const
const receipt = { routing: { subject: 'receiptId', key: 'accountId' } } as const
const named = { depositId: Id, accountId: Id }
/** What one of two people says of money in suspense: to which account it is given. */
const allocation = {
  targetAccountId: Id,
  mode: Mode,
  userId: Id,
  reference: PaymentReference,
  payer,
  checkId: Id,
  ...travelRuleAsked,
  allocatedBy: Id,
}

export const InitiateDeposit = command({
  service,
  name: 'InitiateDeposit',
  ...deposit,
  fields: {
    ...named,
    userId: Id,
    mode: Mode,
    currency: Currency,
    amount: Decimal,
    method: PaymentMethod,
    provider: PaymentProvider,
    reference: PaymentReference,
    /** Share of the amount that the method costs, from the settings. */
    feeRate: Decimal,
    /** Days from receipt until the money is settled: 2 of a card. */
    settlementDays: z.number().int().min(0).max(30),
    expiresAt: Time,
  },
})
/** The provider has made a page on which the deposit can be paid. */
export const RecordPaymentLink = command({
  service,
  name: 'RecordPaymentLink',
  ...deposit,
  fields: { ...named, link: z.url().max(500) },
})
/** Money has come under the deposit's reference: confirmed with the provider, not merely notified. */
export const ReceiveDeposit = command({
  service,
  name: 'ReceiveDeposit',
  ...deposit,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    /** The receipt that the money becomes when it does not fit; follows from the provider's reference. */
    receiptId: Id,
    currency: Currency,
    amount: Decimal,
    payer,
    /** Likeness of the payer's name and the client's; absent where the provider tells no name. */
    nameScore: NameScore.optional(),
    checkId: Id,
    ...travelRuleAsked,
    ...inRupees,
  },
})
/** Two people have given money in suspense to an account: it becomes a deposit of that account. */
export const ReceiveAllocation = command({
  service,
  name: 'ReceiveAllocation',
  // The receipt and the account that it is given to live apart.
  senders: ['payment'],
  ...deposit,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    /** The receipt, or the deposit of a closed account, that it was. */
    sourceId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    reference: PaymentReference,
    currency: Currency,
    amount: Decimal,
    payer,
    checkId: Id,
    ...travelRuleAsked,
    ...inRupees,
  },
})
/** The settlement day has come. */
export const ClearDeposit = command({ service, name: 'ClearDeposit', ...deposit, fields: named })
export const HoldDeposit = command({
  service,
  name: 'HoldDeposit',
  ...deposit,
  fields: { ...named, heldBy: Id },
})
/** One of two people of compliance lets a held deposit go on. */
export const ReleaseDeposit = command({
  service,
  name: 'ReleaseDeposit',
  ...deposit,
  fields: { ...named, releasedBy: Id },
})
/** A movement under the deposit's reference has failed at the provider. */
export const FailDeposit = command({
  service,
  name: 'FailDeposit',
  ...deposit,
  fields: { ...named, providerReference: ProviderReference, reason: Reason },
})
export const ExpireDeposit = command({ service, name: 'ExpireDeposit', ...deposit, fields: named })
/** One of two people of treasury sends back what has not been credited. */
export const RefundDeposit = command({
  service,
  name: 'RefundDeposit',
  ...deposit,
  fields: { ...named, refundedBy: Id },
})
/** One of two people of treasury gives what a closed account could not take to another account of its client. */
export const AllocateDeposit = command({
  service,
  name: 'AllocateDeposit',
  ...deposit,
  person: 'userId',
  fields: {
    ...named,
    /** The deposit that it becomes there. */
    targetDepositId: Id,
    ...allocation,
  },
})
/** The provider has taken back the money of a movement. */
export const ChargeBackDeposit = command({
  service,
  name: 'ChargeBackDeposit',
  ...deposit,
  fields: { ...named, providerReference: ProviderReference },
})
/** What wallet did with a credit. */
export const RecordCredit = command({
  service,
  name: 'RecordCredit',
  senders: ['wallet'],
  routing: { subject: 'creditId', key: 'accountId' },
  fields: { creditId: Id, accountId: Id, outcome: CreditOutcome },
})
/** Money has come under no reference that is known. `accountId` is the receipt's own id. */
export const RecordUnknownReceipt = command({
  service,
  name: 'RecordUnknownReceipt',
  ...receipt,
  // Nobody is known whose it is, so that its own key seals who has sent it.
  person: 'receiptId',
  fields: {
    receiptId: Id,
    accountId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    currency: Currency,
    amount: Decimal,
    payer: sender,
    checkId: Id,
    ...inRupees,
  },
})
/** One of two people of treasury says whose money a receipt is. */
export const AllocateReceipt = command({
  service,
  name: 'AllocateReceipt',
  ...receipt,
  person: 'userId',
  fields: {
    receiptId: Id,
    accountId: Id,
    /** The deposit that it becomes there. */
    depositId: Id,
    ...allocation,
  },
})
/** One of two people of treasury sends a receipt back to where it came from. */
export const ReturnReceipt = command({
  service,
  name: 'ReturnReceipt',
  ...receipt,
  fields: { receiptId: Id, accountId: Id, returnedBy: Id },
})
/** The provider has taken back the money of a receipt. */
export const ChargeBackReceipt = command({
  service,
  name: 'ChargeBackReceipt',
  ...receipt,
  fields: { receiptId: Id, accountId: Id },
})
