import type { AssetLimits, ExchangeRate } from '@filao/contracts'
import { localDay, type Id, type Instant } from '@filao/kernel'
import { inRange, maxUnits, multiply, parseUnits, ZERO, type Units } from '@filao/money'
import { refuse, type WalletRefusal, type WalletRefusalCode } from './wallet.refusals'
import { isLimited, type Account, type Restriction } from './account.state'
import { withdrawn } from './withdrawn.state'

/** What a live account begins with (domain.md 9.2), in USD. Version 0: what compliance resolves takes its place at once. */
export const defaultLimits = {
  version: 0,
  maxOrderValue: parseUnits('100000'),
  maxPositionValue: parseUnits('500000'),
  maxDailyTradeVolume: parseUnits('1000000'),
  maxDailyWithdrawal: parseUnits('50000'),
  maxMonthlyWithdrawal: parseUnits('500000'),
} as const

/** What stands in the way of an account as a whole. */
export type Bar = Extract<
  WalletRefusalCode,
  'account_closed' | 'account_not_active' | 'kyc_not_approved' | 'under_review'
>

/** Why an account may not trade now; undefined when it may. A freeze says no more than that the account is reviewed. */
export function barred(account: Account): Bar | undefined {
  if (account.status === 'closed') return 'account_closed'
  if (account.status === 'open') return undefined
  // Suspension ends demo trading too; identity checks and freezes concern real money only.
  if (isRestricted(account, 'suspension')) return 'account_not_active'
  if (account.mode === 'demo') return undefined
  if (isRestricted(account, 'kyc')) return 'kyc_not_approved'
  return isRestricted(account, 'freeze') || isRestricted(account, 'review_overdue') ? 'under_review' : undefined
}

/** True for a restriction under which an account may not trade. */
export const bars = ({ kind, scope }: Pick<Restriction, 'kind' | 'scope'>, { mode }: Account): boolean =>
  scope === 'all' && (mode === 'live' || kind === 'suspension')

const isRestricted = ({ restrictions }: Account, kind: string): boolean =>
  restrictions.some((restriction) => restriction.kind === kind && restriction.scope === 'all')

/** Why nothing may leave an account now: what bars trading, and what bars withdrawals alone. */
export function barredFromPaying(account: Account): Bar | undefined {
  if (account.status === 'closed') return 'account_closed'
  const has = (kind: string): boolean => account.restrictions.some((restriction) => restriction.kind === kind)
  if (has('suspension')) return 'account_not_active'
  if (has('kyc')) return 'kyc_not_approved'
  return has('freeze') || has('review_overdue') ? 'under_review' : undefined
}

/** The value of a withdrawal in USD, or the limit of the day or the month that it breaks. */
export function judgeWithdrawal(
  account: Account,
  { value, currency, rate }: Pick<Exposure, 'value' | 'currency' | 'rate'>,
  now: Instant,
): { readonly usdValue: Units } | WalletRefusal {
  if (currency !== 'USD' && isLimited(account) && (!rate || rate.stale)) return refuse('rate_stale')
  const usdValue = currency === 'USD' ? value : rate ? multiply(value, rate.rate) : ZERO
  if (!inRange(usdValue)) return refuse('amount_out_of_range')
  if (!isLimited(account)) return { usdValue }
  const { maxDailyWithdrawal, maxMonthlyWithdrawal } = account.limits
  const { day, month } = withdrawn(account, localDay(now))
  if (maxDailyWithdrawal !== undefined && day + usdValue > maxDailyWithdrawal) {
    return refuse('daily_withdrawal_limit', { limit: maxDailyWithdrawal })
  }
  if (maxMonthlyWithdrawal !== undefined && month + usdValue > maxMonthlyWithdrawal) {
    return refuse('monthly_withdrawal_limit', { limit: maxMonthlyWithdrawal })
  }
  return { usdValue }
}

/** What the limits are judged by. */
export interface Exposure {
  /** Value that is added, in `currency`, and that of the whole order before it, in USD. */
  readonly value: Units
  readonly currency: string
  readonly rate: ExchangeRate | undefined
  readonly usdBefore: Units
  /** The instrument, whose own limits take the place of the account's. */
  readonly assetId: Id | undefined
  /** Set for a buy: the instrument, and the quantity that is added to the open buys of it. */
  readonly buys?: { readonly assetId: Id; readonly added: Units; readonly orderQuantity: Units } | undefined
}

/**
 * The value in USD, or the limit that it breaks. Without limits the value is only recorded, and is zero where nobody
 * attached a rate; with limits an old rate or none is no ground to judge by.
 */
export function judge(
  account: Account,
  exposure: Exposure,
  now: Instant,
): { readonly usdValue: Units } | WalletRefusal {
  const { value, currency, rate, usdBefore } = exposure
  if (currency !== 'USD' && isLimited(account) && (!rate || rate.stale)) return refuse('rate_stale')
  const usdValue = currency === 'USD' ? value : rate ? multiply(value, rate.rate) : ZERO
  const order = usdBefore + usdValue
  const size = exposure.buys ? sizeWith(account, exposure.buys) : ZERO
  // A leg cannot be refused, so that what it may bring must fit from the start.
  if (!inRange(order) || !inRange(size)) return refuse('amount_out_of_range')
  if (!isLimited(account)) return { usdValue }
  const { maxOrderValue, maxDailyTradeVolume, ...limits } = limitsFor(account, exposure.assetId)
  if (maxOrderValue !== undefined && order > maxOrderValue) return refuse('order_value_limit', { limit: maxOrderValue })
  const position = exposure.buys && judgePosition(limits, { ...exposure.buys, size, orderValue: order })
  if (position) return position
  const traded = (account.volumeOn === localDay(now) ? account.volumeDay : ZERO) + usdValue
  if (maxDailyTradeVolume !== undefined && traded > maxDailyTradeVolume) {
    return refuse('daily_volume_limit', { limit: maxDailyTradeVolume })
  }
  return { usdValue }
}

/** Each limit of the instrument where it has one, else the account's. */
function limitsFor({ limits }: Account, assetId: Id | undefined): Account['limits'] {
  const own = assetId === undefined ? undefined : limits.assets?.[assetId]
  return own ? { ...limits, ...own } : limits
}

interface Position {
  /** What is held and what open buys may add, with this order. */
  readonly size: Units
  readonly orderValue: Units
  readonly orderQuantity: Units
}

/** A position is valued at this order's price: the newest that wallet knows. */
function judgePosition(
  { maxPositionSize, maxPositionValue }: AssetLimits,
  { size, orderValue, orderQuantity }: Position,
): WalletRefusal | undefined {
  if (maxPositionSize !== undefined && size > maxPositionSize)
    return refuse('position_limit', { limit: maxPositionSize })
  // size × (orderValue ÷ orderQuantity) > limit, without dividing.
  if (maxPositionValue !== undefined && size * orderValue > maxPositionValue * orderQuantity) {
    return refuse('position_limit', { limit: maxPositionValue })
  }
  return undefined
}

const sizeWith = (account: Account, { assetId, added }: NonNullable<Exposure['buys']>): Units =>
  (account.holdings.get(assetId)?.quantity ?? ZERO) + openBuys(account, assetId) + added

function openBuys({ reservations }: Account, assetId: Id): Units {
  let open = ZERO
  for (const reservation of reservations.values()) {
    if (reservation.status !== 'active' || reservation.purpose !== 'order_buy' || reservation.assetId !== assetId)
      continue
    open += maxUnits(ZERO, (reservation.quantity ?? ZERO) - reservation.filled)
  }
  return open
}
