import type { AssetType, Exchange, InstrumentStatus } from '@filao/contracts'
import { TIMEFRAME_MS } from '@filao/market'
import { and, asc, desc, eq, gt, ilike, inArray, or, sql, type SQL } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { z } from 'zod'
import { assets, instrumentSessions } from '../store/assets.table'
import { bars, feedQuotes, halts, quotes } from '../store/quotes.table'

export interface AssetFilter {
  /** Symbol, beginning of a symbol, or part of a name. */
  readonly search?: string | undefined
  readonly symbols?: readonly string[] | undefined
  readonly assetType?: z.output<typeof AssetType> | undefined
  readonly exchange?: z.output<typeof Exchange> | undefined
  readonly status?: z.output<typeof InstrumentStatus> | undefined
}

type Asset = typeof assets.$inferSelect
export interface AssetView {
  readonly asset: Asset
  readonly session: typeof instrumentSessions.$inferSelect | null
  readonly halt: typeof halts.$inferSelect | null
}
export interface QuoteView extends AssetView {
  /** What the own book shows. */
  readonly book: typeof quotes.$inferSelect | null
  /** What the world outside shows. */
  readonly feed: typeof feedQuotes.$inferSelect | null
  /** Bar of the UTC day, for its volume. */
  readonly day: typeof bars.$inferSelect | null
}

const sessionOf = and(eq(instrumentSessions.partition, assets.partition), eq(instrumentSessions.assetId, assets.id))
const haltOf = and(eq(halts.partition, assets.partition), eq(halts.assetId, assets.id))
const bookOf = and(eq(quotes.partition, assets.partition), eq(quotes.assetId, assets.id))
const feedOf = and(eq(feedQuotes.partition, assets.partition), eq(feedQuotes.assetId, assets.id))

/** What is known of instruments. */
export class AssetQueries {
  constructor(private readonly db: NodePgDatabase) {}

  async bySymbol(symbol: string): Promise<AssetView | undefined> {
    const [found] = await this.views().where(eq(assets.symbol, symbol)).limit(1)
    return found
  }

  /** In the order of symbols, after `after`. A search has its best hits first and no further page. */
  list(filter: AssetFilter, page: { limit: number; after?: string | undefined }): Promise<AssetView[]> {
    const conditions = [...conditionsOf(filter), ...(page.after === undefined ? [] : [gt(assets.symbol, page.after)])]
    const order = filter.search === undefined ? [asc(assets.symbol)] : rankOf(filter.search)
    return this.views()
      .where(and(...conditions))
      .orderBy(...order)
      .limit(page.limit)
  }

  /** Quotes of instruments as of now; an instrument without one has `null`. */
  quotes(symbols: readonly string[], now: Date): Promise<QuoteView[]> {
    const today = new Date(now.getTime() - (now.getTime() % TIMEFRAME_MS['1Day']))
    const dayOf = and(
      eq(bars.partition, assets.partition),
      eq(bars.assetId, assets.id),
      eq(bars.timeframe, '1Day'),
      eq(bars.openedAt, today),
    )
    return this.db
      .select({ asset: assets, session: instrumentSessions, halt: halts, book: quotes, feed: feedQuotes, day: bars })
      .from(assets)
      .leftJoin(instrumentSessions, sessionOf)
      .leftJoin(halts, haltOf)
      .leftJoin(quotes, bookOf)
      .leftJoin(feedQuotes, feedOf)
      .leftJoin(bars, dayOf)
      .where(inArray(assets.symbol, [...symbols]))
  }

  /** Symbols by id. */
  async symbolsOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.named(inArray(assets.id, [...new Set(ids)]))
    return new Map(rows.map(({ id, symbol }) => [id, symbol]))
  }

  /** Ids by symbol; an unknown symbol is not among them. */
  async idsOf(symbols: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.named(inArray(assets.symbol, [...new Set(symbols)]))
    return new Map(rows.map(({ id, symbol }) => [symbol, id]))
  }

  private named(which: SQL): Promise<{ id: string; symbol: string }[]> {
    return this.db.select({ id: assets.id, symbol: assets.symbol }).from(assets).where(which)
  }

  private views() {
    return this.db
      .select({ asset: assets, session: instrumentSessions, halt: halts })
      .from(assets)
      .leftJoin(instrumentSessions, sessionOf)
      .leftJoin(halts, haltOf)
      .$dynamic()
  }
}

function conditionsOf({ search, symbols, assetType, exchange, status }: AssetFilter): SQL[] {
  const conditions: (SQL | undefined)[] = [
    symbols && inArray(assets.symbol, [...symbols]),
    assetType && eq(assets.assetType, assetType),
    exchange && eq(assets.exchange, exchange),
    status && eq(assets.status, status),
    search === undefined
      ? undefined
      : or(ilike(assets.symbol, `${literal(search)}%`), ilike(assets.name, `%${literal(search)}%`)),
  ]
  return conditions.filter((condition) => condition !== undefined)
}

/** Exact symbol, then symbols that begin with it, then names. */
function rankOf(search: string): SQL[] {
  const symbol = search.toUpperCase()
  return [desc(eq(assets.symbol, symbol)), desc(sql`starts_with(${assets.symbol}, ${symbol})`), asc(assets.symbol)]
}

/** What a client types is searched for as it stands. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
