import type { Development } from '../client/development'
import type { HttpClient } from '../client/http-client'
import { Session } from '../client/session'
import { makeTraders, type Trader } from '../client/traders'

/** Everything is quoted near this price, in USD. */
export const PRICE = 100
/** Each participant holds two of the sixteen instruments, so one of eight can sell a given one. */
export const HOLDERS_OF_ONE = 8

const INSTRUMENTS = 16
const CASH = '400000'
const SHARES = '1500'

export const SYMBOLS: readonly string[] = Array.from({ length: INSTRUMENTS }, (_, index) => `BENCH${index + 1}`)

export interface Market {
  readonly traders: readonly Trader[]
  readonly instruments: readonly Instrument[]
}

export interface Instrument {
  readonly symbol: string
  readonly assetId: string
}

/** The instruments and participants of a benchmark, made over the public API: an ordinary client's limits are judged. */
export async function openMarket(
  http: HttpClient,
  development: Development,
  wanted: { readonly participants: number; readonly progress: (done: number) => void },
): Promise<Market> {
  const admin = await Session.logIn(http, development.staff['admin1']!)
  const instruments: Instrument[] = []
  for (const symbol of SYMBOLS) instruments.push({ symbol, assetId: await list(admin, symbol) })
  const { participants, progress } = wanted
  const traders = await makeTraders(http, development, {
    count: participants,
    kind: 'client',
    stock: (index) => [
      { asset: 'USD', amount: CASH },
      ...instruments
        .filter((_, at) => at % HOLDERS_OF_ONE === index % HOLDERS_OF_ONE)
        .map(({ assetId: asset }) => ({ asset, amount: SHARES })),
    ],
    progress,
  })
  return { traders, instruments }
}

async function list(admin: Session, symbol: string): Promise<string> {
  const instrument = {
    symbol,
    name: `Benchmark ${symbol}`,
    issuer: { legalName: `Benchmark ${symbol}`, country: 'MUS' },
    assetType: 'stock',
    exchange: 'NASDAQ',
    quoteCurrency: 'USD',
    tickSize: '0.01',
    lotSize: '1',
    minOrderQuantity: '1',
    calendarCode: 'ALWAYS',
  }
  return String((await admin.post('/v1/assets', instrument, 201))['id'])
}
