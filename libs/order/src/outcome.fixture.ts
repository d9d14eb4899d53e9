import { isRefusal } from '@filao/kernel'
import type { OrderClosed, OrderEvent, TradeExecuted } from './order.events'
import type { OrderRefusal } from './order.refusals'
import { ASSET, id, Scenario, TERMS, type Placing } from './scenario.fixture'

export type Outcome = readonly OrderEvent[] | OrderRefusal

export const refused = (outcome: Outcome): string =>
  isRefusal(outcome) ? outcome.refused : `not refused: ${types(outcome).join()}`
export const types = (outcome: Outcome): string[] =>
  isRefusal(outcome) ? [`refused ${outcome.refused}`] : outcome.map(({ type }) => type)
export const trades = (events: Outcome): TradeExecuted[] =>
  isRefusal(events) ? [] : events.filter((e) => e.type === 'TradeExecuted')
export const closes = (events: Outcome): OrderClosed[] =>
  isRefusal(events) ? [] : events.filter((e) => e.type === 'OrderClosed')
export const fillsOf = (events: Outcome): string[] =>
  trades(events).map(({ price, quantity }) => `${Number(quantity) / 1e8}@${Number(price) / 1e8}`)
export const endsOf = (events: Outcome): string[] => closes(events).map(({ status, reason }) => `${status} ${reason}`)
export const sell = (n: number, limitPrice: string, quantity = '10', more: Partial<Placing> = {}): Placing => ({
  n,
  side: 'sell',
  limitPrice,
  quantity,
  ...more,
})
export const buy = (n: number, limitPrice: string, quantity = '10', more: Partial<Placing> = {}): Placing => ({
  n,
  side: 'buy',
  limitPrice,
  quantity,
  ...more,
})
export const cancel = (n: number) =>
  ({ type: 'CancelOrder', orderId: id(1000 + n), assetId: ASSET, reason: 'client_request' }) as const
export const withTerms = (terms: Partial<typeof TERMS>): Scenario => Scenario.open({ terms: { ...TERMS, ...terms } })
/** A book whose last trade was at this price. Orders 901 and 902 are gone. */
export const traded = (price: string, scenario = Scenario.open()): Scenario => {
  scenario.place(sell(901, price, '1'))
  scenario.place(buy(902, price, '1'))
  return scenario
}
