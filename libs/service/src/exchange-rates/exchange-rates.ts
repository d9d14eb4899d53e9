import type { ExchangeRate, ServiceName } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { BackgroundWork, type WorkLog } from '../work/background-work'
import { divideHalfUp, ONE, readUnits } from '@filao/money'

/** How often an instance reads the rates again, in milliseconds. */
const REFRESH_INTERVAL_MS = 5000

type Rate = Omit<ExchangeRate, 'stale'>

interface Parts {
  readonly service: ServiceName
  readonly db: Queryable
  /** Age from which a rate is told as stale, in milliseconds. Absent: never. */
  readonly ageMaxMs?: () => number
  readonly log: WorkLog
}

/** The exchange rates that a service follows. They reach its rules inside the commands whose decision needs one. */
export class ExchangeRates {
  private rates = new Map<string, Rate>()
  private readonly work: BackgroundWork

  constructor(private readonly parts: Parts) {
    this.work = new BackgroundWork(parts.log, {
      // Those that are known stay.
      failing: 'exchange rates were not read',
      intervalMs: REFRESH_INTERVAL_MS,
      startsAfterMs: REFRESH_INTERVAL_MS,
      round: () => this.refresh(),
    })
  }

  async start(): Promise<void> {
    await this.refresh()
    this.work.start()
  }

  stop(): Promise<void> {
    return this.work.stop()
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
    const { rows } = await db.query({
      name: `${service}_fx_rates`,
      text: `SELECT base, quote, rate, source, as_of FROM "${service}".fx_rates`,
    })
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
