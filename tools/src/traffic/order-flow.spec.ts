import { OrderFlow, type Resting, type Step } from './order-flow'

const INSTRUMENTS = [
  { symbol: 'AAPL', price: 185 },
  { symbol: 'MSFT', price: 410 },
]
const PARTICIPANTS = 6

/** Plays a flow against a book in which whatever rests stays until it is cancelled. */
function play(flow: OrderFlow, steps: number): Step[] {
  const taken: Step[] = []
  for (let index = 0; index < steps; index += 1) {
    const step = flow.next()
    taken.push(step)
    if (step.kind === 'cancel') flow.gone(step.order)
    if (step.kind === 'reduce') step.order.quantity = step.quantity
    if (step.kind === 'place' && step.body.timeInForce === 'gtc') flow.rests(restingOf(step, index))
  }
  return taken
}

const restingOf = ({ participant, body }: Extract<Step, { kind: 'place' }>, index: number): Resting => ({
  participant,
  symbol: body.symbol,
  id: String(index),
  quantity: Number(body.quantity),
})

const placed = (steps: readonly Step[]) => steps.flatMap((step) => (step.kind === 'place' ? [step.body] : []))

test('the same seed gives the same flow', () => {
  const [first, again, other] = [7, 7, 8].map((seed) => play(new OrderFlow(seed, PARTICIPANTS, INSTRUMENTS), 500))
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})

test('the mix is that of a real book: nearly all that rests is cancelled, one order in ten takes', () => {
  const steps = play(new OrderFlow(11, PARTICIPANTS, INSTRUMENTS), 20_000)
  const orders = placed(steps)
  const takers = orders.filter(({ timeInForce }) => timeInForce === 'ioc')
  const cancels = steps.filter(({ kind }) => kind === 'cancel')
  expect(takers.length / orders.length).toBeCloseTo(0.1, 1)
  expect(cancels.length / orders.length).toBeGreaterThan(0.8)
  expect(cancels.length / orders.length).toBeLessThan(1)
})

test('half of all orders are for a hundred shares', () => {
  const orders = placed(play(new OrderFlow(12, PARTICIPANTS, INSTRUMENTS), 20_000))
  const hundred = orders.filter(({ quantity }) => quantity === '100')
  expect(hundred.length / orders.length).toBeCloseTo(0.51, 1)
  expect(orders.every(({ quantity }) => /^[1-9]\d*$/.test(quantity))).toBe(true)
})

test('prices stay near where they began, on the tick, however long it runs', () => {
  const prices = placed(play(new OrderFlow(13, PARTICIPANTS, INSTRUMENTS), 60_000))
    .filter(({ symbol, timeInForce }) => symbol === 'AAPL' && timeInForce === 'gtc')
    .map(({ limitPrice }) => limitPrice!)
  expect(prices.every((price) => /^\d+\.\d\d$/.test(price))).toBe(true)
  const middle = prices.map(Number).sort((a, b) => a - b)[Math.floor(prices.length / 2)]!
  expect(Math.abs(middle - 185)).toBeLessThan(2)
})

test('nobody has more live orders in a book than an account may have', () => {
  const flow = new OrderFlow(14, 1, INSTRUMENTS.slice(0, 1))
  let live = 0
  let most = 0
  for (const step of play(flow, 5_000)) {
    if (step.kind === 'cancel') live -= 1
    if (step.kind === 'place' && step.body.timeInForce === 'gtc') live += 1
    most = Math.max(most, live)
  }
  expect(most).toBeGreaterThan(20)
  expect(most).toBeLessThanOrEqual(25)
})

test('who has run out of shares only buys, until there are some again', () => {
  const flow = new OrderFlow(15, 1, INSTRUMENTS.slice(0, 1))
  flow.restrict(0, 'AAPL', 'buy')
  expect(new Set(placed(play(flow, 500)).map(({ side }) => side))).toEqual(new Set(['buy']))
  flow.restrict(0, 'AAPL', undefined)
  expect(new Set(placed(play(flow, 500)).map(({ side }) => side))).toEqual(new Set(['buy', 'sell']))
})

test('when others have moved the market, the participants follow it', () => {
  const flow = new OrderFlow(16, PARTICIPANTS, INSTRUMENTS.slice(0, 1))
  flow.seen('AAPL', 585)
  const prices = placed(play(flow, 200)).flatMap(({ limitPrice }) => limitPrice ?? [])
  expect(Math.min(...prices.map(Number))).toBeGreaterThan(550)
})
