import type { QuoteView } from '../read/asset.queries'
import { QuoteWatch } from './quote-watch'

const now = Date.now()
const AT = new Date(now)
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

interface Told {
  readonly event: string
  readonly data: Record<string, unknown>
}

/** The rows of a symbol that only the world outside quotes. */
const rowsOf = (symbol: string, lastPrice: bigint, { age = 0, halted = false } = {}): QuoteView =>
  ({
    asset: {
      symbol,
      name: `${symbol} Inc.`,
      exchange: 'NASDAQ',
      quoteCurrency: 'USD',
      status: 'active',
      quoteAgeMsMax: 45_000,
    },
    session: {
      opensAt: null,
      closesAt: null,
      nextOpensAt: null,
      previousClose: 30_000_000_000n,
      day: '2026-01-05',
      settlementDate: '2026-01-06',
    },
    halt: { halted, reason: null, holdReason: null, since: AT },
    book: null,
    feed: { lastPrice, bid: lastPrice, ask: null, source: 'stream', asOf: new Date(now - age), receivedAt: AT },
    day: null,
  }) as unknown as QuoteView

let prices: Map<string, QuoteView>
let reads: (readonly string[])[]
let release: (() => void)[]
let isHeld: boolean
let watch: QuoteWatch

beforeEach(() => {
  prices = new Map([['A', rowsOf('A', 31_000_000_000n)]])
  reads = []
  release = []
  isHeld = false
  const quotes = async (symbols: readonly string[]): Promise<QuoteView[]> => {
    reads.push(symbols)
    const found = symbols.flatMap((symbol) => prices.get(symbol) ?? [])
    if (isHeld) await new Promise<void>((resolve) => release.push(resolve))
    return found
  }
  watch = new QuoteWatch({ quotes }, log)
})

const told = (text: string | undefined): Told | undefined => {
  const [, event, data] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text ?? '') ?? []
  return event === undefined ? undefined : { event, data: JSON.parse(data!) as Told['data'] }
}
/** A reader of these symbols who has taken what comes first. */
async function reader(...symbols: string[]) {
  const source = await watch.sourceOf(symbols)
  const wakes = { count: 0 }
  const leave = source.listen(() => (wakes.count += 1))
  const next = (): Told | undefined => told(source.next())
  return { first: [next(), next()], next, leave, wakes }
}

it('begins with what is watched and what it shows, a missing one marked', async () => {
  const { first, next } = await reader('A', 'NONE')
  expect(first).toEqual([
    { event: 'ready', data: { symbols: ['A', 'NONE'] } },
    {
      event: 'snapshot',
      data: {
        quotes: [
          {
            ...{ symbol: 'A', name: 'A Inc.', exchange: 'NASDAQ', currency: 'USD', bid: '310', ask: null, last: '310' },
            ...{ change: '10', changePercent: '3.33333333', volume: '0', source: 'stream', stale: false },
            ...{ asOf: AT.toISOString(), feed: expect.objectContaining({ last: '310' }) },
          },
          expect.objectContaining({ symbol: 'NONE', name: null, last: null, change: null, asOf: null }),
        ],
        statuses: [
          { symbol: 'A', status: 'active', halted: false, open: true, unavailable: false },
          { symbol: 'NONE', status: null, halted: false, open: false, unavailable: true },
        ],
      },
    },
  ])
  expect(next()).toBeUndefined()
})

it('tells a change to those who watch it, and nothing while nothing changes', async () => {
  prices.set('B', rowsOf('B', 1n))
  const [both, one] = [await reader('A', 'B'), await reader('B')]
  await watch.look()
  expect([both.wakes.count, one.wakes.count, both.next(), one.next()]).toMatchObject([2, 1, undefined, undefined])
  await watch.look()
  expect([both.wakes.count, one.wakes.count]).toEqual([2, 1])
  prices.set('A', rowsOf('A', 29_000_000_000n))
  await watch.look()
  expect(both.next()).toMatchObject({
    event: 'quote',
    data: { last: '290', change: '-10', changePercent: '-3.33333333' },
  })
  expect([both.next(), one.next()]).toEqual([undefined, undefined])
})

it('tells a slow reader the newest of each symbol alone', async () => {
  prices.set('B', rowsOf('B', 1n))
  const { next } = await reader('A', 'B')
  for (const price of [1n, 2n, 3n, 4n]) {
    prices.set('A', rowsOf('A', price * 100_000_000n))
    prices.set('B', rowsOf('B', price * 200_000_000n))
    await watch.look()
  }
  expect([next(), next(), next()]).toMatchObject([
    { event: 'quote', data: { symbol: 'A', last: '4' } },
    { event: 'quote', data: { symbol: 'B', last: '8' } },
    undefined,
  ])
})

it('tells a halt as a status, before prices, and a price that grows old as a quote', async () => {
  const { next } = await reader('A')
  prices.set('A', rowsOf('A', 31_000_000_000n, { age: 60_000, halted: true }))
  await watch.look()
  expect([next(), next(), next()]).toMatchObject([
    { event: 'status', data: { symbol: 'A', halted: true } },
    { event: 'quote', data: { symbol: 'A', stale: true } },
    undefined,
  ])
})

it('never goes back: what was read before somebody came is not told to them', async () => {
  await reader('A')
  isHeld = true
  const looking = watch.look()
  isHeld = false
  prices.set('A', rowsOf('A', 32_000_000_000n))
  const late = await reader('A')
  expect(late.first[1]).toMatchObject({ data: { quotes: [{ last: '320' }] } })
  release.forEach((go) => go())
  await looking
  expect(late.next()).toBeUndefined()
  prices.set('A', rowsOf('A', 33_000_000_000n))
  await watch.look()
  expect([late.next(), late.next()]).toMatchObject([{ data: { last: '330' } }, undefined])
})

it('reads nothing while nobody watches, and a symbol once however many do', async () => {
  await watch.look()
  expect(reads).toEqual([])
  const [one, two] = [await reader('A'), await reader('A')]
  reads = []
  await watch.look()
  expect(reads).toEqual([['A']])
  one.leave()
  two.leave()
  reads = []
  await watch.look()
  expect(reads).toEqual([])
})

it('says how many look at what, for as long as they do', async () => {
  prices.set('B', rowsOf('B', 1n))
  expect(watch.viewed()).toEqual([])
  const [one, two] = [await reader('B', 'A'), await reader('B')]
  expect(watch.viewed()).toEqual([
    { symbol: 'A', viewers: 1 },
    { symbol: 'B', viewers: 2 },
  ])
  one.leave()
  expect(watch.viewed()).toEqual([{ symbol: 'B', viewers: 1 }])
  two.leave()
  expect(watch.viewed()).toEqual([])
})
