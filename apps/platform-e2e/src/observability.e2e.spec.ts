import { METRICS, metricsOf, RUNTIME_METRICS, type MetricEntry } from '@filao/service'
import { randomBytes, randomUUID } from 'node:crypto'
import { ask, newTrader, staffOf, treasuryOf, type Trader } from './api.fixture'
import { Collector, type CollectedSpan } from './collector.fixture'
import { eventually, Platform } from './platform.fixture'

const platform = new Platform()
const collector = new Collector()
const TRACE = randomBytes(16).toString('hex')
const REQUEST = randomUUID()
/** Somebody whom the logs must not know. */
const PERSON = {
  email: 'zephyrine.quillfeather@example.org',
  password: 'correct horse battery staple 7391',
  firstName: 'Zephyrine',
  lastName: 'Quillfeather',
  dateOfBirth: '1987-03-29',
  phoneNumber: '+23057194826',
}
const CASH = '7391846.25'
/** A service takes half a minute to come up on a busy machine, and minutes on one that does much else. */
const RESTARTED_MS_MAX = 300_000
let buyer: Trader
let token: string
let ready: string

beforeAll(async () => {
  await platform.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    FILAO_TRACE_SHARE: '0',
    // Everything that could be written is.
    LOG_LEVEL: 'debug',
    FILAO_LOG_SHARE: '1',
    // A busy machine is no fault of a request's.
    FILAO_SLOW_REQUEST_MS: '60000',
  })
  ready = new Date().toISOString()
  const { gateway } = platform.development
  const treasury = await treasuryOf(platform.development)
  const { body } = await treasury.first.get('/v1/assets/AAPL')
  buyer = await newTrader(platform.development, treasury, { USD: CASH })
  const seller = await newTrader(platform.development, treasury, { [body['id'] as string]: '10' })
  await seller.session.order(limit('sell', '150'))
  const traced = { traceparent: `00-${TRACE}-${randomBytes(8).toString('hex')}-01`, 'x-request-id': REQUEST }
  const bought = await buyer.session.placed(limit('buy', '150'), traced)
  expect(bought).toMatchObject({ status: 201, body: { status: 'filled' } })
  const registered = await ask(`${gateway}/v1/users`, { method: 'POST', body: PERSON })
  expect(registered.status).toBe(201)
  const wrong = { email: PERSON.email, password: 'wrong horse battery staple' }
  expect((await ask(`${gateway}/v1/sessions`, { method: 'POST', body: wrong })).status).toBe(401)
  await buyer.session.post('/v1/orders', limit('buy', '150.001'))
  token = buyer.session.token
}, 1_200_000)
afterAll(async () => {
  await platform.stop()
  await collector.stop()
}, 180_000)

const limit = (side: 'buy' | 'sell', limitPrice: string): object => ({
  symbol: 'AAPL',
  side,
  type: 'limit',
  timeInForce: 'gtc',
  quantity: '10',
  limitPrice,
})

/** Ids of the messages of a type that a span goes on with for the traced request. */
const messages = ({ links }: CollectedSpan, type: string): readonly string[] =>
  links.flatMap(({ traceId, attributes }) =>
    traceId === TRACE && attributes['cloudevents.event_type'] === type ? [attributes['messaging.message.id']!] : [],
  )
const spansOf = (service: string, name: string): readonly CollectedSpan[] =>
  collector.spans.filter((span) => span.service === service && span.name === name)
/** Each service sends its spans in its own time. */
const collected = <T>(read: () => T, isThere: (found: T) => boolean): Promise<T> =>
  eventually(() => Promise.resolve(read()), isThere)

describe('the trace of an order', () => {
  const LEG_SETTLED = 'filao.wallet.LegSettled.v1'

  beforeAll(() =>
    collected(
      () => spansOf('audit', 'process wallet.events.v1').flatMap((span) => messages(span, LEG_SETTLED)),
      (ids) => new Set(ids).size === 2,
    ),
  )

  it('begins at the HTTP request', async () => {
    const [request] = await collected(
      () => collector.of(TRACE).filter(({ name }) => name === 'POST /v1/orders'),
      ({ length }) => length > 0,
    )
    expect(request).toMatchObject({
      service: 'order',
      // On a busy machine the answer does not wait for wallet's.
      attributes: { 'http.response.status_code': expect.stringMatching(/^20[12]$/), 'filao.request_id': REQUEST },
    })
  })

  it('holds what was decided for it in each service, to the settlement of both legs', async () => {
    const wanted = ['order: decide PlaceOrder', 'wallet: decide ReserveFunds', 'order: decide ConfirmOrder']
    const isLeg = (name: string): boolean => name === 'wallet: decide SettleLeg'
    const decided = await collected(
      () => collector.of(TRACE).map(({ service, name }) => `${service}: ${name}`),
      (names) => wanted.every((name) => names.includes(name)) && names.filter(isLeg).length >= 2,
    )
    expect(decided.filter(isLeg)).toHaveLength(2)
  })

  it('is linked from the batches, the sends and the readings that went on with it, to the audit', async () => {
    const batches = await collected(
      () => spansOf('wallet', 'batch wallet').filter(({ links }) => links.some(({ traceId }) => traceId === TRACE)),
      (found) => found.some(({ links }) => links.some(({ attributes }) => attributes['filao.command'] === 'SettleLeg')),
    )
    const sent = await collected(
      () => spansOf('wallet', 'send wallet.events.v1').flatMap((span) => messages(span, LEG_SETTLED)),
      (ids) => new Set(ids).size === 2,
    )
    const audited = spansOf('audit', 'process wallet.events.v1').flatMap((span) => messages(span, LEG_SETTLED))
    expect(new Set(audited)).toEqual(new Set(sent))
    const followed = await collected(
      () =>
        spansOf('wallet', 'process wallet.commands.v1').flatMap((span) =>
          messages(span, 'filao.wallet.ReserveFunds.v1'),
        ),
      ({ length }) => length > 0,
    )
    expect(followed).toHaveLength(1)
    // A span of many messages belongs to none of their traces.
    expect(batches.every(({ traceId, parentSpanId }) => traceId !== TRACE && parentSpanId === undefined)).toBe(true)
  })

  it('is kept by the audit with every event, as the request began it', async () => {
    const auditor = await staffOf(platform.development, 'auditor')
    const { body } = await auditor.get(`/v1/audit/events?type=${LEG_SETTLED}&limit=200`)
    const traces = (body['items'] as { traceparent?: string | null }[]).map(({ traceparent }) => traceparent)
    expect(traces.filter((traceparent) => traceparent?.startsWith(`00-${TRACE}-`))).toHaveLength(2)
  })

  it('is not made for requests that are not sampled', () => {
    const roots = collector.spans.filter(({ name }) => /^(GET|POST) /.test(name))
    expect(new Set(roots.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  })
})

describe('metrics', () => {
  const scrape = async (service: string): Promise<string> => {
    const answer = await fetch(`${platform.development.services[service]!.management}/metrics`)
    expect(answer.status).toBe(200)
    return answer.text()
  }
  const namesIn = (text: string): string[] => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!)

  it.each(['identity', 'market', 'order', 'wallet', 'audit'])(
    'of %s are those of the catalogue, no more, and no less but for what has not happened',
    async (service) => {
      const exported = namesIn(await scrape(service)).filter(
        (name) => !(RUNTIME_METRICS as readonly string[]).includes(name),
      )
      const documented = metricsOf(service)
      expect(exported.filter((name) => !(documented as readonly string[]).includes(name))).toEqual([])
      const certain = documented.filter((name) => !(METRICS[name] as MetricEntry).onOccurrence)
      expect(certain.filter((name) => !exported.includes(name))).toEqual([])
    },
  )

  it('say that the books add up, that nothing waits and nothing is missing', async () => {
    const wallet = await scrape('wallet')
    expect(wallet).toMatch(/^filao_ledger_trial_balance_abs 0$/m)
    expect(wallet).toMatch(/^filao_parked_messages\{consumer="wallet"\} 0$/m)
    expect(wallet).toMatch(/^filao_engine_owned_partitions\{service="wallet"\} \d+$/m)
    await eventually(
      () => scrape('wallet'),
      (text) => /^filao_ledger_clearing_abs 0$/m.test(text) && /^filao_ledger_clearing_oldest_seconds 0$/m.test(text),
    )
    await eventually(
      () => scrape('audit'),
      (text) => [...text.matchAll(/^filao_consumer_lag_seconds\{.*\} (\S+)$/gm)].every(([, lag]) => lag === '0'),
    )
    expect(await scrape('audit')).toMatch(/^filao_consumer_gap\{consumer="audit"\} 0$/m)
  })

  it('name neither persons nor accounts nor orders', async () => {
    const text = (await Promise.all(['identity', 'order', 'wallet', 'audit'].map(scrape))).join('\n')
    const labels = [...text.matchAll(/(\w+)="([^"]*)"/g)].filter(([, label]) => label !== 'service_instance_id')
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/
    expect(labels.filter(([, , value]) => uuid.test(value!)).map(([pair]) => pair)).toEqual([])
  })
})

describe('logs', () => {
  it('are one JSON object a line, with time, level, service and instance, and no warning of Node among them', () => {
    const lines = platform.logLines()
    expect(lines.length).toBeGreaterThan(20)
    const unreadable = lines.filter((line) => !/^\{.*\}$/.test(line))
    expect(unreadable).toEqual([])
    for (const line of lines) {
      expect(JSON.parse(line)).toEqual(
        expect.objectContaining({
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          level: expect.stringMatching(/^(debug|info|warn|error|fatal)$/),
          service: expect.any(String),
          instance: expect.any(String),
          msg: expect.any(String),
        }),
      )
    }
  })

  it('know nothing of persons: no name, no address, no password, no token, no amount', () => {
    const text = platform.logLines().join('\n')
    const values = [...Object.values(PERSON), 'quillfeather', 'wrong horse', CASH, token.split('.')[2]!, 'Bearer ey']
    expect(values.filter((value) => text.toLowerCase().includes(value.toLowerCase()))).toEqual([])
  })

  it('lead from a request to its trace', () => {
    const lines = platform.logLines().map((line) => JSON.parse(line) as Record<string, unknown>)
    const [line] = lines.filter(({ requestId }) => requestId === REQUEST)
    expect(line).toMatchObject({ service: 'order', route: '/v1/orders', traceId: TRACE })
    expect([201, 202]).toContain(line!['status'])
  })

  it('hold no error of a day without any, and no warning but of services that waited for each other at the start', () => {
    const lines = platform.logLines().map((line) => JSON.parse(line) as { level: string; time: string; msg: string })
    expect(lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([])
    // Where the machine stands still for seconds, so does its broker: that is the machine's, and is gone by itself.
    const isOfMachine = ({ msg }: { msg: string }): boolean => msg.startsWith('the broker does not answer')
    expect(lines.filter((line) => line.level === 'warn' && line.time > ready && !isOfMachine(line))).toEqual([])
  })
})

describe('a service that is told to stop', () => {
  it('says so, stops in order and says that it has; the next one says that it is up', async () => {
    const { pid, management } = platform.development.services['wallet']!
    process.kill(pid, 'SIGTERM')
    await eventually(
      () => Promise.resolve(platform.development.services['wallet']!.pid),
      (next) => next !== pid && next > 0,
    )
    await eventually(
      () =>
        fetch(`${management}/health/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
      RESTARTED_MS_MAX,
    )
    const said = (): string[] => {
      const lines = platform.logLines('wallet').map((line) => JSON.parse(line) as { level: string; msg: string })
      const messages = lines.filter(({ level }) => level !== 'debug').map(({ msg }) => msg)
      return messages.slice(messages.indexOf('service stops')).filter((msg) => /^service/.test(msg))
    }
    const last = await eventually(
      () => Promise.resolve(said()),
      (messages) => messages.length >= 3,
    )
    expect(last).toEqual(['service stops', 'service has stopped', 'service is up'])
    expect(platform.logLines('wallet').filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
  }, 600_000)
})
