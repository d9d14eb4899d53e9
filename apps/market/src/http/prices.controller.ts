import { divideHalfUp, formatUnits, ONE } from '@filao/money'
import { ANY_SCOPE, decodeCursor, Operation, Problem, Roles, ROLES, Scope, toPage } from '@filao/service'
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { quoteView } from '../read/asset-view.queries'
import { AssetQueries } from '../read/asset.queries'
import { TapeQueries, type BarRow, type InstrumentPlace, type TradeRow } from '../read/tape.queries'
import { SymbolPath } from './fields.schemas'
import {
  BarList,
  BarsQuery,
  CHARTS,
  QuoteList,
  QuotesQuery,
  QuoteView,
  TradeList,
  TradesQuery,
  type BarView,
  type TradeView,
} from './price.schemas'

const BARS_DEFAULT = 100
/** A position of order's log. */
const Place = z.tuple([z.string().regex(/^[1-9]\d{0,14}$/)])

@ApiTags('market')
@Controller('v1/assets')
@Roles(...ROLES)
@Scope(ANY_SCOPE)
export class PricesController {
  constructor(
    private readonly assets: AssetQueries,
    private readonly tape: TapeQueries,
  ) {}

  @Get('quotes')
  @ApiOkResponse({ standardSchema: QuoteList })
  @Operation('Quotes of up to 100 symbols; one that is missing is marked, the others are answered')
  async quotes(@Query({ schema: QuotesQuery }) { symbols }: QuotesQuery): Promise<QuoteList> {
    const found = await this.quotesOf(symbols)
    return { items: symbols.map((symbol) => found.get(symbol) ?? nothingOf(symbol)), next: null }
  }

  @Get(':symbol/quote')
  @ApiOkResponse({ standardSchema: QuoteView })
  @Operation('The last quote of an instrument, with its age', 'asset-unknown')
  async quote(@Param({ schema: SymbolPath }) { symbol }: SymbolPath): Promise<QuoteView> {
    const found = (await this.quotesOf([symbol])).get(symbol)
    if (!found) throw unknown()
    return found
  }

  @Get(':symbol/bars')
  @ApiOkResponse({ standardSchema: BarList })
  @Operation('The newest bars of a time span, oldest first', 'asset-unknown')
  async bars(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @Query({ schema: BarsQuery }) query: BarsQuery,
  ): Promise<BarList> {
    const asset = await this.placeOf(symbol)
    const span = spanOf(query, Date.now())
    const rows = await this.tape.bars(asset, span)
    return { symbol, timeframe: span.timeframe, items: rows.map(barView), next: null }
  }

  @Get(':symbol/trades')
  @ApiOkResponse({ standardSchema: TradeList })
  @Operation('The tape: what was traded, newest first', 'asset-unknown')
  async trades(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @Query({ schema: TradesQuery }) { limit, cursor }: TradesQuery,
  ): Promise<TradeList> {
    const asset = await this.placeOf(symbol)
    const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, Place)[0])
    const rows = await this.tape.trades(asset, { before, limit: limit + 1 })
    const { items, next } = toPage(rows, { limit, item: tradeView, place: ({ position }) => [String(position)] })
    return { items: [...items], next }
  }

  private async quotesOf(symbols: readonly string[]): Promise<Map<string, QuoteView>> {
    const now = new Date()
    const rows = await this.assets.quotes(symbols, now)
    return new Map(rows.map((row) => [row.asset.symbol, quoteView(row, now)]))
  }

  private async placeOf(symbol: string): Promise<InstrumentPlace> {
    const found = await this.assets.bySymbol(symbol)
    if (!found) throw unknown()
    return found.asset
  }
}

const unknown = (): Problem => new Problem(404, 'asset-unknown', 'There is no instrument with this symbol.')

function spanOf({ period, timeframe = '1Day', start, end, limit = BARS_DEFAULT }: BarsQuery, now: number) {
  if (period === undefined) {
    return {
      timeframe,
      start: start === undefined ? undefined : new Date(start),
      end: end === undefined ? undefined : new Date(end),
      limit,
    }
  }
  const chart = CHARTS[period]
  return { timeframe: chart.timeframe, start: new Date(now - chart.lookBackMs), end: undefined, limit: chart.limit }
}

function barView({ openedAt, open, high, low, close, volume, notional, tradeCount }: BarRow): BarView {
  return {
    openedAt: openedAt.toISOString(),
    open: formatUnits(open),
    high: formatUnits(high),
    low: formatUnits(low),
    close: formatUnits(close),
    volume: formatUnits(volume),
    vwap: volume === 0n ? null : formatUnits(divideHalfUp(notional * ONE, volume)),
    tradeCount,
  }
}

const tradeView = ({ id, price, quantity, takerSide, executedAt }: TradeRow): TradeView => ({
  id,
  price: formatUnits(price),
  quantity: formatUnits(quantity),
  side: takerSide as TradeView['side'],
  executedAt: executedAt.toISOString(),
})

const nothingOf = (symbol: string): QuoteView => ({
  symbol,
  currency: null,
  unavailable: true,
  bid: null,
  bidSize: null,
  ask: null,
  askSize: null,
  last: null,
  lastSize: null,
  open: null,
  high: null,
  low: null,
  previousClose: null,
  volume: null,
  source: null,
  asOf: null,
  receivedAt: null,
  ageMs: null,
  stale: false,
  halted: false,
  feed: null,
})
