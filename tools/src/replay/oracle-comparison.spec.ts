import type { OrderEvent } from '@filao/contracts'
import { parseUnits } from '@filao/money'
import { bookDifferences } from './final-book'
import { OracleComparison, type Comparison } from './oracle-comparison'

type Event<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>

/** A limit order that is placed and opened, with the fields that the oracle reads. */
function order(orderId: string, side: 'buy' | 'sell', quantity: string, priority: number): OrderEvent[] {
  const terms = { timeInForce: 'gtc', quantity: parseUnits(quantity), limitPrice: parseUnits('100') }
  return [
    { type: 'OrderPlaced', orderId, userId: orderId, side, ...terms } as Event<'OrderPlaced'>,
    { type: 'OrderOpened', orderId, priority } as Event<'OrderOpened'>,
  ]
}

const trade = (buy: string, sell: string, quantity: string): OrderEvent =>
  ({
    type: 'TradeExecuted',
    price: parseUnits('100'),
    quantity: parseUnits(quantity),
    buy: { orderId: buy },
    sell: { orderId: sell },
  }) as Event<'TradeExecuted'>

function compare(...events: readonly OrderEvent[]): Comparison {
  const comparison = new OracleComparison()
  for (const event of events) comparison.feed(event, 0)
  return comparison.result()
}

const RESTING = [...order('a', 'sell', '5', 1), ...order('b', 'sell', '7', 2)]

test('what the oracle expects is no difference, and what is left stands in its book', () => {
  const { executions, differences, book } = compare(...RESTING, ...order('c', 'buy', '3', 3), trade('c', 'a', '3'))
  expect([executions, differences]).toEqual([1, []])
  expect(book).toEqual({ bids: [], asks: [[parseUnits('100'), parseUnits('9'), 2]] })
})

test.each([
  ['a trade with whom it was not the turn', [trade('c', 'b', '3')], 'b, the oracle expected'],
  ['a trade of another quantity', [trade('c', 'a', '2')], 'executed 200000000 at'],
  ['a trade too many', [trade('c', 'a', '3'), trade('c', 'b', '1')], 'the oracle expected nothing'],
  ['a trade that is missing', [], 'nothing was executed'],
])('%s is a difference', (_, trades, words) => {
  const { differences } = compare(...RESTING, ...order('c', 'buy', '3', 3), ...trades)
  expect(differences).toHaveLength(1)
  expect(differences[0]).toContain(words)
})

test('a level that is other than the oracle says is named', () => {
  const { book } = compare(...RESTING)
  const shown = { symbol: 'AAPL', position: 'order/0/4', bids: [], asks: [['100', '12', 2]] } as const
  expect(bookDifferences(shown, book)).toEqual([])
  expect(bookDifferences({ ...shown, asks: [['100', '11', 2]], bids: [['99', '1', 1]] }, book)).toEqual([
    'bids 1: 1 at 99 in 1 orders, the oracle expected nothing',
    'asks 1: 11 at 100 in 2 orders, the oracle expected 12 at 100 in 2 orders',
  ])
})
