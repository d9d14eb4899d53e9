import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs, type LoadPlan, type LoadReport, type PlacedOrder } from './load'
import { OrderFlow, type PlannedOrder } from './order-flow'
import { Requests, type Answered } from './requests'

/** Connections of an open load: more than are in use unless the platform stands still. */
const OPEN_CONNECTIONS = 256
/** A cancel is of an order that was acknowledged this many orders ago, or it would be cancelled before it rests. */
const CANCEL_DISTANCE = 16
/** Pause of a connection after a refusal, as any client would make. */
const BACK_OFF_MS = 20

interface Resting {
  readonly orderId: string
  readonly participant: number
}

/** The second process of a benchmark: sends orders and notes when each was due and when it was acknowledged. */
class Load {
  private readonly placed: PlacedOrder[] = []
  private readonly refused: Record<string, number> = {}
  private readonly passing: Resting[] = []
  private cancelled = 0
  private readonly flow: OrderFlow
  private readonly requests: Requests
  private readonly beganAt = monotonicMs()
  private readonly cpuBefore = process.cpuUsage()

  constructor(private readonly plan: LoadPlan) {
    const { arrival, origin, tokens, mix, seed } = plan
    this.flow = new OrderFlow(tokens.length, mix, seed)
    const connections = arrival.kind === 'rate' ? OPEN_CONNECTIONS : arrival.connections
    this.requests = new Requests(origin, connections)
  }

  async run(): Promise<LoadReport> {
    const { arrival } = this.plan
    if (arrival.kind === 'rate') await this.openLoop(arrival.ordersPerSecond, arrival.seconds)
    else await this.closedLoop(arrival.connections, arrival.seconds)
    const { placed, cancelled, refused, beganAt } = this
    await this.requests.close()
    const { user, system } = process.cpuUsage(this.cpuBefore)
    return { placed, cancelled, refused, beganAt, cpuSeconds: (user + system) / 1e6 }
  }

  /** Orders are due at even distances. Who is late is late: the time counts from when the order was due. */
  private async openLoop(ordersPerSecond: number, seconds: number): Promise<void> {
    const total = Math.round(ordersPerSecond * seconds)
    const underWay: Promise<unknown>[] = []
    const began = monotonicMs()
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor(((monotonicMs() - began) / 1000) * ordersPerSecond) + 1)
      while (sent < due) {
        const operation = this.flow.next()
        if (operation.kind === 'cancel') {
          underWay.push(this.cancel())
          continue
        }
        underWay.push(this.place(operation.order, began + (sent / ordersPerSecond) * 1000))
        sent += 1
      }
      await sleep(1)
    }
    await Promise.all(underWay)
  }

  private async closedLoop(connections: number, seconds: number): Promise<void> {
    const until = monotonicMs() + seconds * 1000
    const connection = async (): Promise<void> => {
      while (monotonicMs() < until) {
        const operation = this.flow.next()
        const done = operation.kind === 'cancel' ? this.cancel() : this.place(operation.order, monotonicMs())
        if (!(await done)) await sleep(BACK_OFF_MS)
      }
    }
    await Promise.all(Array.from({ length: connections }, connection))
  }

  /** Whether it was acknowledged. */
  private async place({ participant, isPassing, ...order }: PlannedOrder, dueAt: number): Promise<boolean> {
    const body = { ...order, type: 'limit', timeInForce: 'day' }
    const answer = await this.requests.send({
      method: 'POST',
      path: '/v1/orders',
      token: this.plan.tokens[participant]!,
      key: randomUUID(),
      body: JSON.stringify(body),
    })
    if (answer.status !== 202) return this.refuse(answer)
    const { id } = JSON.parse(answer.body) as { id: string }
    this.placed.push({ orderId: id, dueAt, acknowledgedAt: answer.at })
    if (isPassing) this.passing.push({ orderId: id, participant })
    return true
  }

  private async cancel(): Promise<boolean> {
    if (this.passing.length <= CANCEL_DISTANCE) return true
    const { orderId, participant } = this.passing.shift()!
    const path = `/v1/orders/${orderId}`
    const answer = await this.requests.send({ method: 'DELETE', path, token: this.plan.tokens[participant]! })
    if (answer.status !== 200) return this.refuse(answer)
    this.cancelled += 1
    return true
  }

  private refuse({ status }: Answered): false {
    this.refused[status] = (this.refused[status] ?? 0) + 1
    return false
  }
}

process.once('message', (plan: LoadPlan) => {
  void new Load(plan).run().then((report) => process.send!(report, undefined, {}, () => process.exit(0)))
})
