import { HOLDERS_OF_ONE, SYMBOLS } from './market'
import { OrderFlow, type Mix, type Operation } from './order-flow'

const PARTICIPANTS = 1000

const take = (mix: Mix, count: number): Operation[] => {
  const flow = new OrderFlow(PARTICIPANTS, mix, 1)
  return Array.from({ length: count }, () => flow.next())
}
const orders = (operations: readonly Operation[]) =>
  operations.flatMap((operation) => (operation.kind === 'place' ? [operation.order] : []))

test('every second order on an instrument crosses what the one before it offered', () => {
  const placed = orders(take('trading', SYMBOLS.length * 20))
  for (const symbol of SYMBOLS) {
    const own = placed.filter((order) => order.symbol === symbol)
    for (let at = 0; at < own.length; at += 2) {
      const [resting, crossing] = [own[at]!, own[at + 1]!]
      expect(crossing.side).toBe(resting.side === 'buy' ? 'sell' : 'buy')
      const isMet =
        crossing.side === 'sell'
          ? Number(crossing.limitPrice) <= Number(resting.limitPrice)
          : Number(crossing.limitPrice) >= Number(resting.limitPrice)
      expect(isMet).toBe(true)
    }
  }
})

test('a seller holds what it sells', () => {
  for (const { side, symbol, participant } of orders(take('trading', 1000))) {
    if (side === 'sell') expect(participant % HOLDERS_OF_ONE).toBe(SYMBOLS.indexOf(symbol) % HOLDERS_OF_ONE)
  }
})

test('the cancelling mix cancels 0.8 orders for each that is placed', () => {
  const operations = take('cancelling', 18_000)
  const placed = orders(operations).length
  expect((operations.length - placed) / placed).toBeCloseTo(0.8, 1)
  expect(orders(operations).filter(({ isPassing }) => isPassing).length / placed).toBeCloseTo(0.8, 1)
})

test('the same seed gives the same flow', () => {
  expect(take('trading', 200)).toEqual(take('trading', 200))
})
