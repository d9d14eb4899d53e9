import type { WalletCommand } from '@filao/contracts'
import fc from 'fast-check'
import type { Instant } from '@filao/kernel'
import type { Units } from '@filao/money'
import { OracleBook, orderRules, type OracleExecution } from './index'
import type { OrderCommand } from './order.commands'
import type { OrderEvent } from './order.events'
import { ASSET, FEES, FREE, id, placing, Scenario, SESSION, snapshot, TERMS, u, uuid } from './scenario.fixture'

const TERMS_HERE = {
  ...TERMS,
  tickSize: u('0.05'),
  tickLadder: [{ below: u('10'), tick: u('0.01') }],
  lotSize: u('0.1'),
  minOrderQuantity: u('0.1'),
}

/** What an operator may make of them while orders live. */
const LISTINGS = [
  TERMS_HERE,
  { ...TERMS_HERE, tickSize: u('0.25'), tickLadder: [{ below: u('10'), tick: u('0.02') }] },
  { ...TERMS_HERE, tickLadder: undefined, lotSize: u('1'), minOrderQuantity: u('1'), marketCollarPercent: u('20') },
]

/** Prices around the rung of the tick ladder, so that both ticks meet. */
const price = fc.oneof(
  fc.integer({ min: 980, max: 999 }).map((cents) => u(`${cents / 100}`)),
  fc.integer({ min: 200, max: 210 }).map((twentieths) => u(`${twentieths / 20}`)),
)
const quantity = fc.integer({ min: 1, max: 60 }).map((tenths) => u(`${tenths / 10}`))
/** How many orders ago the one was placed that something happens to. */
const back = fc.integer({ min: 0, max: 12 })
const accountOf = (number: number): number => (number % 8) + 1

const terms = fc.oneof(
  fc.record({
    limitPrice: price,
    timeInForce: fc.constantFrom('day', 'gtc', 'ioc', 'fok'),
    postOnly: fc.constant(false),
  }),
  fc.record({ limitPrice: price, timeInForce: fc.constantFrom('day', 'gtc'), postOnly: fc.constant(true) }),
  fc.record({ orderType: fc.constant('market'), timeInForce: fc.constantFrom('day', 'ioc', 'fok') }),
  fc.record({ orderType: fc.constant('stop_loss'), stopPrice: price }),
  fc.record({ orderType: fc.constant('stop_limit'), stopPrice: price, limitPrice: price }),
  fc.record({
    orderType: fc.constant('trailing_stop'),
    trailAmount: fc.integer({ min: 1, max: 30 }).map((cents) => u(`${cents / 100}`)),
  }),
  fc.record({
    orderType: fc.constant('trailing_stop'),
    trailPercent: fc.integer({ min: 1, max: 40 }).map((tenths) => u(`${tenths / 10}`)),
  }),
)

/** What happens in a book, wallet's answers apart. Orders are numbered as they are placed. */
type Input = (now: Instant, orders: { placed: number }) => OrderCommand

const place = fc
  .record({
    /** One in twenty is placed again. */
    isNew: fc.integer({ min: 0, max: 19 }).map((one) => one > 0),
    side: fc.constantFrom('buy', 'sell'),
    quantity,
    terms,
    selfTradePrevention: fc.constantFrom('cancel_newest', 'cancel_oldest', 'cancel_both'),
    lives: fc.option(fc.integer({ min: 1, max: 4_000 }), { nil: undefined }),
    fees: fc.constantFrom(FEES, FREE),
  })
  .map(({ isNew, quantity: amount, terms: form, lives, ...rest }): Input => (now, orders) => {
    if (isNew) orders.placed += 1
    const number = orders.placed
    const account = accountOf(number)
    const command = {
      ...placing({ n: number, account, user: account % 5 }),
      limitPrice: undefined,
      ...rest,
      ...form,
      quantity: amount,
    }
    const expiresAt = command.timeInForce === 'gtc' && lives !== undefined ? now + lives : undefined
    return { ...command, expiresAt }
  })

const about = (number: number) => ({ orderId: id(1000 + number), assetId: ASSET })
const change = fc.oneof(
  fc.record({ quantity }),
  fc.record({ limitPrice: price }),
  fc.record({ quantity, limitPrice: price }),
  fc.record({ stopPrice: price }),
  fc.record({ trailAmount: fc.integer({ min: 1, max: 30 }).map((cents) => u(`${cents / 100}`)), quantity }),
)
const input: fc.Arbitrary<Input> = fc.oneof(
  { weight: 12, arbitrary: place },
  {
    weight: 2,
    arbitrary: back.map((ago): Input => (_, { placed }) => ({
      type: 'CancelOrder',
      ...about(placed - ago),
      reason: 'client_request',
    })),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({ ago: back, amendment: fc.integer({ min: 1, max: 1_000_000 }), change })
      .map(({ ago, amendment, change: changed }): Input => (_, { placed }) => ({
        type: 'AmendOrder',
        ...about(placed - ago),
        accountId: id(2_000_000 + accountOf(placed - ago)),
        amendmentId: uuid(amendment),
        ...changed,
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<OrderCommand>(
        { type: 'HaltMarket', assetId: ASSET, reason: 'test' },
        ...Array<OrderCommand>(4).fill({ type: 'ResumeMarket', assetId: ASSET }),
        { type: 'HoldMarket', assetId: ASSET, reason: 'test' },
        ...Array<OrderCommand>(4).fill({ type: 'ReleaseMarket', assetId: ASSET }),
        { type: 'CancelAccountOrders', accountId: id(2_000_001), reason: 'under_review' },
        { ...SESSION, closesAt: SESSION.closesAt! - 1_800_000 },
        SESSION,
        ...LISTINGS.map((listed): OrderCommand => ({
          type: 'SetInstrument',
          assetId: ASSET,
          symbol: 'AAPL',
          quoteCurrency: 'USD',
          terms: listed,
        })),
      )
      .map((command) => () => command),
  },
)
const step = fc.record({
  input,
  /** Wallet's answers come now or later, and one in eight is a refusal. */
  answers: fc.integer({ min: 0, max: 8 }),
  refuses: fc.integer({ min: 0, max: 7 }),
  passes: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 900_000 }) },
  ),
})
const flow = fc.array(step, { minLength: 1, maxLength: 100, size: 'max' })
type Flow = typeof flow extends fc.Arbitrary<infer F> ? F : never

/** What wallet knows of a reservation: enough to see that it is never overdrawn and is released whole. */
interface Reservation {
  amount: Units
  drawn: Units
  legs: number
  isReleased: boolean
}

class Wallet {
  readonly reservations = new Map<string, Reservation>()
  readonly unanswered: OrderCommand[] = []

  /** Takes the commands that an event sends, and writes down the answer that will come back. */
  take(event: OrderEvent, now: Instant, refuses: boolean): void {
    for (const { to, command } of orderRules.reactions(event, { now, position: 1 })) {
      if (to === 'wallet') this.obey(command as never, refuses)
    }
  }

  private obey(command: WalletCommand, refuses: boolean): void {
    switch (command.type) {
      case 'ReserveFunds': {
        const { reservationId: orderId, amount } = command
        expect(this.reservations.has(orderId)).toBe(false)
        this.reservations.set(orderId, { amount: refuses ? 0n : amount, drawn: 0n, legs: 0, isReleased: refuses })
        if (refuses)
          return void this.unanswered.push({
            type: 'RejectOrder',
            orderId,
            assetId: ASSET,
            reason: 'insufficient_balance',
          })
        return void this.unanswered.push({ type: 'ConfirmOrder', orderId, assetId: ASSET })
      }
      case 'IncreaseReservation': {
        const { reservationId: orderId, amendmentId, amount } = command
        const answer = { orderId, assetId: ASSET, amendmentId }
        if (refuses)
          return void this.unanswered.push({ type: 'RejectAmend', ...answer, reason: 'insufficient_balance' })
        this.of(orderId).amount += amount
        return void this.unanswered.push({ type: 'ConfirmAmend', ...answer })
      }
      case 'ReduceReservation': {
        const reservation = this.of(command.reservationId)
        reservation.amount -= command.amount
        expect(reservation.drawn).toBeLessThanOrEqual(reservation.amount)
        return
      }
      case 'SettleLeg': {
        const { reservationId: orderId, tradeId, side, draw, gross, commission, fees } = command
        const reservation = this.of(orderId)
        reservation.drawn += draw
        reservation.legs += 1
        expect(reservation.isReleased).toBe(false)
        expect(reservation.drawn).toBeLessThanOrEqual(reservation.amount)
        if (side === 'buy') expect(gross + commission + fees).toBeLessThanOrEqual(draw)
        else expect(commission + fees).toBeLessThanOrEqual(gross)
        return void this.unanswered.push({ type: 'RecordLegSettled', orderId, assetId: ASSET, tradeId, side })
      }
      case 'ReleaseReservation': {
        const { reservationId, legs, drawn } = command
        const reservation = this.of(reservationId)
        // An order that timed out or was cancelled before wallet's refusal came releases what was never reserved.
        if (reservation.isReleased) return expect({ amount: reservation.amount, legs }).toEqual({ amount: 0n, legs: 0 })
        expect({ legs: reservation.legs, drawn: reservation.drawn }).toEqual({ legs, drawn })
        reservation.isReleased = true
        return
      }
      default:
        return
    }
  }

  private of(orderId: string): Reservation {
    const reservation = this.reservations.get(orderId)
    expect(reservation).toBeDefined()
    return reservation!
  }
}

/** Runs a flow. Answers of wallet come in the order in which it was asked, as on a link. */
function run(steps: Flow, afterStep: (scenario: Scenario) => void = () => undefined, checks = true): Scenario {
  const scenario = Scenario.open({ terms: TERMS_HERE, checks })
  const wallet = new Wallet()
  const orders = { placed: 0 }
  let taken = scenario.log.length
  const settle = (refuses: boolean): void => {
    for (; taken < scenario.log.length; taken += 1)
      wallet.take(scenario.log[taken]!.event, scenario.log[taken]!.at, refuses)
  }
  for (const { input: next, answers, refuses, passes } of steps) {
    scenario.now += passes
    const command = next(scenario.now, orders)
    // The inbox answers an order that has been placed before.
    if (command.type !== 'PlaceOrder' || !wallet.reservations.has(command.orderId)) scenario.do(command)
    settle(refuses === 0)
    for (const answer of wallet.unanswered.splice(0, answers)) {
      scenario.do(answer)
      settle(false)
    }
    if (passes > 250) scenario.tick(scenario.now)
    settle(false)
    afterStep(scenario)
  }
  for (let answer = wallet.unanswered.shift(); answer; answer = wallet.unanswered.shift()) {
    scenario.do(answer)
    settle(false)
  }
  for (const order of scenario.book.orders.values()) {
    const reservation = wallet.reservations.get(order.orderId)
    const isOver = order.closedAt !== undefined
    if (reservation && !isOver)
      expect(reservation).toMatchObject({ amount: order.reservedAmount, drawn: order.drawnAmount, legs: order.legs })
    if (reservation && isOver) expect(reservation.isReleased).toBe(true)
  }
  return scenario
}

const executionsIn = (events: readonly OrderEvent[]): OracleExecution[] =>
  events.flatMap((event) =>
    event.type === 'TradeExecuted'
      ? [
          {
            price: event.price,
            quantity: event.quantity,
            buyOrderId: event.buy.orderId,
            sellOrderId: event.sell.orderId,
          },
        ]
      : [],
  )

// Of a failure the shortest flow is looked for, but not for ever.
fc.configureGlobal({ interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true })

test('any flow keeps the invariants, changes nothing while deciding, and never overdraws a reservation', () => {
  fc.assert(
    fc.property(flow, (steps) => void run(steps)),
    { numRuns: 60 },
  )
})
test('the fast book trades what the slow, obvious one says', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      const { log, events } = run(steps, undefined, false)
      const oracle = new OracleBook()
      expect(executionsIn(events)).toEqual(log.flatMap(({ event, at }) => oracle.feed(event, at)))
    }),
    { numRuns: 150 },
  )
})
test('a rebuilt book equals the live one, and decides the same', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      run(
        steps,
        (scenario) => {
          scenario.commit()
          expect(snapshot(scenario.rebuilt())).toBe(snapshot(scenario.book))
          // The flow goes on with the rebuilt book: what it forgot must never be missed.
          const { now, quoted, quotedAt, unquotedTrade } = scenario.book
          scenario.book = Object.assign(scenario.rebuilt(), { now, quoted, quotedAt, unquotedTrade })
        },
        false,
      )
    }),
    { numRuns: 60 },
  )
})
test('the same log folds to the same book', () => {
  fc.assert(
    fc.property(flow, (steps) => {
      const { log, book } = run(steps, undefined, false)
      const folded = log.reduce(
        (state, { event, at, position }) => orderRules.decider.evolve(state, event, { now: at, position }),
        orderRules.decider.initial(ASSET),
      )
      expect(snapshot(folded)).toBe(snapshot(book))
    }),
    { numRuns: 40 },
  )
})
test('flows reach every event and trade', () => {
  const seen = new Set<string>()
  for (const steps of fc.sample(flow, { numRuns: 200, seed: 7 })) {
    for (const { type } of run(steps, undefined, false).events) seen.add(type)
  }
  expect([...seen].sort()).toEqual(
    [
      'AmendRefused',
      'AmendRequested',
      'BookQuoted',
      'ExecutionSettled',
      'InstrumentSet',
      'MarketHalted',
      'MarketHeld',
      'MarketReleased',
      'MarketResumed',
      'OrderAmended',
      'OrderClosed',
      'OrderOpened',
      'OrderPlaced',
      'OrderRefused',
      'SessionSet',
      'StopTriggered',
      'TradeExecuted',
      'TradeSettled',
      'TrailMoved',
    ].sort(),
  )
})
