import type { HoldingAfter, Posting } from '@filao/contracts'
import { assert, localDay, type Moment } from '@filao/kernel'
import { divideHalfUp, divideTo, maxUnits, multiply, ONE, roundTo, ZERO, type Units } from '@filao/money'
import { emptyHolding, type Holding } from './balance.state'
import { credit, debit, movement } from './movement.events'
import { legKey, type Reservation } from './reservation.state'
import type { CloseOpenItem, MatureProceeds, SettleLeg } from './wallet.commands'
import type { WalletDecision } from './wallet.refusals'
import { isUnsettled, maturityKey, type Account } from './account.state'

/**
 * Settles one side of a trade against the partition's clearing account, out of what is reserved. After the match nothing
 * may fail for want of money, so what does not fit here is a defect, not a refusal; also on a restricted account.
 */
export function settleLeg(command: SettleLeg, account: Account, { now }: Moment): WalletDecision {
  const { reservationId, accountId, tradeId, side, assetId, currency, price, quantity, gross, draw } = command
  const { commission, fees, settlementDate, rate } = command
  const known = account.reservations.get(reservationId)
  if (known && known.status !== 'tombstone' && known.settled.has(legKey(tradeId, side))) return []
  assertDraws(command, account, known)
  const holding = account.holdings.get(assetId) ?? emptyHolding(assetId)
  const sells = side === 'sell'
  const cost = sells ? costOfSale(holding, command) : costOfPurchase(holding, quantity, gross)
  const unsettled = isUnsettled(command, now) ? gross - commission - fees : ZERO
  return [
    {
      type: 'LegSettled',
      reservationId,
      accountId,
      tradeId,
      side,
      assetId,
      currency,
      price,
      quantity,
      gross,
      draw,
      commission,
      fees,
      realized: cost.realized - holding.realized,
      settlementDate,
      rate,
      murAmount: murOf(command),
      ...movement(account, sells ? saleOf(command) : purchaseOf(command), { unsettled, cost }),
    },
  ]
}

/** Both legs of the trade are settled. Unknown here: closed before, or a demo leg, which leaves none open. */
export function closeOpenItem({ accountId, tradeId, side }: CloseOpenItem, account: Account): WalletDecision {
  const item = account.openItems.get(legKey(tradeId, side))
  if (!item || item.closedAt !== undefined) return []
  return [{ type: 'OpenItemClosed', accountId, tradeId, side }]
}

/** The settlement day has come: what was sold may be withdrawn. */
export function matureProceeds(command: MatureProceeds, account: Account, { now }: Moment): WalletDecision {
  const { accountId, currency, maturesOn } = command
  const due = account.maturities.get(maturityKey(currency, maturesOn))
  const wallet = account.wallets.get(currency)
  if (!due || !wallet || maturesOn > localDay(now)) return []
  const { available, reserved } = wallet
  const unsettled = wallet.unsettled - due.amount
  assert(unsettled >= ZERO, 'what matures was unsettled')
  const after = { currency, available, reserved, total: available + reserved, unsettled, version: wallet.version + 1 }
  return [{ type: 'ProceedsMatured', accountId, currency, amount: due.amount, maturesOn, wallet: after }]
}

function assertDraws(command: SettleLeg, account: Account, known: Reservation | undefined): void {
  const { side, mode, assetId, currency, quantity, gross, draw, commission, fees } = command
  assert(known?.status === 'active', 'a leg draws on an active reservation')
  assert(account.mode === mode, 'a leg stays in the mode of its account')
  assert(known.purpose === (side === 'buy' ? 'order_buy' : 'order_sell'), 'a leg is on the side of its order')
  assert(
    known.assetId === assetId && known.asset === (side === 'buy' ? currency : assetId),
    'a leg draws on its own asset',
  )
  assert(known.drawn + draw <= known.amount, 'legs never exceed the reservation')
  if (side === 'buy') assert(gross + commission + fees <= draw, 'a buy never pays more than it draws')
  else
    assert(
      draw === quantity && commission + fees <= gross,
      'a sell draws what it sells and yields no less than nothing',
    )
}

// Paper trades meet the house's paper money: there is one leg, and nothing is left to clear.
const counterpart = ({ mode }: SettleLeg) => (mode === 'demo' ? 'demo_issuance' : 'clearing')

function purchaseOf(command: SettleLeg): Posting[] {
  const { assetId, currency, quantity, gross, draw, commission, fees } = command
  const house = counterpart(command)
  return [
    debit('client_cash_reserved', currency, draw),
    credit(house, currency, gross),
    credit('fee_income', currency, commission),
    credit('levy_payable', currency, fees),
    // A better price than reserved is the client's again at once, not when a long-lived order closes.
    credit('client_cash', currency, draw - gross - commission - fees),
    debit(house, assetId, quantity),
    credit('client_asset', assetId, quantity),
  ]
}

function saleOf(command: SettleLeg): Posting[] {
  const { assetId, currency, quantity, gross, commission, fees } = command
  const house = counterpart(command)
  return [
    debit('client_asset_reserved', assetId, quantity),
    credit(house, assetId, quantity),
    debit(house, currency, gross),
    credit('client_cash', currency, gross - commission - fees),
    credit('fee_income', currency, commission),
    credit('levy_payable', currency, fees),
  ]
}

type Cost = Pick<HoldingAfter, 'averagePrice' | 'invested' | 'realized'>

/** Average cost: what is bought is mixed with what was held; fees are not part of the cost. */
export const costOfPurchase = (holding: Holding, quantity: Units, paid: Units): Cost => ({
  averagePrice: divideHalfUp(holding.quantity * holding.averagePrice + paid * ONE, holding.quantity + quantity),
  invested: holding.invested + paid,
  realized: holding.realized,
})

/** What leaves takes its average cost along. The rounding of averages must not leave a cost without a quantity. */
export function costOfDeparture(holding: Holding, quantity: Units): Cost {
  const { averagePrice, realized } = holding
  const left = holding.quantity - quantity
  const invested = left === ZERO ? ZERO : maxUnits(ZERO, holding.invested - multiply(quantity, averagePrice))
  return { averagePrice, invested, realized }
}

function costOfSale(holding: Holding, { quantity, price }: SettleLeg): Cost {
  const cost = costOfDeparture(holding, quantity)
  return { ...cost, realized: holding.realized + multiply(quantity, price - holding.averagePrice) }
}

/** Value of the leg in MUR at the time of the transaction, half-up to 2 decimals; never computed again. */
function murOf({ currency, gross, rate }: SettleLeg): Units | undefined {
  if (currency === 'MUR') return roundTo(gross, 2)
  return rate ? divideTo(gross * rate.rate, ONE, 2) : undefined
}
