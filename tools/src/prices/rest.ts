import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SimulatedPast, TIMEFRAMES } from './bars'
import type { SimulatedExchange } from './exchange'
import type { Faults } from './faults'
import type { PriceServerOptions } from './options'
import { timestamp } from './streams'

const PER_MINUTE = 200
const BARS_DEFAULT = 1_000
const BARS_MAX = 10_000
const DAY_MS = 86_400_000

type Answer = readonly [status: number, body: unknown]

/** The provider's REST: latest trades and quotes, bars, assets. At most 200 requests a minute. */
export class Rest {
  private asked: number[] = []

  constructor(
    private readonly exchange: SimulatedExchange,
    private readonly faults: Faults,
    private readonly options: Pick<PriceServerOptions, 'keyId' | 'secretKey' | 'seed'>,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.faults.slowMs > 0) await sleep(this.faults.slowMs)
    const [status, body] = this.answerTo(request)
    response.writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      ...(status === 429 && { 'retry-after': '5' }),
    })
    response.end(JSON.stringify(body))
  }

  private answerTo({ method, url = '/', headers }: IncomingMessage): Answer {
    const { pathname, searchParams } = new URL(url, 'http://simulator')
    if (method !== 'GET') return [405, { message: 'method not allowed' }]
    const { keyId, secretKey } = this.options
    if (headers['apca-api-key-id'] !== keyId || headers['apca-api-secret-key'] !== secretKey)
      return [403, { message: 'forbidden.' }]
    const status = this.isTooMuch() ? 429 : this.faults.restStatus()
    if (status !== undefined) return [status, { message: status === 429 ? 'too many requests.' : 'internal error' }]
    if ((searchParams.get('feed') ?? 'iex') !== 'iex')
      return [403, { message: 'subscription does not permit this feed' }]
    return this.route(pathname, searchParams)
  }

  private route(path: string, query: URLSearchParams): Answer {
    if (path === '/v2/stocks/trades/latest') return this.latest(query, 'trades', (trade) => trade)
    if (path === '/v2/stocks/quotes/latest') return this.latest(query, 'quotes', (_, quote) => quote)
    if (path === '/v2/assets') return [200, this.exchange.symbols.map((symbol) => assetOf(symbol))]
    const [, asset] = /^\/v2\/assets\/([^/]+)$/.exec(path) ?? []
    if (asset !== undefined) return this.asset(decodeURIComponent(asset))
    const [, symbol] = /^\/v2\/stocks\/([^/]+)\/bars$/.exec(path) ?? []
    return symbol === undefined
      ? [404, { message: 'endpoint not found' }]
      : this.bars(decodeURIComponent(symbol), query)
  }

  private latest(query: URLSearchParams, name: string, pick: (trade: object, quote: object) => object): Answer {
    const symbols = (query.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '')
    if (symbols.length === 0) return [400, { message: 'symbols parameter is required' }]
    const unknown = symbols.find((symbol) => !this.exchange.knows(symbol))
    if (unknown !== undefined) return [400, { message: `invalid symbol: ${unknown}` }]
    const found = symbols.map((symbol) => {
      const { trade, quote } = this.exchange.instrument(symbol)!.latest
      const told = pick(
        { ...trade, x: 'V', c: ['@'], t: timestamp(trade.t), z: 'C' },
        { ...quote, bx: 'V', ax: 'V', c: ['R'], t: timestamp(quote.t), z: 'C' },
      )
      return [symbol, told] as const
    })
    return [200, { [name]: Object.fromEntries(found) }]
  }

  private asset(symbol: string): Answer {
    return this.exchange.instrument(symbol)
      ? [200, assetOf(symbol)]
      : [404, { code: 40410000, message: 'asset not found' }]
  }

  /** Ascending unless asked otherwise, as the provider does it. */
  private bars(symbol: string, query: URLSearchParams): Answer {
    const instrument = this.exchange.instrument(symbol)
    const length = TIMEFRAMES[query.get('timeframe') ?? '']
    if (!instrument || length === undefined) return [400, { message: 'invalid symbol or timeframe' }]
    const now = Date.now()
    const [start, end] = [Date.parse(query.get('start') ?? ''), Date.parse(query.get('end') ?? '')]
    const span = {
      start: Number.isNaN(start) ? now - (now % DAY_MS) : start,
      end: Number.isNaN(end) ? now : Math.min(end, now),
      max: BARS_MAX * 10,
    }
    const all = new SimulatedPast(symbol, instrument.terms.price, this.options.seed).bars(length, span)
    const sorted = query.get('sort') === 'desc' ? all.reverse() : all
    const from = Number(query.get('page_token') ?? '0')
    const limit = Math.min(Number(query.get('limit') ?? BARS_DEFAULT), BARS_MAX)
    const bars = sorted.slice(from, from + limit)
    const next = from + limit < sorted.length ? String(from + limit) : null
    return [200, { symbol, bars: bars.length === 0 ? null : bars, next_page_token: next }]
  }

  private isTooMuch(): boolean {
    const now = performance.now()
    this.asked = this.asked.filter((at) => at > now - 60_000)
    this.asked.push(now)
    return this.asked.length > PER_MINUTE
  }
}

const assetOf = (symbol: string): object => ({
  id: `00000000-0000-4000-8000-${Buffer.from(symbol).toString('hex').slice(0, 12).padEnd(12, '0')}`,
  class: 'us_equity',
  exchange: 'NASDAQ',
  symbol,
  name: symbol,
  status: 'active',
  tradable: true,
})
