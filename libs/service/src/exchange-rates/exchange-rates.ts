import type { ExchangeRate, ServiceName } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { divideHalfUp, ONE, readUnits } from '@filao/money'

/** How often an instance reads the rates again, in milliseconds. */
const REFRESH_INTERVAL_MS = 5000

type Rate = Omit<ExchangeRate, 'stale'>

interface Parts {
  readonly service: ServiceName
  readonly db: Queryable
  /** Age from which a rate is told as stale, in milliseconds. Absent: never. */
  readonly ageMaxMs?: () => number
  /** The rates could not be read again; those that are known stay. */
  readonly failed: (error: Error) => void
}

/** The exchange rates that a service follows. They reach its rules inside the commands whose decision needs one. */
export class ExchangeRates {
  private rates = new Map<string, Rate>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly parts: Parts) {}

  async start(): Promise<void> {
    await this.refresh()
    this.timer = setInterval(() => void this.refresh().catch(this.parts.failed), REFRESH_INTERVAL_MS)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Units of `quote` for one of `base`; undefined when market has told neither this rate nor its inverse. */
  between(base: string, quote: string): ExchangeRate | undefined {
    const now = Date.now()
    if (base === quote) return { rate: ONE, source: 'identity', quotedAt: now, stale: false }
    const direct = this.rates.get(`${base}/${quote}`)
    const inverse = this.rates.get(`${quote}/${base}`)
    const rate = direct ?? (inverse && { ...inverse, rate: divideHalfUp(ONE * ONE, inverse.rate) })
    const ageMaxMs = this.parts.ageMaxMs?.() ?? Infinity
    return rate && { ...rate, stale: now - rate.quotedAt > ageMaxMs }
  }

  private async refresh(): Promise<void> {
    const { db, service } = this.parts
    const { rows } = await db.query({ text: `SELECT base, quote, rate, source, as_of FROM "${service}".fx_rates` })
    this.rates = new Map(
      rows.map((row) => [
        `${row['base'] as string}/${row['quote'] as string}`,
        {
          rate: readUnits(row['rate'] as string),
          source: row['source'] as string,
          quotedAt: (row['as_of'] as Date).getTime(),
        },
      ]),
    )
  }
}
