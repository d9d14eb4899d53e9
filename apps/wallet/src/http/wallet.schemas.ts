import { AdjustmentStatus, LedgerAccountKind } from '@filao/contracts'
import {
  DecimalString,
  IdString,
  pageOf,
  pageQuery,
  PlainText,
  SignedDecimalString,
  TimeString,
  TimeTextInput,
  TotalString,
} from '@filao/service'
import { z } from 'zod'

const Currency = z.string().regex(/^[A-Z]{3}$/)

export const AccountQuery = z.strictObject({ accountId: z.uuid().optional() })
export type AccountQuery = z.output<typeof AccountQuery>

export const CurrencyPath = z.strictObject({ currency: Currency })
export type CurrencyPath = z.output<typeof CurrencyPath>

export const WalletView = z
  .object({
    accountId: z.uuid(),
    currency: Currency,
    available: DecimalString,
    reserved: DecimalString,
    total: DecimalString,
    unsettled: DecimalString,
    withdrawable: DecimalString,
    version: z.number().int(),
    updatedAt: TimeString,
  })
  .meta({ id: 'Wallet' })
export type WalletView = z.output<typeof WalletView>
export const WalletList = z.object({ items: z.array(WalletView), next: z.null() }).meta({ id: 'WalletList' })
export type WalletList = z.output<typeof WalletList>

/** Why something is refused, as the refusal itself would say; null when it is not. */
const Obstacle = z.enum(['account-closed', 'account-not-active', 'kyc-not-approved', 'under-review']).nullable()
export const StandingView = z
  .object({ accountId: z.uuid(), trading: Obstacle, withdrawals: Obstacle })
  .meta({ id: 'AccountStanding' })
export type StandingView = z.output<typeof StandingView>

const Limit = DecimalString.nullable()
const AssetLimitsView = z.object({
  assetId: z.uuid(),
  maxOrderValue: Limit,
  maxPositionValue: Limit,
  maxPositionSize: Limit,
})
/** What an account is judged by, in USD but for sizes, which are quantities; null where nothing limits. */
export const LimitsView = z
  .object({
    accountId: z.uuid(),
    version: z.number().int(),
    maxOrderValue: Limit,
    maxPositionValue: Limit,
    maxPositionSize: Limit,
    maxDailyTradeVolume: Limit,
    maxDailyWithdrawal: Limit,
    maxMonthlyWithdrawal: Limit,
    /** Of instruments whose limits are others than the account's. */
    assets: z.array(AssetLimitsView),
    /** What of today's and this month's is not used. */
    left: z.object({ dailyTradeVolume: Limit, dailyWithdrawal: Limit, monthlyWithdrawal: Limit }),
  })
  .meta({ id: 'AccountLimits' })
export type LimitsView = z.output<typeof LimitsView>

export const HoldingView = z
  .object({
    accountId: z.uuid(),
    assetId: z.uuid(),
    symbol: z.string().nullable(),
    quantity: DecimalString,
    reserved: DecimalString,
    averagePrice: DecimalString,
    cost: DecimalString,
    realizedProfit: SignedDecimalString,
    updatedAt: TimeString,
  })
  .meta({ id: 'Holding' })
export type HoldingView = z.output<typeof HoldingView>
export const HoldingList = z.object({ items: z.array(HoldingView), next: z.null() }).meta({ id: 'HoldingList' })
export type HoldingList = z.output<typeof HoldingList>

/** A holding valued at the last price; `unavailable` where there is none, which spoils nothing else. */
export const PositionView = HoldingView.extend({
  currency: Currency.nullable(),
  price: DecimalString.nullable(),
  priceAt: TimeString.nullable(),
  /** True when the price comes from outside and is older than its instrument allows. */
  stale: z.boolean(),
  value: TotalString.nullable(),
  unrealizedProfit: TotalString.nullable(),
  unrealizedPercent: TotalString.nullable(),
  state: z.enum(['valued', 'unavailable']),
}).meta({ id: 'Position' })
export type PositionView = z.output<typeof PositionView>
const PortfolioTotal = z.object({
  currency: Currency,
  cash: TotalString,
  positions: TotalString,
  value: TotalString,
  /** Positions that have no price, and add nothing. */
  unvalued: z.number().int(),
  stale: z.boolean(),
})
const DisplayedTotal = z.object({
  currency: Currency,
  /** Null where a rate is missing: amounts of two currencies are never added without one. */
  value: TotalString.nullable(),
  missing: z.array(Currency),
  rates: z.array(
    z.object({
      base: Currency,
      rate: DecimalString,
      source: z.string(),
      quotedAt: TimeString,
      stale: z.boolean(),
    }),
  ),
})
export const PortfolioQuery = z.strictObject({
  accountId: z.uuid().optional(),
  displayCurrency: Currency.optional().describe('all of it also in this one currency, at the rates that are known'),
})
export type PortfolioQuery = z.output<typeof PortfolioQuery>
export const PortfolioView = z
  .object({
    accountId: z.uuid(),
    cash: z.array(WalletView),
    positions: z.array(PositionView),
    totals: z.array(PortfolioTotal),
    display: DisplayedTotal.nullable(),
  })
  .meta({ id: 'Portfolio' })
export type PortfolioView = z.output<typeof PortfolioView>

export const EntryQuery = z.strictObject({
  accountId: z.uuid().optional(),
  currency: z.string().max(40).optional(),
  from: TimeTextInput.optional(),
  to: TimeTextInput.optional(),
  ...pageQuery,
})
export type EntryQuery = z.output<typeof EntryQuery>
export const EntryView = z
  .object({
    id: z.string(),
    account: LedgerAccountKind,
    asset: z.string(),
    direction: z.enum(['debit', 'credit']),
    amount: TotalString,
    balanceAfter: TotalString,
    cause: z.string(),
    referenceId: z.uuid(),
    occurredAt: TimeString,
  })
  .meta({ id: 'LedgerEntry' })
export type EntryView = z.output<typeof EntryView>
export const EntryList = pageOf(EntryView).meta({ id: 'LedgerEntryList' })
export type EntryList = z.output<typeof EntryList>

export const ProposeAdjustmentBody = z
  .strictObject({
    accountId: IdString,
    asset: z.union([Currency, IdString]),
    amount: SignedDecimalString,
    unitCost: DecimalString.optional(),
    reason: PlainText,
    evidence: PlainText,
  })
  .meta({
    id: 'ProposeAdjustment',
    examples: [
      {
        accountId: '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
        asset: 'USD',
        amount: '2500.5',
        reason: 'Wire received before the bank statement',
        evidence: 'MCB advice 2026-11-02 no. 4711',
      },
    ],
  })
export type ProposeAdjustmentBody = z.output<typeof ProposeAdjustmentBody>
export const RejectAdjustmentBody = z.strictObject({ reason: PlainText }).meta({ id: 'RejectAdjustment' })
export type RejectAdjustmentBody = z.output<typeof RejectAdjustmentBody>
export const AdjustmentPath = z.strictObject({ id: z.uuid() })
export type AdjustmentPath = z.output<typeof AdjustmentPath>
export const AdjustmentQuery = z.strictObject({ status: AdjustmentStatus.optional(), ...pageQuery })
export type AdjustmentQuery = z.output<typeof AdjustmentQuery>
export const AdjustmentView = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    asset: z.string(),
    amount: SignedDecimalString,
    unitCost: DecimalString.nullable(),
    reason: z.string(),
    evidence: z.string(),
    status: AdjustmentStatus,
    /** Of what the second person agrees to. */
    commandHash: z.string(),
    proposedBy: z.uuid(),
    decidedBy: z.uuid().nullable(),
    proposedAt: TimeString,
    decidedAt: TimeString.nullable(),
  })
  .meta({ id: 'Adjustment' })
export type AdjustmentView = z.output<typeof AdjustmentView>
export const AdjustmentList = pageOf(AdjustmentView).meta({ id: 'AdjustmentList' })
export type AdjustmentList = z.output<typeof AdjustmentList>

export const TrialBalanceQuery = z.strictObject({
  at: TimeTextInput.optional(),
})
export type TrialBalanceQuery = z.output<typeof TrialBalanceQuery>
export const TrialBalanceView = z
  .object({
    /** The time that was asked for; null for now. */
    at: TimeString.nullable(),
    /** `wallet/<partition>/<position>` of each partition: the balance holds exactly there. */
    positions: z.array(z.string()),
    assets: z.array(
      z.object({
        mode: z.enum(['live', 'demo']),
        asset: z.string(),
        /** Debits less credits over all accounts: always 0. */
        sum: TotalString,
        accounts: z.array(
          z.object({ kind: LedgerAccountKind, debits: TotalString, credits: TotalString, balance: TotalString }),
        ),
      }),
    ),
  })
  .meta({ id: 'TrialBalance' })
export type TrialBalanceView = z.output<typeof TrialBalanceView>
