import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRefusal } from '@filao/kernel'
import { OracleBook, orderRules } from './index'
import type { OrderCommand } from './order.commands'
import type { OrderEvent } from './order.events'
import { ASSET, id, placing, Scenario, snapshot } from './scenario.fixture'

/** Shared data beside the project: a recorded half hour of AAPL in LOBSTER's message format. */
const FILE = join(__dirname, '../../../../shared/data/orderflow/aapl-20120621-0930-1000.csv')
const PARTICIPANTS = 200
/** Takes what the recording shows as executed; nobody else is this user. */
const TAKER = 999
const MS_MIDNIGHT = Date.parse('2012-06-21T00:00:00.000Z')

interface Row {
  readonly second: number
  readonly type: string
  readonly orderId: string
  readonly size: number
  readonly price: string
  readonly direction: string
}

function rows(): Row[] {
  if (!existsSync(FILE))
    throw new Error(`the recorded order flow is missing: ${FILE} (FILAO_WITHOUT_SHARED=1 leaves this test out)`)
  return readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [second, type, orderId, size, price, direction] = line.split(',') as [
        string,
        string,
        string,
        string,
        string,
        string,
      ]
      return {
        second: Number(second),
        type,
        orderId,
        size: Number(size),
        price: (Number(price) / 10_000).toFixed(2),
        direction,
      }
    })
}

/** The recording as commands of a book. Hidden executions and orders from before the recording have none. */
class Recording {
  private readonly numbers = new Map<string, number>()
  private next = 1

  command(row: Row, scenario: Scenario): OrderCommand | undefined {
    const { type, orderId, size, price: limitPrice, direction } = row
    const n = this.numbers.get(orderId)
    const order = n === undefined ? undefined : scenario.order(n)
    const [side, other] = direction === '1' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const)
    if (type === '1') {
      this.numbers.set(orderId, this.next)
      return placing({
        n: this.next,
        account: (this.next++ % PARTICIPANTS) + 1,
        side,
        limitPrice,
        quantity: String(size),
      })
    }
    if (type === '4') {
      const terms = { timeInForce: 'ioc', limitPrice, quantity: String(size) } as const
      return placing({ n: this.next++, account: TAKER, side: other, ...terms })
    }
    if (!order || order.closedAt !== undefined) return undefined
    const target = { orderId: order.orderId, assetId: ASSET, accountId: order.accountId }
    if (type === '3') return { type: 'CancelOrder', ...target, reason: 'client_request' }
    const quantity = order.quantity - BigInt(size) * 100_000_000n
    if (type === '2' && quantity > order.filledQuantity)
      return { type: 'AmendOrder', ...target, amendmentId: id(this.next), quantity }
    return undefined
  }
}

const test_ = process.env['FILAO_WITHOUT_SHARED'] === '1' ? test.skip : test

test_('on a recorded half hour of a real market the fast book trades what the oracle says', () => {
  const scenario = Scenario.open({
    checks: false,
    session: { type: 'SetSession', assetId: ASSET, settlementDate: '2012-06-26' },
  })
  const recording = new Recording()
  const refused = new Map<string, number>()
  for (const row of rows()) {
    scenario.now = MS_MIDNIGHT + Math.floor(row.second * 1000)
    const command = recording.command(row, scenario)
    if (!command) continue
    const outcome = scenario.do(command)
    if (isRefusal(outcome)) refused.set(outcome.refused, (refused.get(outcome.refused) ?? 0) + 1)
    else if (command.type === 'PlaceOrder')
      scenario.do({ type: 'ConfirmOrder', orderId: command.orderId, assetId: ASSET })
  }

  const oracle = new OracleBook()
  const expected = scenario.log.flatMap(({ event, at }) => oracle.feed(event, at))
  const executed = scenario.events.flatMap((event) => (event.type === 'TradeExecuted' ? [asExecution(event)] : []))
  expect(executed.length).toBeGreaterThan(2_000)
  expect(executed).toEqual(expected)
  expect(Object.fromEntries(refused)).toEqual({})

  const { book } = scenario
  expect(orderRules.violation!(book)).toBeUndefined()
  expect(standing(book.bids)).toEqual(oracle.side('buy'))
  expect(standing(book.asks)).toEqual(oracle.side('sell'))
  scenario.commit()
  expect(snapshot(scenario.rebuilt())).toBe(snapshot(book))
})

const asExecution = ({ price, quantity, buy, sell }: Extract<OrderEvent, { type: 'TradeExecuted' }>) => ({
  price,
  quantity,
  buyOrderId: buy.orderId,
  sellOrderId: sell.orderId,
})

function standing({ levels }: Scenario['book']['bids']): unknown[] {
  const orders = []
  for (const level of [...levels].reverse())
    for (let order = level.first; order; order = order.behind)
      orders.push({ orderId: order.orderId, price: level.price, remaining: order.remainingQuantity })
  return orders
}
