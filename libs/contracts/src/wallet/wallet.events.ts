import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import {
  AssetCode,
  Currency,
  Day,
  Decimal,
  ExchangeRate,
  Id,
  Mode,
  Reason,
  Side,
  SignedDecimal,
  Total,
  Uuid,
} from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import {
  AccountKind,
  AccountLimits,
  AdjustmentAccount,
  HoldingAfter,
  Posting,
  ReservationPurpose,
  RestrictionKind,
  RestrictionScope,
  SuspenseTarget,
  WalletAfter,
} from './wallet.fields'

const service = 'wallet'
const account = { routing: { subject: 'accountId', key: 'accountId' } } as const
const reservation = { routing: { subject: 'reservationId', key: 'accountId' } } as const
const credit = { routing: { subject: 'creditId', key: 'accountId' } } as const
const adjustment = { routing: { subject: 'adjustmentId', key: 'accountId' } } as const
/** What every event that moves money or assets carries: the lines posted, and what the account has after them. */
const movement = {
  mode: Mode,
  postings: z.array(Posting),
  wallet: WalletAfter.optional(),
  holding: HoldingAfter.optional(),
}
/** A payment's currency, and its value in MUR at the time of the transaction, with the rate that it was told by. */
const valued = { currency: Currency, rate: ExchangeRate.optional(), murAmount: Decimal.optional() }

export const WalletsOpened = event({
  service,
  name: 'WalletsOpened',
  ...account,
  fields: {
    accountId: Id,
    userId: Id,
    kind: AccountKind,
    mode: Mode,
    postings: z.array(Posting),
    wallets: z.array(WalletAfter),
  },
})
export const FundsReserved = event({
  service,
  name: 'FundsReserved',
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    purpose: ReservationPurpose,
    asset: AssetCode,
    amount: Decimal,
    assetId: Id.optional(),
    quantity: Decimal.optional(),
    usdValue: Decimal,
    /** Version of the limits that the reservation was judged by. */
    limitsVersion: z.number().int().nonnegative(),
    ...movement,
  },
})
/**
 * A reservation or an increase was refused. The refusal stands in the log, and its reaction answers whoever waits.
 * `amendmentId` is set when an increase was refused.
 */
export const ReservationRefused = event({
  service,
  name: 'ReservationRefused',
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    purpose: ReservationPurpose,
    assetId: Id.optional(),
    amendmentId: Uuid.optional(),
    reason: Reason,
    limitsVersion: z.number().int().nonnegative(),
  },
})
export const ReservationIncreased = event({
  service,
  name: 'ReservationIncreased',
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    amendmentId: Uuid,
    amount: Decimal,
    assetId: Id.optional(),
    /** The order's quantity under the new terms; absent when it stays. */
    quantity: Decimal.optional(),
    usdValue: Decimal,
    ...movement,
  },
})
export const ReservationReduced = event({
  service,
  name: 'ReservationReduced',
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    amendmentId: Uuid,
    amount: Decimal,
    quantity: Decimal.optional(),
    ...movement,
  },
})
/** One side of a trade is settled against the partition's clearing account. */
export const LegSettled = event({
  service,
  name: 'LegSettled',
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    tradeId: Id,
    side: Side,
    assetId: Id,
    currency: Currency,
    price: Decimal,
    quantity: Decimal,
    gross: Decimal,
    draw: Decimal,
    commission: Decimal,
    fees: Decimal,
    /** Realised profit or loss of a sell, in the quote currency. */
    realized: SignedDecimal,
    settlementDate: Day,
    rate: ExchangeRate.optional(),
    /** `gross` in MUR, 2 decimals, at `rate`. */
    murAmount: Total.optional(),
    ...movement,
  },
})
export const ReservationReleased = event({
  service,
  name: 'ReservationReleased',
  ...reservation,
  fields: { reservationId: Id, accountId: Id, amount: Decimal, ...movement },
})
/** A release that overtook its reservation: the late `ReserveFunds` must not come to life. */
export const ReservationTombstoned = event({
  service,
  name: 'ReservationTombstoned',
  ...reservation,
  fields: { reservationId: Id, accountId: Id },
})
export const OpenItemClosed = event({
  service,
  name: 'OpenItemClosed',
  ...account,
  fields: { accountId: Id, tradeId: Id, side: Side },
})
/** What is reserved for a withdrawal may be paid. */
export const PayoutCleared = event({
  service,
  name: 'PayoutCleared',
  ...reservation,
  fields: { reservationId: Id, accountId: Id },
})
/** It may not be paid now. Its reaction answers payment, which asks again. */
export const PayoutRefused = event({
  service,
  name: 'PayoutRefused',
  ...reservation,
  fields: { reservationId: Id, accountId: Id, reason: Reason },
})
export const PayoutPosted = event({
  service,
  name: 'PayoutPosted',
  ...reservation,
  fields: { reservationId: Id, accountId: Id, paid: Decimal, fee: Decimal, ...valued, ...movement },
})
export const DepositCredited = event({
  service,
  name: 'DepositCredited',
  ...credit,
  fields: { creditId: Id, accountId: Id, gross: Decimal, fee: Decimal, ...valued, ...movement },
})
/** Money came for an account that is frozen, closed or not there: it waits in suspense, still the client's. */
export const CreditSuspended = event({
  service,
  name: 'CreditSuspended',
  ...credit,
  fields: {
    creditId: Id,
    accountId: Id,
    gross: Decimal,
    fee: Decimal,
    /** Closed is final: what it keeps is never released to it. */
    accountClosed: z.boolean(),
    ...valued,
    ...movement,
  },
})
export const ReceiptSuspended = event({
  service,
  name: 'ReceiptSuspended',
  ...credit,
  fields: { creditId: Id, accountId: Id, gross: Decimal, ...valued, ...movement },
})
export const SuspenseReleased = event({
  service,
  name: 'SuspenseReleased',
  ...credit,
  fields: { creditId: Id, accountId: Id, to: SuspenseTarget, gross: Decimal, fee: Decimal, ...valued, ...movement },
})
/** `owed` is what the account no longer had. */
export const ChargebackPosted = event({
  service,
  name: 'ChargebackPosted',
  ...credit,
  fields: { creditId: Id, accountId: Id, amount: Decimal, owed: Decimal, ...valued, ...movement },
})
export const AdjustmentProposed = event({
  service,
  name: 'AdjustmentProposed',
  ...adjustment,
  fields: {
    adjustmentId: Id,
    accountId: Id,
    asset: AssetCode,
    amount: SignedDecimal,
    unitCost: Decimal.optional(),
    against: AdjustmentAccount,
    reason: z.string(),
    evidence: z.string(),
    commandHash: Sha256,
    proposedBy: Id,
  },
})
export const BalanceAdjusted = event({
  service,
  name: 'BalanceAdjusted',
  ...adjustment,
  fields: {
    adjustmentId: Id,
    accountId: Id,
    asset: AssetCode,
    amount: SignedDecimal,
    commandHash: Sha256,
    proposedBy: Id,
    decidedBy: Id,
    ...movement,
  },
})
export const AdjustmentRejected = event({
  service,
  name: 'AdjustmentRejected',
  ...adjustment,
  fields: { adjustmentId: Id, accountId: Id, decidedBy: Id, reason: z.string() },
})
/** `endsTrading`: the account could trade until now, and may have live orders. */
export const AccountRestricted = event({
  service,
  name: 'AccountRestricted',
  ...account,
  fields: { accountId: Id, kind: RestrictionKind, scope: RestrictionScope, endsTrading: z.boolean() },
})
export const RestrictionLifted = event({
  service,
  name: 'RestrictionLifted',
  ...account,
  fields: { accountId: Id, kind: RestrictionKind },
})
export const AccountLimitsSet = event({
  service,
  name: 'AccountLimitsSet',
  ...account,
  fields: { accountId: Id, limits: AccountLimits },
})
export const AccountKindRecorded = event({
  service,
  name: 'AccountKindRecorded',
  ...account,
  fields: { accountId: Id, kind: AccountKind, version: z.number().int().positive() },
})
export const ProceedsMatured = event({
  service,
  name: 'ProceedsMatured',
  ...account,
  fields: { accountId: Id, currency: Currency, amount: Decimal, maturesOn: Day, wallet: WalletAfter },
})
export const AccountClosed = event({
  service,
  name: 'AccountClosed',
  ...account,
  fields: { accountId: Id, userId: Id, reason: Reason },
})
/** There is money, an order or a freeze in the way. Its reaction answers whoever asked for the closure. */
export const AccountClosureRefused = event({
  service,
  name: 'AccountClosureRefused',
  ...account,
  fields: { accountId: Id, userId: Id, reason: Reason },
})

/** Money of one currency has become money of another. `wallet` is the one that paid, `received` the other. */
export const FundsConverted = event({
  service,
  name: 'FundsConverted',
  routing: { subject: 'conversionId', key: 'accountId' },
  fields: {
    conversionId: Id,
    accountId: Id,
    userId: Id,
    from: Currency,
    to: Currency,
    amount: Decimal,
    converted: Decimal,
    spreadPercent: Decimal,
    rate: ExchangeRate,
    received: WalletAfter,
    ...movement,
  },
})

export const walletEvents = contractSet([
  WalletsOpened,
  FundsReserved,
  ReservationRefused,
  ReservationIncreased,
  ReservationReduced,
  LegSettled,
  ReservationReleased,
  ReservationTombstoned,
  OpenItemClosed,
  PayoutCleared,
  PayoutRefused,
  PayoutPosted,
  DepositCredited,
  CreditSuspended,
  ReceiptSuspended,
  SuspenseReleased,
  ChargebackPosted,
  AdjustmentProposed,
  BalanceAdjusted,
  AdjustmentRejected,
  AccountRestricted,
  RestrictionLifted,
  AccountLimitsSet,
  AccountKindRecorded,
  ProceedsMatured,
  AccountClosed,
  AccountClosureRefused,
  FundsConverted,
])
export type WalletEvent = MessageOf<(typeof walletEvents.contracts)[number]>
