import { once } from 'node:events'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { SimulatedInstrument } from './instrument'
import { parsePriceServerOptions } from './options'
import { PriceServer } from './server'

const options = { host: '127.0.0.1', port: 0, seed: 7, keyId: 'key', secretKey: 'secret' }
const headers = { 'apca-api-key-id': 'key', 'apca-api-secret-key': 'secret' }
let server: PriceServer
let url: string

beforeEach(async () => {
  server = new PriceServer(options)
  url = `http://127.0.0.1:${await server.start()}`
})
afterEach(() => server.stop())

async function ask(path: string, as: Record<string, string> = headers): Promise<{ status: number; body: never }> {
  const response = await fetch(`${url}${path}`, { headers: as })
  return { status: response.status, body: (await response.json()) as never }
}
const tell = (path: string, body: object) =>
  fetch(`${url}/simulator/${path}`, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.json())

/** A client of the stream that keeps all it has heard. */
class Listener {
  readonly heard: Record<string, unknown>[] = []
  readonly socket: WebSocket

  constructor(feed = 'iex') {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/v2/${feed}`)
    this.socket.on('message', (data: Buffer) => this.heard.push(...(JSON.parse(data.toString()) as never[])))
  }

  async open(key = 'key', secret = 'secret'): Promise<this> {
    await this.until(({ msg }) => msg === 'connected')
    this.send({ action: 'auth', key, secret })
    return this
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  async until(wanted: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    const deadline = performance.now() + 45_000
    for (;;) {
      const found = this.heard.find(wanted)
      if (found) return found
      if (performance.now() > deadline) throw new Error(`not heard: ${JSON.stringify(this.heard)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async subscribed(...symbols: readonly string[]): Promise<this> {
    await this.open()
    await this.until(({ msg }) => msg === 'authenticated')
    this.send({ action: 'subscribe', trades: symbols, quotes: symbols })
    await this.until(({ T }) => T === 'subscription')
    return this
  }
}

test('a price wanders alike from the same seed, with a spread of 2 to 10 ticks', () => {
  const terms = { symbol: 'AAPL', calendarCode: 'ALWAYS', tick: 0.01, price: 100 }
  const play = (seed: number) => {
    const noon = Date.parse('2026-03-02T12:00:00Z')
    const instrument = new SimulatedInstrument(terms, seed, noon)
    return Array.from({ length: 200 }, (_, second) => instrument.step(noon + second)!)
  }
  expect(play(1)).toEqual(play(1))
  expect(play(1)).not.toEqual(play(2))
  for (const { quote } of play(1)) {
    const ticks = Math.round((quote.ap - quote.bp) * 100)
    expect(ticks).toBeGreaterThanOrEqual(2)
    expect(ticks).toBeLessThanOrEqual(10)
  }
})
test('an instrument is quoted in the sessions of its calendar, and opens with a gap', () => {
  const terms = { symbol: 'X', calendarCode: 'NASDAQ', tick: 0.01, price: 100 }
  const evening = Date.parse('2026-12-01T22:00:00Z')
  const instrument = new SimulatedInstrument(terms, 3, evening)
  expect(instrument.latest.quote.t).toBeLessThan(evening)
  expect(instrument.step(evening)).toBeUndefined()
  const before = instrument.latest.quote.bp
  const opened = instrument.step(Date.parse('2026-12-02T14:30:01Z'))!
  expect(Math.abs(opened.quote.bp / before - 1)).toBeGreaterThan(0.002)
})
test('the stream begins as the provider says, and tells trades and quotes of what is subscribed', async () => {
  const listener = await new Listener().subscribed('AAPL')
  await listener.until(({ T, S }) => T === 'q' && S === 'AAPL')
  const trade = await listener.until(({ T }) => T === 't')
  expect(trade).toMatchObject({ S: 'AAPL', t: expect.stringMatching(/\.\d{9}Z$/) })
  expect(listener.heard.filter(({ S }) => S !== undefined && S !== 'AAPL')).toEqual([])
})
test.each([
  [402, (listener: Listener) => listener.open('key', 'wrong')],
  [
    401,
    (listener: Listener) =>
      listener.until(({ T }) => T === 'success').then(() => listener.send({ action: 'subscribe' })),
  ],
  [400, (listener: Listener) => listener.until(({ T }) => T === 'success').then(() => listener.send('{'))],
])('the stream answers %i', async (code, act) => {
  const listener = new Listener()
  await act(listener)
  await listener.until((message) => message.T === 'error' && message.code === code)
})
test('one connection a key, thirty symbols, one authentication, the feed of the plan', async () => {
  const first = await new Listener().subscribed('AAPL')
  first.send({ action: 'auth', key: 'key', secret: 'secret' })
  await first.until(({ code }) => code === 403)
  first.send({ action: 'subscribe', trades: Array.from({ length: 30 }, (_, n) => `S${n}`) })
  await first.until(({ code }) => code === 405)
  const second = await new Listener().open()
  await second.until(({ code }) => code === 406)
  const other = await new Listener('sip').open()
  await other.until(({ code }) => code === 409)
})
test('it drops, corrects, cancels, halts and falls silent when it is told to', async () => {
  const listener = await new Listener().subscribed('AAPL')
  await listener.until(({ T }) => T === 't')
  await tell('faults', { correct: ['AAPL'], cancel: ['AAPL'], halt: ['AAPL'] })
  await listener.until(({ T, oi }) => T === 'c' && oi !== undefined)
  await listener.until(({ T, i }) => T === 'x' && i !== undefined)
  await listener.until(({ T, sc }) => T === 's' && sc === 'H')
  const count = listener.heard.length
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect(listener.heard).toHaveLength(count)
  await tell('faults', { resume: ['AAPL'], drop: true, streamError: { code: 500, times: 1 } })
  await once(listener.socket, 'close')
  const again = await new Listener().open()
  await again.until(({ code }) => code === 500)
})
test('latest prices need the key, a known symbol and patience', async () => {
  expect((await ask('/v2/stocks/trades/latest?symbols=AAPL', {})).status).toBe(403)
  expect((await ask('/v2/stocks/trades/latest?symbols=NONE')).status).toBe(400)
  expect((await ask('/v2/stocks/quotes/latest?symbols=AAPL,MSFT')).body).toMatchObject({
    quotes: { AAPL: { bp: expect.any(Number) }, MSFT: {} },
  })
  await tell('faults', { tooMany: 1, errors: 1 })
  const statuses = [await ask('/v2/assets/AAPL'), await ask('/v2/assets/AAPL'), await ask('/v2/assets/AAPL')]
  expect(statuses.map(({ status }) => status)).toEqual([429, 500, 200])
  expect((await ask('/v2/assets/NONE')).status).toBe(404)
  for (let n = 0; n < 200; n += 1) server['rest']['asked'].push(performance.now())
  expect((await ask('/v2/assets/AAPL')).status).toBe(429)
})
test('bars come oldest first unless asked otherwise, in pages, and are the same however often', async () => {
  const start = '2026-03-02T00:00:00Z'
  const end = '2026-03-12T00:00:00Z'
  const path = `/v2/stocks/AAPL/bars?timeframe=1Day&start=${start}&end=${end}`
  type Page = { bars: { t: string }[]; next_page_token: string | null }
  const all = (await ask(path)).body as Page
  expect(all.bars).toHaveLength(10)
  expect(all.bars[0]!.t < all.bars[1]!.t).toBe(true)
  const newest = (await ask(`${path}&sort=desc&limit=4`)).body as Page
  expect(newest.bars).toEqual(all.bars.toReversed().slice(0, 4))
  const next = (await ask(`${path}&sort=desc&limit=4&page_token=${newest.next_page_token}`)).body as Page
  expect(next.bars).toEqual(all.bars.toReversed().slice(4, 8))
})
test('a recording is shown as the prices of a symbol', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filao-prices-'))
  const path = join(folder, 'day.csv')
  await writeFile(
    path,
    ['34200.1,1,1,100,5853300,1', '34200.2,1,2,50,5854300,-1', '34200.3,4,2,20,5854300,-1'].join('\n'),
  )
  try {
    const listener = await new Listener().subscribed('AAPL')
    await tell('replay', { path, symbol: 'AAPL' })
    await listener.until(({ T, bp, ap }) => T === 'q' && bp === 585.33 && ap === 585.43)
    await listener.until(({ T, p, s }) => T === 't' && p === 585.43 && s === 20)
  } finally {
    await rm(folder, { recursive: true })
  }
})
test('what it does not know is refused', async () => {
  expect(await tell('faults', { colour: 'red' })).toHaveProperty('message')
  expect(() => parsePriceServerOptions(['--port', 'x'])).toThrow('--port takes a number, not x.')
  expect(parsePriceServerOptions(['--seed', '9'])).toMatchObject({ seed: 9, keyId: 'simulator' })
})
