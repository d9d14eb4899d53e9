import { partitionOf } from '@filao/kernel'
import { freePort, ServerProcess } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpClient } from '../client/http-client'
import { Session } from '../client/session'
import { nodeArguments } from '../platform/services'
import { serviceEnvironment } from '../start/environment'
import { isReady } from '../start/health'
import type { Bench } from './bench'
import { median, rounded, TARGETS } from './figures'
import { monotonicMs } from './load'
import { PRICE } from './market'

type Service = 'order' | 'wallet'
const SERVICES: readonly Service[] = ['order', 'wallet']
const PROBE_PAUSE_MS = 10
const SERVING_MS_MAX = 60_000
/** A process that lived this long is started again without a longer pause; and instances have shared the partitions. */
const STEADY_MS = 31_000
const GRACE_MS = 3_500

/** How long a partition of a killed service answers nobody. */
export async function measureRecovery(bench: Bench): Promise<void> {
  const rows: string[][] = []
  const worst = { alone: 0, shared: 0 }
  for (const service of SERVICES) {
    const alone = await repeated(bench, `kill -9 of ${service}, restarted alone`, () => killAlone(bench, service))
    const shared = await repeated(bench, `kill -9 of one of two instances of ${service}`, () => killOne(bench, service))
    worst.alone = Math.max(worst.alone, median(alone))
    worst.shared = Math.max(worst.shared, median(shared))
    rows.push([service, alone.map(rounded).join(', '), shared.map(rounded).join(', ')])
  }
  const measure = 'kill -9 of a service → every partition serving again'
  bench.figures.push(
    { measure: `${measure}, restarted alone`, value: worst.alone, unit: 's', target: TARGETS.restartedAlone },
    { measure: `${measure}, two instances`, value: worst.shared, unit: 's', target: TARGETS.twoInstances },
  )
  const head = ['service', 'restarted alone (s)', 'two instances (s)']
  bench.tables.push({ title: 'From kill -9 until every partition answers a command again', head, rows })
}

async function repeated({ options, console }: Bench, title: string, work: () => Promise<number>): Promise<number[]> {
  const seconds: number[] = []
  for (let run = 0; run < options.runs; run += 1) seconds.push(await console.step(title, work))
  return seconds
}

async function killAlone(bench: Bench, service: Service): Promise<number> {
  const probe = await Probe.at(bench, service, bench.platform.origin('service', service))
  await sleep(STEADY_MS)
  const supervised = bench.platform.running.apps.all.get(service)
  const began = monotonicMs()
  process.kill(supervised!.pid!, 'SIGKILL')
  return (await probe.servesEverything()) - began / 1000
}

async function killOne(bench: Bench, service: Service): Promise<number> {
  const { facts } = bench.platform.running
  const [http, management] = [await freePort(), await freePort()]
  const second = new ServerProcess({
    command: process.execPath,
    args: nodeArguments(service, 'main'),
    env: {
      ...serviceEnvironment(facts, service),
      FILAO_HTTP_PORT: String(http),
      FILAO_MANAGEMENT_PORT: String(management),
    },
    logFile: join(facts.folders.logs, `${service}-second.log`),
    stopSignal: 'SIGTERM',
  })
  try {
    await second.waitUntil(() => isReady(management), SERVING_MS_MAX)
    await sleep(STEADY_MS)
    const probe = await Probe.at(bench, service, bench.platform.origin('service', service))
    const began = monotonicMs()
    second.kill()
    return (await probe.servesEverything()) - began / 1000
  } finally {
    await second.stop(GRACE_MS)
  }
}

/** Asks one instance for a command on each partition until it has done one on every partition. */
class Probe {
  private constructor(
    private readonly http: HttpClient,
    private readonly requests: readonly Parameters<HttpClient['ask']>[],
  ) {}

  static async at(bench: Bench, service: Service, origin: string): Promise<Probe> {
    const requests = service === 'order' ? await orders(bench) : await proposals(bench)
    return new Probe(new HttpClient(origin, requests.length), requests)
  }

  /** When the last partition has answered. Each is asked again 10 ms after it did not. */
  async servesEverything(): Promise<number> {
    const deadline = monotonicMs() + SERVING_MS_MAX
    const times = await Promise.all(
      this.requests.map(async ([path, asked]) => {
        while (monotonicMs() < deadline) {
          const answer = await this.http.ask(path, { ...asked, key: randomUUID() }).catch(() => undefined)
          if (answer && answer.status < 300) return monotonicMs()
          await sleep(PROBE_PAUSE_MS)
        }
        throw new Error(`a partition did not serve again within ${SERVING_MS_MAX} ms`)
      }),
    )
    await this.http.close()
    return Math.max(...times) / 1000
  }
}

async function orders({ platform }: Bench): Promise<Parameters<HttpClient['ask']>[]> {
  const { traders, instruments } = platform.running.market
  const token = await traders[0]!.session.token()
  const body = { side: 'buy', type: 'limit', timeInForce: 'day', quantity: '1', limitPrice: String(PRICE - 1) }
  return onePerPartition(instruments, ({ assetId }) => assetId).map(({ symbol }) => [
    '/v1/orders',
    { method: 'POST', token, respondAsync: true, body: { ...body, symbol } },
  ])
}

async function proposals({ platform }: Bench): Promise<Parameters<HttpClient['ask']>[]> {
  const { market, development, http } = platform.running
  const treasury = await Session.logIn(http, development.staff['treasury1']!)
  const token = await treasury.token()
  const body = { asset: 'USD', amount: '1', reason: 'benchmark', evidence: 'benchmark' }
  return onePerPartition(market.traders, ({ accountId }) => accountId).map(({ accountId }) => [
    '/v1/adjustments',
    { method: 'POST', token, body: { ...body, accountId } },
  ])
}

function onePerPartition<Thing>(things: readonly Thing[], idOf: (thing: Thing) => string): Thing[] {
  return [...new Map(things.map((thing) => [partitionOf(idOf(thing)), thing])).values()]
}
