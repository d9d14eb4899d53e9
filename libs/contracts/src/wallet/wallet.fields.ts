import { z } from 'zod'
import { AssetCode, Decimal, Id, SignedDecimal, Total } from '../fields'

export const AccountKind = z.enum(['client', 'market_maker'])
export const AccountStatus = z.enum(['open', 'restricted', 'closed'])
export const RestrictionKind = z.enum(['freeze', 'kyc', 'suspension', 'review_overdue'])
export const RestrictionScope = z.enum(['all', 'withdrawals'])
export const ReservationPurpose = z.enum(['order_buy', 'order_sell', 'withdrawal'])
export const ReservationStatus = z.enum(['active', 'released', 'posted', 'tombstone'])
export const AdjustmentStatus = z.enum(['proposed', 'posted', 'rejected'])
/** The house account that an adjustment is posted against. */
export const AdjustmentAccount = z.enum(['bank', 'firm_capital', 'custody'])
export type AdjustmentAccount = z.output<typeof AdjustmentAccount>
/** Where suspended money goes: to the account that it was meant for, or back to the bank's side. */
export const SuspenseTarget = z.enum(['account', 'bank'])
export const CreditStatus = z.enum(['credited', 'suspended', 'released', 'charged_back'])
export const LedgerAccountKind = z.enum([
  'client_cash',
  'client_cash_reserved',
  'client_asset',
  'client_asset_reserved',
  'clearing',
  'bank',
  'custody',
  'fee_income',
  'levy_payable',
  'rounding',
  'fx_position',
  'suspense',
  'client_receivable',
  'firm_capital',
  'demo_issuance',
])
export type LedgerAccountKind = z.output<typeof LedgerAccountKind>

/** The limits of one instrument, where they are others than the account's: in USD, and a size as a quantity. */
export const AssetLimits = z.object({
  maxOrderValue: Decimal.optional(),
  maxPositionValue: Decimal.optional(),
  maxPositionSize: Decimal.optional(),
})
export type AssetLimits = z.output<typeof AssetLimits>
/**
 * The limits in force for an account, in USD; an absent one does not limit. Those of an instrument take the place of the
 * account's, one by one. Version 0 is what an account begins with.
 */
export const AccountLimits = z.object({
  version: z.number().int().nonnegative(),
  maxOrderValue: Decimal.optional(),
  maxPositionValue: Decimal.optional(),
  maxPositionSize: Decimal.optional(),
  maxDailyTradeVolume: Decimal.optional(),
  maxDailyWithdrawal: Decimal.optional(),
  maxMonthlyWithdrawal: Decimal.optional(),
  assets: z.record(Id, AssetLimits).optional(),
})
export type AccountLimits = z.output<typeof AccountLimits>

/** The balances of a wallet after an event. `version` counts its changes: 1, 2, 3 … without a gap. */
export const WalletAfter = z.object({
  currency: z.string(),
  available: Decimal,
  reserved: Decimal,
  total: Decimal,
  unsettled: Decimal,
  version: z.number().int().positive(),
})
export type WalletAfter = z.output<typeof WalletAfter>

/** A holding after an event. */
export const HoldingAfter = z.object({
  assetId: z.string(),
  quantity: Decimal,
  reserved: Decimal,
  averagePrice: Decimal,
  invested: Decimal,
  realized: SignedDecimal,
})
export type HoldingAfter = z.output<typeof HoldingAfter>

/** One line of a ledger transaction. Debits equal credits per asset, in every event. */
export const Posting = z.object({
  account: LedgerAccountKind,
  asset: AssetCode,
  direction: z.enum(['debit', 'credit']),
  amount: Total,
})
export type Posting = z.output<typeof Posting>
