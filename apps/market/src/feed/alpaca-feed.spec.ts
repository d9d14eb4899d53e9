import { parseUnits as u } from '@filao/money'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { AlpacaFeed } from './alpaca-feed'
import { AlpacaRest } from './alpaca-rest'
import { AlpacaStream, type StreamListener } from './alpaca-stream'
import { parseExact, unitsOf } from './exact-json'
import { LatestPrices } from './latest-prices'
import { RequestBudget } from './request-budget'
import { streamedOf } from './symbol-needs'

const at = (second: number): string => `2026-03-02T14:30:${String(second).padStart(2, '0')}.123456789Z`
const quiet = { warn: () => undefined, error: () => undefined }

/** A provider whose every word the spec says. */
class Provider {
  readonly said: Record<string, unknown>[] = []
  readonly sockets: WebSocket[] = []
  readonly asked: string[] = []
  answer: (path: string) => readonly [number, string] = () => [404, '{}']
  /** What a new connection is told after it has authenticated. */
  authenticated: object = { T: 'success', msg: 'authenticated' }

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<Provider> {
    const server = createServer((request, response) => {
      provider.asked.push(request.url!)
      const [status, body] = provider.answer(request.url!)
      response.writeHead(status, { 'retry-after': '1' }).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const provider: Provider = new Provider(server, (server.address() as AddressInfo).port)
    const streams = new WebSocketServer({ server })
    streams.on('connection', (socket) => provider.connected(socket))
    return provider
  }

  get access() {
    const http = `http://127.0.0.1:${this.port}`
    const keys = { keyId: 'key', secretKey: 'secret', feed: 'iex' }
    return { apiUrl: http, dataUrl: http, streamUrl: `ws://127.0.0.1:${this.port}`, ...keys }
  }

  say(...messages: readonly object[]): void {
    this.sockets.at(-1)!.send(JSON.stringify(messages))
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private connected(socket: WebSocket): void {
    this.sockets.push(socket)
    const confirmed = new Set<string>()
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { action: string; trades?: string[] }
      this.said.push(message)
      if (message.action === 'auth') return this.say(this.authenticated)
      for (const symbol of message.trades ?? [])
        if (message.action === 'subscribe') confirmed.add(symbol)
        else confirmed.delete(symbol)
      this.say({ T: 'subscription', trades: [...confirmed], quotes: [...confirmed], bars: [] })
    })
    this.say({ T: 'success', msg: 'connected' })
  }
}

let provider: Provider
beforeEach(async () => {
  provider = await Provider.start()
})
afterEach(() => provider.stop())

async function until<T>(look: () => T | undefined | false): Promise<T> {
  const deadline = performance.now() + 45_000
  for (;;) {
    const found = look()
    if (found) return found
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('numbers', () => {
  test.each([
    ['187.25', '187.25'],
    ['0.1', '0.1'],
    ['1e-7', '0.0000001'],
    ['1.5E2', '150'],
    ['12345678901.12345678', '12345678901.12345678'],
    ['0.123456785', '0.12345679'],
  ])('%s is read as it was sent', (text, decimal) => {
    expect(unitsOf((parseExact(`{"p":${text}}`) as { p: string }).p)).toBe(u(decimal))
  })
  test('what is no number is none', () => {
    expect(unitsOf('abc')).toBeUndefined()
    expect(unitsOf('1e999')).toBeUndefined()
  })
})

describe('the latest prices', () => {
  const trade = (i: string, price: string, t: number) => ({ i, p: u(price), s: u('10'), t })

  test('a correction changes the last price, a cancel leaves the one before, and both may go back in time', () => {
    const prices = new LatestPrices()
    prices.traded('AAPL', trade('1', '100', 1), 'stream')
    prices.traded('AAPL', trade('2', '200', 2), 'stream')
    expect(prices.take()).toMatchObject([{ last: u('200'), high: u('200'), low: u('100'), correction: false, asOf: 2 }])
    prices.corrected('AAPL', '2', { i: '3', p: u('101'), s: u('10') })
    expect(prices.take()).toMatchObject([{ last: u('101'), correction: true, asOf: 2 }])
    prices.corrected('AAPL', '3')
    expect(prices.take()).toMatchObject([{ last: u('100'), correction: true, asOf: 1 }])
    prices.corrected('AAPL', '99')
    expect(prices.take()).toEqual([])
  })
  test('a price that was asked for is as old as it says, and the same one is no news', () => {
    const prices = new LatestPrices()
    prices.traded('AAPL', trade('1', '100', 5), 'stream')
    prices.take()
    prices.traded('AAPL', trade('1', '100', 5), 'rest')
    prices.traded('AAPL', trade('0', '99', 4), 'rest')
    expect(prices.take()).toEqual([])
    expect(prices.heardAt('AAPL')).toBe(5)
  })
  test('an empty side is none, crossed sides are none, and a halted symbol says nothing', () => {
    const prices = new LatestPrices()
    const quote = { bp: u('10'), bs: u('1'), ap: 0n, as: 0n, t: 1 }
    prices.quoted('A', quote, 'stream')
    prices.quoted('B', { ...quote, ap: u('9') }, 'stream')
    prices.quoted('C', quote, 'stream')
    prices.halted('C', true)
    const [a, b, ...others] = prices.take()
    expect([a!.bid, a!.ask, b!.bid, others]).toEqual([u('10'), undefined, undefined, []])
    prices.halted('C', false)
    expect(prices.take()).toHaveLength(1)
  })
})

test('symbols are streamed by need: demo orders, then alerts, then watchers, within the limit', () => {
  const need = (symbol: string, demoOrders: boolean, alerts = 0, watchers = 0, viewers = 0) => ({
    symbol,
    demoOrders,
    alerts,
    viewers,
    watchers,
  })
  const needs = [
    need('NOBODY', false),
    need('WATCHED', false, 0, 9),
    need('LOOKED', false, 0, 0, 1),
    need('ALERT', false, 2),
    need('ALERTS', false, 5),
    need('DEMO', true),
  ]
  const streamed = new Set<string>()
  expect(streamedOf(needs, { max: 30, streamed })).toEqual(['DEMO', 'ALERTS', 'ALERT', 'LOOKED', 'WATCHED'])
  expect(streamedOf(needs, { max: 2, streamed })).toEqual(['DEMO', 'ALERTS'])
  const equals = [need('A', false, 1), need('B', false, 1)]
  expect(streamedOf(equals, { max: 1, streamed: new Set(['B']) })).toEqual(['B'])
})

test('requests keep within a minute, and wait when the provider has had enough', async () => {
  let now = 0
  const budget = new RequestBudget(2, () => now)
  await budget.take()
  await budget.take()
  let taken = false
  const third = budget.take().then(() => (taken = true))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(taken).toBe(false)
  now = 60_001
  const other = new RequestBudget(2, () => now)
  other.close(30)
  const after = performance.now()
  setTimeout(() => (now += 31), 25)
  await other.take()
  expect(performance.now() - after).toBeGreaterThanOrEqual(24)
  void third
})

describe('the REST client', () => {
  test('remembers an asset, and that there is none', async () => {
    const asset = {
      symbol: 'AAPL',
      name: 'Apple',
      exchange: 'NASDAQ',
      class: 'us_equity',
      status: 'active',
      tradable: true,
    }
    provider.answer = (path) => (path.endsWith('AAPL') ? [200, JSON.stringify(asset)] : [404, '{}'])
    const rest = new AlpacaRest(provider.access)
    expect([await rest.asset('AAPL'), await rest.asset('AAPL')]).toMatchObject([asset, asset])
    expect([await rest.asset('NONE'), await rest.asset('NONE')]).toEqual([undefined, undefined])
    expect(provider.asked).toHaveLength(2)
  })
  test.each([
    [429, true],
    [500, true],
    [403, false],
  ])('says whether %i may pass', async (status, retryable) => {
    provider.answer = () => [status, '{}']
    await expect(new AlpacaRest(provider.access).latestTrades(['AAPL'])).rejects.toMatchObject({ retryable })
  })
  test.each(['<html>', '[]', '{"trades":7}'])('says of %s that the provider is not there', async (body) => {
    provider.answer = () => [200, body]
    await expect(new AlpacaRest(provider.access).latestTrades(['AAPL'])).rejects.toMatchObject({
      name: 'FeedUnavailable',
    })
  })
  test.each([
    ['a price that is none', { p: 'x' }],
    ['a price that no column holds', { p: 1e12 }],
    ['a size below nothing', { s: -1 }],
    ['a time that is none', { t: 'yesterday' }],
    ['a time to come', { t: '2999-01-01T00:00:00Z' }],
  ])('passes over %s, and not over what was asked for with it', async (_, wrong) => {
    const trade = { t: at(1), p: 10, s: 1, i: 1 }
    provider.answer = () => [200, JSON.stringify({ trades: { ODD: { ...trade, ...wrong }, EVEN: trade, NONE: null } })]
    expect([...(await new AlpacaRest(provider.access).latestTrades(['ODD', 'EVEN', 'NONE'])).keys()]).toEqual(['EVEN'])
  })
})

describe('the stream', () => {
  function listening(): { stream: AlpacaStream; heard: string[] } {
    const heard: string[] = []
    const listener: StreamListener = {
      message: ({ T }) => heard.push(T),
      failed: (reason) => heard.push(`failed ${reason}`),
      refused: (code) => heard.push(`refused ${code}`),
    }
    // Half of the back-off at once, so that the spec need not wait for the other half.
    return { stream: new AlpacaStream(provider.access, listener, () => 0), heard }
  }

  test('authenticates, then subscribes to what is wanted, and changes it without passing the limit', async () => {
    const { stream } = listening()
    stream.want(['AAPL'])
    await until(() => stream.confirmed.has('AAPL'))
    stream.want(['MSFT'])
    await until(() => stream.confirmed.has('MSFT') && !stream.confirmed.has('AAPL'))
    expect(provider.said).toEqual([
      { action: 'auth', key: 'key', secret: 'secret' },
      { action: 'subscribe', trades: ['AAPL'], quotes: ['AAPL'] },
      { action: 'unsubscribe', trades: ['AAPL'], quotes: ['AAPL'] },
      { action: 'subscribe', trades: ['MSFT'], quotes: ['MSFT'] },
    ])
    stream.want(Array.from({ length: 40 }, (_, n) => `S${n}`))
    await until(() => stream.confirmed.size === 30)
    stream.close()
  })
  test('connects again for ever, and subscribes to the same', async () => {
    const { stream, heard } = listening()
    stream.want(['AAPL'])
    for (let times = 1; times <= 3; times += 1) {
      await until(() => provider.sockets.length === times && stream.confirmed.has('AAPL'))
      provider.sockets.at(-1)!.terminate()
      await until(() => heard.filter((one) => one.startsWith('failed')).length === times)
    }
    stream.close()
  })
  test.each([
    [400, false],
    [401, false],
    [402, true],
    [404, false],
    [406, false],
    [407, false],
    [409, true],
    [500, false],
  ])('takes error %i for what it is', async (code, isRefused) => {
    provider.authenticated = { T: 'error', code, msg: 'no' }
    const { stream, heard } = listening()
    stream.want(['AAPL'])
    await until(() => heard.includes(`failed ${code} no`))
    expect(heard.includes(`refused ${code}`)).toBe(isRefused)
    stream.close()
  })
  test('goes on when it has authenticated already, and wants less when the limit is smaller than it thought', async () => {
    const { stream, heard } = listening()
    stream.want(['AAPL', 'MSFT'])
    await until(() => stream.confirmed.size === 2)
    provider.say({ T: 'error', code: 403, msg: 'already' })
    provider.say({ T: 'error', code: 405, msg: 'symbol limit exceeded' })
    await until(() => heard.some((one) => one.startsWith('failed 405')))
    expect(stream.symbolsMax).toBe(2)
    expect(provider.sockets).toHaveLength(1)
    stream.close()
  })
})

test('a symbol that the provider does not know leaves the others of its request with their prices', async () => {
  const trade = (symbol: string) => [symbol, { t: at(1), p: 10, s: 1, i: 1 }] as const
  provider.answer = (path) => {
    const symbols = new URL(path, 'http://provider').searchParams.get('symbols')!.split(',')
    if (symbols.includes('NONE')) return [400, '{"message":"invalid symbol: NONE"}']
    const of = Object.fromEntries(symbols.map(trade))
    return [200, JSON.stringify(path.includes('trades') ? { trades: of } : { quotes: {} })]
  }
  const lines: string[] = []
  const log = { warn: (_: object, line: string) => lines.push(line), error: () => undefined }
  const feed = new AlpacaFeed(provider.access, log as never)
  await feed.poll(['A', 'B', 'NONE', 'C', 'D'])
  expect(
    feed
      .take()
      .map(({ symbol }) => symbol)
      .sort(),
  ).toEqual(['A', 'B', 'C', 'D'])
  expect(lines).toEqual(['the provider of prices does not know a symbol'])
  const before = provider.asked.length
  await feed.poll(['A', 'NONE'])
  expect(provider.asked.slice(before).some((path) => path.includes('NONE'))).toBe(false)
  provider.answer = () => [403, '{}']
  await expect(feed.poll(['A', 'B'])).rejects.toMatchObject({ status: 403 })
  feed.close()
})

test('a feed tells streamed trades, corrections and cancels, and polls the rest', async () => {
  const feed = new AlpacaFeed(provider.access, quiet)
  feed.stream(['AAPL'])
  await until(() => provider.said.some(({ action }) => action === 'subscribe'))
  provider.say(
    { T: 'q', S: 'AAPL', bp: 187.24, bs: 2, ap: 187.26, as: 3, t: at(1) },
    { T: 't', S: 'AAPL', i: 1, p: 187.25, s: 100, t: at(1) },
    { T: 'unknown to us', S: 'AAPL' },
  )
  const [price] = await until(() => {
    const taken = feed.take()
    return taken.length > 0 && taken
  })
  expect(price).toMatchObject({
    symbol: 'AAPL',
    bid: u('187.24'),
    ask: u('187.26'),
    last: u('187.25'),
    source: 'stream',
  })
  expect(price!.asOf).toBe(Date.parse('2026-03-02T14:30:01.123Z'))
  provider.say({ T: 'c', S: 'AAPL', oi: 1, op: 187.25, os: 100, ci: 2, cp: 180, cs: 100, t: at(2) })
  expect(await until(() => feed.take()[0])).toMatchObject({ last: u('180'), correction: true })
  provider.answer = (path) =>
    path.includes('trades')
      ? [200, JSON.stringify({ trades: { MSFT: { i: 5, p: 410.5, s: 1, t: at(3) } } })]
      : [200, JSON.stringify({ quotes: { MSFT: { bp: 410, bs: 1, ap: 411, as: 1, t: at(3) } } })]
  await feed.poll(['MSFT'])
  expect(feed.take()).toMatchObject([{ symbol: 'MSFT', last: u('410.5'), source: 'rest' }])
  feed.close()
})
