import { contractSet, MarketHalted, MarketResumed, QuotesWanted, TradeExecuted, type MessageOf } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { barsOf, type TapeTrade } from '@filao/market'
import { formatUnits } from '@filao/money'

const events = contractSet([TradeExecuted, MarketHalted, MarketResumed, QuotesWanted])
export type TapeEvent = MessageOf<(typeof events.contracts)[number]>
type Executed = ProjectedEvent<MessageOf<typeof TradeExecuted>>

/**
 * The tape, the bars and the halts that are shown, from what order has executed, and where demo orders wait. What these
 * trade is on no tape.
 */
export const tapeProjection: Projection<TapeEvent> = {
  consumer: 'tape',
  source: 'order',
  events,
  async apply(db, projected) {
    const executed = projected.filter(
      (event): event is Executed => event.event.type === 'TradeExecuted' && event.event.mode === 'live',
    )
    if (executed.length > 0) {
      await insertTrades(db, executed)
      await extendBars(db, executed)
    }
    for (const event of projected) {
      await setHalt(db, event)
      await setWanted(db, event)
    }
  },
}

async function insertTrades(db: Queryable, executed: readonly Executed[]): Promise<void> {
  const rows = executed.map(({ partition, position, at, event }) => ({
    partition,
    asset_id: event.assetId,
    position,
    id: event.tradeId,
    price: formatUnits(event.price),
    quantity: formatUnits(event.quantity),
    taker_side: event.buy.liquidity === 'taker' ? 'buy' : 'sell',
    executed_at: toTimestamp(at),
  }))
  await db.query({
    name: 'market_tape_trades',
    text: `INSERT INTO market.trades SELECT * FROM json_populate_recordset(NULL::market.trades, $1::json)`,
    values: [JSON.stringify(rows)],
  })
}

async function extendBars(db: Queryable, executed: readonly Executed[]): Promise<void> {
  const partition = executed[0]!.partition
  const tape = executed.map(({ at, event }): TapeTrade => ({ ...event, at }))
  const rows = barsOf(tape).map((bar) => ({
    partition,
    asset_id: bar.assetId,
    timeframe: bar.timeframe,
    opened_at: toTimestamp(bar.openedAt),
    open: formatUnits(bar.open),
    high: formatUnits(bar.high),
    low: formatUnits(bar.low),
    close: formatUnits(bar.close),
    volume: formatUnits(bar.volume),
    notional: formatUnits(bar.notional),
    trade_count: bar.tradeCount,
  }))
  await db.query({
    name: 'market_tape_bars',
    text: `INSERT INTO market.bars AS bar SELECT * FROM json_populate_recordset(NULL::market.bars, $1::json)
      ON CONFLICT (partition, asset_id, timeframe, opened_at) DO UPDATE SET
        high = greatest(bar.high, excluded.high), low = least(bar.low, excluded.low), close = excluded.close,
        volume = bar.volume + excluded.volume, notional = bar.notional + excluded.notional,
        trade_count = bar.trade_count + excluded.trade_count`,
    values: [JSON.stringify(rows)],
  })
}

async function setHalt(db: Queryable, { partition, at, event }: ProjectedEvent<TapeEvent>): Promise<void> {
  if (event.type !== 'MarketHalted' && event.type !== 'MarketResumed') return
  const reason = event.type === 'MarketHalted' ? event.reason : null
  await db.query({
    text: `INSERT INTO market.halts (partition, asset_id, halted, reason, since) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (partition, asset_id) DO UPDATE SET halted = excluded.halted, reason = excluded.reason, since = excluded.since`,
    values: [partition, event.assetId, reason !== null, reason, toTimestamp(at)],
  })
}

async function setWanted(db: Queryable, { partition, event }: ProjectedEvent<TapeEvent>): Promise<void> {
  if (event.type !== 'QuotesWanted') return
  await db.query({
    text: `INSERT INTO market.quotes_wanted (partition, asset_id, wanted) VALUES ($1, $2, $3)
      ON CONFLICT (partition, asset_id) DO UPDATE SET wanted = excluded.wanted`,
    values: [partition, event.assetId, event.wanted],
  })
}
