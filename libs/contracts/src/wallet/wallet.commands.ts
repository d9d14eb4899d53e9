import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
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
  Time,
  Uuid,
} from '../fields'
import {
  AccountKind,
  AccountLimits,
  AdjustmentAccount,
  ReservationPurpose,
  RestrictionKind,
  RestrictionScope,
  SuspenseTarget,
} from './wallet.fields'

const service = 'wallet'
const account = { routing: { subject: 'accountId', key: 'accountId' } } as const
const reservation = { routing: { subject: 'reservationId', key: 'accountId' } } as const
const credit = { routing: { subject: 'creditId', key: 'accountId' } } as const
/** Value of a payment in MUR with the rate that it was told by: fixed by payment, never computed again. */
const inRupees = { rate: ExchangeRate.optional(), murAmount: Decimal.optional() }

/** Opens the wallets of a new account. A demo account gets 100000 USD of paper money, once. */
export const OpenWallets = command({
  service,
  name: 'OpenWallets',
  senders: ['identity'],
  ...account,
  fields: { accountId: Id, userId: Id, mode: Mode, kind: AccountKind },
})
/** Holds back what an order or withdrawal may cost at worst. */
export const ReserveFunds = command({
  service,
  name: 'ReserveFunds',
  senders: ['order', 'payment'],
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    mode: Mode,
    purpose: ReservationPurpose,
    /** Currency of a buy or withdrawal, instrument of a sell. */
    asset: AssetCode,
    amount: Decimal,
    /** The instrument of an order, with the quantity ordered. */
    assetId: Id.optional(),
    quantity: Decimal.optional(),
    /** Value in `currency` by which limits are judged. */
    value: Decimal,
    currency: Currency,
    /** Rate of `currency` in USD, attached by wallet's intake before the command is queued. */
    rate: ExchangeRate.optional(),
  },
})
export const IncreaseReservation = command({
  service,
  name: 'IncreaseReservation',
  senders: ['order'],
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    amendmentId: Uuid,
    /** What is held back in addition. */
    amount: Decimal,
    /** The order's quantity under the new terms; absent when it stays. */
    quantity: Decimal.optional(),
    /** What the amendment adds to the order's value, in `currency`. */
    value: Decimal,
    currency: Currency,
    rate: ExchangeRate.optional(),
  },
})
export const ReduceReservation = command({
  service,
  name: 'ReduceReservation',
  senders: ['order'],
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    amendmentId: Uuid,
    /** What is freed. */
    amount: Decimal,
    /** The order's quantity under the new terms; absent when it stays. */
    quantity: Decimal.optional(),
  },
})
/** Settles one side of a trade out of its reservation. Cannot be refused. */
export const SettleLeg = command({
  service,
  name: 'SettleLeg',
  senders: ['order'],
  ...reservation,
  fields: {
    reservationId: Id,
    accountId: Id,
    mode: Mode,
    tradeId: Id,
    side: Side,
    assetId: Id,
    currency: Currency,
    price: Decimal,
    quantity: Decimal,
    gross: Decimal,
    /** What the fill takes from the reservation: money of a buy, quantity of a sell. */
    draw: Decimal,
    commission: Decimal,
    fees: Decimal,
    settlementDate: Day,
    executedAt: Time,
    /** MUR for one unit of `currency`, attached by wallet's intake: the last known one, marked `stale` when old. */
    rate: ExchangeRate.optional(),
  },
})
/** Frees what is left once the order is closed. */
export const ReleaseReservation = command({
  service,
  name: 'ReleaseReservation',
  senders: ['order', 'payment'],
  ...reservation,
  fields: { reservationId: Id, accountId: Id, legs: z.number().int().nonnegative(), drawn: Decimal },
})
/** Both legs of a trade are settled: the account's clearing items of it are closed. */
export const CloseOpenItem = command({
  service,
  name: 'CloseOpenItem',
  senders: ['order'],
  ...account,
  fields: { accountId: Id, tradeId: Id, side: Side },
})
/** Asks whether what is reserved for a withdrawal may leave now. Sent right before it is paid, and again when refused. */
export const ClearPayout = command({
  service,
  name: 'ClearPayout',
  senders: ['payment'],
  ...reservation,
  fields: { reservationId: Id, accountId: Id },
})
/** The provider has paid: `paid` has left the bank, `fee` stays with the house. Cannot be refused. */
export const PostPayout = command({
  service,
  name: 'PostPayout',
  senders: ['payment'],
  ...reservation,
  fields: { reservationId: Id, accountId: Id, currency: Currency, paid: Decimal, fee: Decimal, ...inRupees },
})
/**
 * Money has come for an account: a cleared deposit, under its id, or a payout that came back, under that of its
 * withdrawal. Never refused: where it cannot be credited it waits in suspense.
 */
export const CreditDeposit = command({
  service,
  name: 'CreditDeposit',
  senders: ['payment'],
  ...credit,
  fields: { creditId: Id, accountId: Id, currency: Currency, gross: Decimal, fee: Decimal, ...inRupees },
})
/** Money has come that belongs to nobody yet. `accountId` is the receipt's own id: its partition holds the suspense. */
export const RecordReceipt = command({
  service,
  name: 'RecordReceipt',
  senders: ['payment'],
  ...credit,
  fields: { creditId: Id, accountId: Id, currency: Currency, amount: Decimal, ...inRupees },
})
/** What waited in suspense goes where it belongs: to the `account`, or out again by the `bank`. */
export const ReleaseSuspense = command({
  service,
  name: 'ReleaseSuspense',
  senders: ['payment'],
  ...credit,
  fields: { creditId: Id, accountId: Id, to: SuspenseTarget },
})
/** The provider has taken a deposit back. What the client no longer has becomes their debt. */
export const PostChargeback = command({
  service,
  name: 'PostChargeback',
  senders: ['payment'],
  ...credit,
  fields: { creditId: Id, accountId: Id, currency: Currency, amount: Decimal, ...inRupees },
})
/** First of two people: a change of a balance by hand. */
export const ProposeAdjustment = command({
  service,
  name: 'ProposeAdjustment',
  routing: { subject: 'adjustmentId', key: 'accountId' },
  fields: {
    adjustmentId: Id,
    accountId: Id,
    asset: AssetCode,
    amount: SignedDecimal,
    /** Price paid for each unit of an instrument, in `currency`: the cost that the holding begins with. */
    unitCost: Decimal.optional(),
    /** Where the other side is posted: `bank` (the default) or `firm_capital` for money, `custody` for an instrument. */
    against: AdjustmentAccount.optional(),
    reason: z.string().min(1).max(500),
    evidence: z.string().min(1).max(500),
    proposedBy: Id,
  },
})
/** Second person: posts the adjustment or rejects it. */
export const DecideAdjustment = command({
  service,
  name: 'DecideAdjustment',
  routing: { subject: 'adjustmentId', key: 'accountId' },
  fields: {
    adjustmentId: Id,
    accountId: Id,
    approve: z.boolean(),
    decidedBy: Id,
    reason: z.string().max(500).optional(),
  },
})
export const RestrictAccount = command({
  service,
  name: 'RestrictAccount',
  senders: ['identity', 'compliance'],
  ...account,
  fields: { accountId: Id, kind: RestrictionKind, scope: RestrictionScope },
})
export const LiftRestriction = command({
  service,
  name: 'LiftRestriction',
  senders: ['identity', 'compliance'],
  ...account,
  fields: { accountId: Id, kind: RestrictionKind },
})
/** What compliance has resolved for the client of an account. */
export const SetAccountLimits = command({
  service,
  name: 'SetAccountLimits',
  senders: ['compliance'],
  ...account,
  fields: { accountId: Id, limits: AccountLimits },
})
/** Identity's two people have made another of an account. `version` counts the changes of its kind. */
export const RecordAccountKind = command({
  service,
  name: 'RecordAccountKind',
  senders: ['identity'],
  ...account,
  fields: { accountId: Id, kind: AccountKind, version: z.number().int().positive() },
})
/** Proceeds of a sale whose settlement day has come may be withdrawn. */
export const MatureProceeds = command({
  service,
  name: 'MatureProceeds',
  ...account,
  fields: { accountId: Id, currency: Currency, maturesOn: Day },
})
/** From identity, which is answered: the account is closed, or stays open for a reason. */
export const CloseAccount = command({
  service,
  name: 'CloseAccount',
  senders: ['identity'],
  ...account,
  fields: { accountId: Id, userId: Id, reason: Reason },
})

/**
 * Changes money of one currency into another, at the rate of now less the spread. It is done only if at least so much
 * comes of it.
 */
export const ConvertFunds = command({
  service,
  name: 'ConvertFunds',
  routing: { subject: 'conversionId', key: 'accountId' },
  fields: {
    conversionId: Id,
    accountId: Id,
    from: Currency,
    to: Currency,
    amount: Decimal,
    leastToReceive: Decimal,
    /** Percents of the amount that the house keeps. */
    spreadPercent: Decimal,
    /** Units of `to` for one of `from`, attached by wallet's intake. */
    rate: ExchangeRate.optional(),
  },
})

export const walletCommands = contractSet([
  OpenWallets,
  ReserveFunds,
  IncreaseReservation,
  ReduceReservation,
  SettleLeg,
  ReleaseReservation,
  CloseOpenItem,
  ClearPayout,
  PostPayout,
  CreditDeposit,
  RecordReceipt,
  ReleaseSuspense,
  PostChargeback,
  ProposeAdjustment,
  DecideAdjustment,
  RestrictAccount,
  LiftRestriction,
  SetAccountLimits,
  RecordAccountKind,
  MatureProceeds,
  CloseAccount,
  ConvertFunds,
])
export type WalletCommand = MessageOf<(typeof walletCommands.contracts)[number]>
