import { z } from 'zod'
import { event } from '../contract'
import { Currency, Day, Decimal, Id, NameScore, Reason, Time, Uuid } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import {
  CreditOutcome,
  inRupees,
  PaymentMethod,
  payer,
  PaymentProvider,
  PaymentReference,
  ProviderReference,
  RiskFlag,
  ScreeningOutcome,
  sender,
  travelRuleAsked,
  travelRuleFound,
} from './payment.fields'

const service = 'payment'
const deposit = { routing: { subject: 'depositId', key: 'accountId' } } as const
const receipt = { routing: { subject: 'receiptId', key: 'accountId' } } as const
const named = { depositId: Id, accountId: Id }
const valued = { currency: Currency, ...inRupees }
/** Of money in suspense that two people have given to an account. */
const allocated = {
  targetAccountId: Id,
  userId: Id,
  reference: PaymentReference,
  provider: PaymentProvider,
  providerReference: ProviderReference,
  amount: Decimal,
  payer,
  checkId: Id,
  commandHash: Sha256,
  proposedBy: Id,
  approvedBy: Id,
  ...travelRuleAsked,
  ...valued,
}

export const DepositInitiated = event({
  service,
  name: 'DepositInitiated',
  ...deposit,
  fields: {
    ...named,
    userId: Id,
    currency: Currency,
    amount: Decimal,
    method: PaymentMethod,
    provider: PaymentProvider,
    reference: PaymentReference,
    feeRate: Decimal,
    settlementDays: z.number().int().nonnegative(),
    expiresAt: Time,
  },
})
export const PaymentLinkMade = event({
  service,
  name: 'PaymentLinkMade',
  ...deposit,
  fields: { ...named, link: z.url().max(500) },
})
/** Money has come and is looked at: its amount, its payer, its screening. `settlesOn`: the day from which it may be credited. */
export const DepositReceived = event({
  service,
  name: 'DepositReceived',
  ...deposit,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    amount: Decimal,
    fee: Decimal,
    payer,
    payerLast4: z.string().max(4).optional(),
    nameScore: NameScore.optional(),
    settlesOn: Day,
    checkId: Id,
    /** The check of the bank at the other end; absent where nobody has named it. */
    bankCheckId: Id.optional(),
    ...travelRuleFound,
    ...valued,
  },
})
/** The payer may be credited; the money is not settled yet. */
export const DepositScreened = event({
  service,
  name: 'DepositScreened',
  ...deposit,
  fields: { ...named, checkId: Uuid, outcome: ScreeningOutcome },
})
export const DepositHeld = event({
  service,
  name: 'DepositHeld',
  ...deposit,
  fields: { ...named, reason: RiskFlag, heldBy: Id.optional() },
})
export const DepositReleaseProposed = event({
  service,
  name: 'DepositReleaseProposed',
  ...deposit,
  fields: { ...named, commandHash: Sha256, proposedBy: Id },
})
/** Its reaction has wallet credit it, under the deposit's id. By two people where it was held. */
export const DepositCleared = event({
  service,
  name: 'DepositCleared',
  ...deposit,
  fields: {
    ...named,
    userId: Id,
    gross: Decimal,
    fee: Decimal,
    /** Of the movement that it came by, which stays when the money is given to another account. */
    movementId: Id.optional(),
    commandHash: Sha256.optional(),
    proposedBy: Id.optional(),
    releasedBy: Id.optional(),
    ...valued,
  },
})
export const DepositFailed = event({
  service,
  name: 'DepositFailed',
  ...deposit,
  fields: { ...named, reason: Reason },
})
export const DepositRefundProposed = event({
  service,
  name: 'DepositRefundProposed',
  ...deposit,
  fields: { ...named, commandHash: Sha256, proposedBy: Id },
})
/** The money goes back by the provider that it came from. */
export const DepositRefunded = event({
  service,
  name: 'DepositRefunded',
  ...deposit,
  fields: {
    ...named,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    amount: Decimal,
    /** True of what wallet kept in suspense: its reaction has wallet let it go. */
    wasStranded: z.boolean(),
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    ...valued,
  },
})
export const DepositAllocationProposed = event({
  service,
  name: 'DepositAllocationProposed',
  ...deposit,
  fields: { ...named, targetAccountId: Id, commandHash: Sha256, proposedBy: Id },
})
/** Its reactions have wallet let it go from suspense, and the other account receive it. */
export const DepositAllocated = event({
  service,
  name: 'DepositAllocated',
  ...deposit,
  person: 'userId',
  fields: {
    ...named,
    targetDepositId: Id,
    ...allocated,
  },
})
export const DepositChargedBack = event({
  service,
  name: 'DepositChargedBack',
  ...deposit,
  fields: { ...named, amount: Decimal, ...valued },
})
/** Wallet has posted it: to the client, or to suspense, where it may be stranded. */
export const DepositSettled = event({
  service,
  name: 'DepositSettled',
  ...deposit,
  fields: { ...named, outcome: CreditOutcome },
})
/** Money that belongs to nobody yet. Its reactions have wallet keep it in suspense, and whoever sent it screened. */
export const ReceiptUnallocated = event({
  service,
  name: 'ReceiptUnallocated',
  ...receipt,
  person: 'ownerId',
  fields: {
    receiptId: Id,
    accountId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    amount: Decimal,
    /** Whose key seals who has sent it: the client's under whose reference it came, else the receipt's own. */
    ownerId: Id,
    payer: sender,
    /** The checks of whoever has sent it and of their bank; absent where nobody has named them. */
    checkId: Id.optional(),
    bankCheckId: Id.optional(),
    ...valued,
  },
})
export const ReceiptScreened = event({
  service,
  name: 'ReceiptScreened',
  ...receipt,
  fields: { receiptId: Id, accountId: Id, checkId: Uuid, outcome: ScreeningOutcome },
})
export const ReceiptAllocationProposed = event({
  service,
  name: 'ReceiptAllocationProposed',
  ...receipt,
  fields: { receiptId: Id, accountId: Id, targetAccountId: Id, commandHash: Sha256, proposedBy: Id },
})
export const ReceiptAllocated = event({
  service,
  name: 'ReceiptAllocated',
  ...receipt,
  person: 'userId',
  fields: {
    receiptId: Id,
    accountId: Id,
    depositId: Id,
    ...allocated,
  },
})
export const ReceiptReturnProposed = event({
  service,
  name: 'ReceiptReturnProposed',
  ...receipt,
  fields: { receiptId: Id, accountId: Id, commandHash: Sha256, proposedBy: Id },
})
export const ReceiptReturned = event({
  service,
  name: 'ReceiptReturned',
  ...receipt,
  fields: {
    receiptId: Id,
    accountId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    amount: Decimal,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    ...valued,
  },
})
/** The provider has taken the money back: it is in suspense no more, and nobody's to give. */
export const ReceiptChargedBack = event({
  service,
  name: 'ReceiptChargedBack',
  ...receipt,
  fields: {
    receiptId: Id,
    accountId: Id,
    provider: PaymentProvider,
    providerReference: ProviderReference,
    amount: Decimal,
    ...valued,
  },
})
