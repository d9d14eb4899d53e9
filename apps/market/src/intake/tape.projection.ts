import {
  contractSet,
  MarketHalted,
  MarketHeld,
  MarketReleased,
  MarketResumed,
  QuotesWanted,
  TradeExecuted,
  type MessageOf,
} from '@filao/contracts'
import {
  documents,
  writePieces,
  type ProjectedEvent,
  type Projection,
  type Queryable,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { barsOf, type TapeTrade } from '@filao/market'
import { formatUnits } from '@filao/money'

const events = contractSet([TradeExecuted, MarketHalted, MarketResumed, MarketHeld, MarketReleased, QuotesWanted])
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
  pieces(projected) {
    const isTraded = projected.every(({ event }) => event.type === 'TradeExecuted')
    return isTraded ? tapeParts(projected) : undefined
  },
  async apply(db, projected) {
    await writePieces(db, projected[0]!.partition, tapeParts(projected))
    for (const event of projected) {
      await setHalt(db, event)
      await setWanted(db, event)
    }
  },
}

function tapeParts(projected: readonly ProjectedEvent<TapeEvent>[]): readonly StatementPart[] {
  const executed = projected.filter(
    (event): event is Executed => event.event.type === 'TradeExecuted' && event.event.mode === 'live',
  )
  return executed.length === 0 ? [] : [tradesPart(executed), barsPart(executed)]
}

function tradesPart(executed: readonly Executed[]): StatementPart {
  const rows = executed.map(({ position, at, event }) => ({
    asset_id: event.assetId,
    position,
    id: event.tradeId,
    price: formatUnits(event.price),
    quantity: formatUnits(event.quantity),
    taker_side: event.buy.liquidity === 'taker' ? 'buy' : 'sell',
    executed_at: toTimestamp(at),
  }))
  return {
    name: 'tape_trades',
    sql: `INSERT INTO market.trades SELECT t.* FROM head JOIN json_populate_recordset(NULL::market.trades, $1::json) AS t USING (partition)`,
    values: [documents(rows)],
  }
}

function barsPart(executed: readonly Executed[]): StatementPart {
  const tape = executed.map(({ at, event }): TapeTrade => ({ ...event, at }))
  const rows = barsOf(tape).map((bar) => ({
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
  return {
    name: 'tape_bars',
    sql: `INSERT INTO market.bars AS bar SELECT t.* FROM head JOIN json_populate_recordset(NULL::market.bars, $1::json) AS t USING (partition)
      ON CONFLICT (partition, asset_id, timeframe, opened_at) DO UPDATE SET
        high = greatest(bar.high, excluded.high), low = least(bar.low, excluded.low), close = excluded.close,
        volume = bar.volume + excluded.volume, notional = bar.notional + excluded.notional,
        trade_count = bar.trade_count + excluded.trade_count`,
    values: [documents(rows)],
  }
}

/** An operator's halt and compliance's hold are told apart, so that the end of one is not that of the other. */
async function setHalt(db: Queryable, { partition, at, event }: ProjectedEvent<TapeEvent>): Promise<void> {
  switch (event.type) {
    case 'MarketHalted':
    case 'MarketResumed': {
      const reason = event.type === 'MarketHalted' ? event.reason : null
      await db.query({
        text: `INSERT INTO market.halts (partition, asset_id, halted, reason, since) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (partition, asset_id) DO UPDATE SET halted = excluded.halted, reason = excluded.reason, since = excluded.since`,
        values: [partition, event.assetId, reason !== null, reason, toTimestamp(at)],
      })
      return
    }
    case 'MarketHeld':
    case 'MarketReleased':
      await db.query({
        text: `INSERT INTO market.halts (partition, asset_id, halted, hold_reason, since) VALUES ($1, $2, false, $3, $4)
          ON CONFLICT (partition, asset_id) DO UPDATE SET hold_reason = excluded.hold_reason, since = excluded.since`,
        values: [partition, event.assetId, event.type === 'MarketHeld' ? event.reason : null, toTimestamp(at)],
      })
      return
    default:
  }
}

async function setWanted(db: Queryable, { partition, event }: ProjectedEvent<TapeEvent>): Promise<void> {
  if (event.type !== 'QuotesWanted') return
  await db.query({
    text: `INSERT INTO market.quotes_wanted (partition, asset_id, wanted) VALUES ($1, $2, $3)
      ON CONFLICT (partition, asset_id) DO UPDATE SET wanted = excluded.wanted`,
    values: [partition, event.assetId, event.wanted],
  })
}
