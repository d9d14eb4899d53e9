import { eventText, type EventSource } from '@filao/service'
import type { Shown } from './streamed-view'

/** Tells its sources what the symbols show that they watch. */
export interface Watched {
  /** Gives what ends it. */
  add(source: QuoteSource): () => void
}

/**
 * What one reader has not been told yet. Of each symbol the newest is kept and what it replaces is never told, so a slow
 * reader is behind in number of events, not in time.
 */
export class QuoteSource implements EventSource {
  private readonly first: string[]
  private readonly told: Map<string, Shown>
  private readonly quotes = new Map<string, string>()
  private readonly statuses = new Map<string, string>()
  private wake: (() => void) | undefined

  /** `shown` is what the reader is told first, by symbol; later news come from `watched`. */
  constructor(
    shown: ReadonlyMap<string, Shown>,
    private readonly watched: Watched,
  ) {
    this.told = new Map(shown)
    const all = [...shown.values()]
    const quotes = all.map(({ quote }) => quote).join()
    const statuses = all.map(({ status }) => status).join()
    this.first = [
      eventText('ready', JSON.stringify({ symbols: [...shown.keys()] })),
      eventText('snapshot', `{"quotes":[${quotes}],"statuses":[${statuses}]}`),
    ]
  }

  get symbols(): Iterable<string> {
    return this.told.keys()
  }

  listen(wake: () => void): () => void {
    this.wake = wake
    return this.watched.add(this)
  }

  /** Takes what a symbol shows now. */
  take(symbol: string, shown: Shown): void {
    const before = this.told.get(symbol)
    if (before === undefined) throw new RangeError('a source hears only of what it watches')
    this.told.set(symbol, shown)
    if (before.quote !== shown.quote) this.quotes.set(symbol, shown.quote)
    if (before.status !== shown.status) this.statuses.set(symbol, shown.status)
    this.wake?.()
  }

  next(): string | undefined {
    return this.first.shift() ?? takeOldest('status', this.statuses) ?? takeOldest('quote', this.quotes)
  }
}

/** The symbol that has waited longest: a map keeps the place of what is replaced. */
function takeOldest(event: string, waiting: Map<string, string>): string | undefined {
  const [oldest] = waiting
  if (oldest === undefined) return undefined
  const [symbol, data] = oldest
  waiting.delete(symbol)
  return eventText(event, data)
}
