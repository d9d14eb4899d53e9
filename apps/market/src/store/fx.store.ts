import type { MarketEvent } from '@filao/contracts'
import {
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Queryable,
  type Recorded,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { pairIdOf, type MarketState } from '@filao/market'
import { formatUnits, readUnits } from '@filao/money'

const FX_RATES: DocumentTable = {
  name: 'fx_rates_set',
  table: 'market.fx_rates',
  key: ['base', 'quote'],
  columns: ['base', 'quote', 'rate', 'source', 'as_of', 'position', 'updated_at'],
}

export function fxParts(events: readonly Recorded<MarketEvent>[]): StatementPart[] {
  const rows = new Map<string, JsonRow>()
  for (const { event, position, at, aggregate } of events) {
    if (event.type !== 'FxRateChanged') continue
    const { base, quote, rate, source, asOf } = event
    const origin = { position, updated_at: toTimestamp(at) }
    rows.set(aggregate, { base, quote, rate: formatUnits(rate), source, as_of: toTimestamp(asOf), ...origin })
  }
  return [upsertDocuments(FX_RATES, [...rows.values()])]
}

/** Pairs live in partition 0; elsewhere there are no rows. */
export async function loadFxRates(db: Queryable, partition: number, memory: Map<string, MarketState>): Promise<void> {
  const text = 'SELECT base, quote, rate, source, as_of FROM market.fx_rates WHERE partition = $1'
  const { rows } = await db.query({ text, values: [partition] })
  for (const row of rows) {
    const [base, quote] = [row['base'] as string, row['quote'] as string]
    const pairId = pairIdOf(base, quote)
    const asOf = (row['as_of'] as Date).getTime()
    memory.set(pairId, {
      kind: 'fx',
      rate: { pairId, base, quote, rate: readUnits(row['rate'] as string), source: row['source'] as string, asOf },
    })
  }
}
