import type { WalletCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits as units } from '@filao/money'

export const id = (unique: number): Id => makeId({ partition: 0, at: 1_790_000_000_000, unique: BigInt(unique) })
export const [buyer, seller, paper, share] = [id(1), id(2), id(3), id(4)]
export const [buyOrder, sellOrder, paperOrder, lateOrder, trade, paperTrade] = [
  id(11),
  id(12),
  id(13),
  id(14),
  id(21),
  id(22),
]
export const [anna, ben] = [id(31), id(32)]
export const NOON = Date.parse('2026-10-05T08:00:00.000Z')

export const opening = (accountId: Id, userId: Id, mode: 'live' | 'demo' = 'live'): WalletCommand => ({
  type: 'OpenWallets',
  accountId,
  userId,
  mode,
  kind: 'client',
})
/** Compliance's word, without which no live account moves. */
export const approval = (accountId: Id): WalletCommand => ({ type: 'LiftRestriction', accountId, kind: 'kyc' })
export const fund = (
  accountId: Id,
  adjustmentId: Id,
  asset: string,
  amount: string,
  unitCost?: string,
): WalletCommand[] => [
  {
    type: 'ProposeAdjustment',
    adjustmentId,
    accountId,
    asset,
    amount: units(amount),
    ...(unitCost ? { unitCost: units(unitCost) } : {}),
    reason: 'a "quoted", {braced} reason \\ with all that breaks arrays',
    evidence: 'receipt é 1',
    proposedBy: anna,
  },
  { type: 'DecideAdjustment', adjustmentId, accountId, approve: true, decidedBy: ben },
]
export const reserve = (
  accountId: Id,
  reservationId: Id,
  side: 'buy' | 'sell',
  amount: string,
  mode: 'live' | 'demo' = 'live',
): WalletCommand => ({
  type: 'ReserveFunds',
  reservationId,
  accountId,
  mode,
  purpose: `order_${side}`,
  asset: side === 'buy' ? 'USD' : share,
  amount: units(amount),
  assetId: share,
  quantity: units('10'),
  value: units('95'),
  currency: 'USD',
})
export const leg = (
  accountId: Id,
  reservationId: Id,
  tradeId: Id,
  side: 'buy' | 'sell',
  mode: 'live' | 'demo' = 'live',
): WalletCommand => ({
  type: 'SettleLeg',
  reservationId,
  accountId,
  mode,
  tradeId,
  side,
  assetId: share,
  currency: 'USD',
  price: units('9.123456'),
  quantity: units('4'),
  gross: units('36.493824'),
  draw: units(side === 'buy' ? '40' : '4'),
  commission: units('0.2'),
  fees: units('0.1'),
  settlementDate: '2026-10-07',
  executedAt: NOON,
  rate: { rate: units('46.25'), source: 'seed', quotedAt: NOON, stale: false },
})

/** One of everything, in the order in which it can happen. */
export const LIFE: readonly WalletCommand[] = [
  opening(buyer, id(41)),
  opening(seller, id(42)),
  opening(paper, id(43), 'demo'),
  approval(buyer),
  approval(seller),
  ...fund(buyer, id(51), 'USD', '500.12345678'),
  ...fund(seller, id(52), share, '25', '8.5'),
  {
    type: 'SetAccountLimits',
    accountId: buyer,
    limits: {
      version: 2,
      maxOrderValue: units('1000'),
      maxDailyTradeVolume: units('300'),
      assets: { [share]: { maxPositionSize: units('90000000000.00000001') } },
    },
  },
  { type: 'RecordAccountKind', accountId: seller, kind: 'market_maker', version: 1 },
  { type: 'RestrictAccount', accountId: buyer, kind: 'freeze', scope: 'withdrawals' },
  reserve(buyer, buyOrder, 'buy', '100'),
  reserve(seller, sellOrder, 'sell', '10'),
  reserve(paper, paperOrder, 'buy', '100', 'demo'),
  {
    type: 'IncreaseReservation',
    reservationId: buyOrder,
    accountId: buyer,
    amendmentId: id(61),
    amount: units('12.5'),
    value: units('12'),
    currency: 'USD',
  },
  { type: 'ReduceReservation', reservationId: buyOrder, accountId: buyer, amendmentId: id(62), amount: units('2.5') },
  leg(buyer, buyOrder, trade, 'buy'),
  leg(seller, sellOrder, trade, 'sell'),
  leg(paper, paperOrder, paperTrade, 'buy', 'demo'),
  { type: 'ReleaseReservation', reservationId: lateOrder, accountId: seller, legs: 0, drawn: 0n },
  { type: 'CloseOpenItem', accountId: buyer, tradeId: trade, side: 'buy' },
  { type: 'ReleaseReservation', reservationId: sellOrder, accountId: seller, legs: 1, drawn: units('4') },
  ...fund(buyer, id(53), 'USD', '-1').slice(0, 1),
]
