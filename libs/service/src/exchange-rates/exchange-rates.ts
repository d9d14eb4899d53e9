import type { WalletCommand } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Configuration } from '@filao/service'
import { RATE_AGE } from '../configuration.schemas'
import { divideHalfUp, ONE, readUnits, type Units } from '@filao/money'

/** How often an instance reads the rates again, in milliseconds. */
const REFRESH_INTERVAL_MS = 5000
const HOUR_MS = 3_600_000

interface Rate {
  readonly rate: Units
  readonly source: string
  readonly quotedAt: number
}

/** Attaches the exchange rate in force to the commands whose decision needs one, before they are queued. */
export class ExchangeRates {
  private rates = new Map<string, Rate>()
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly db: Queryable,
    private readonly configuration: Pick<Configuration, 'lastKnown'>,
    private readonly failed: (error: Error) => void,
  ) {}

  async start(): Promise<void> {
    await this.refresh()
    this.timer = setInterval(() => void this.refresh().catch(this.failed), REFRESH_INTERVAL_MS)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** The command with its rate: to USD for limits, to MUR for what is recorded of a settlement. */
  readonly attach = (command: WalletCommand): WalletCommand => {
    switch (command.type) {
      case 'ReserveFunds':
      case 'IncreaseReservation':
        return { ...command, rate: this.between(command.currency, 'USD') }
      case 'SettleLeg':
        return { ...command, rate: this.between(command.currency, 'MUR') }
      default:
        return command
    }
  }

  private between(base: string, quote: string): (Rate & { stale: boolean }) | undefined {
    const now = Date.now()
    const ageMax = this.configuration.lastKnown(RATE_AGE).value * HOUR_MS
    if (base === quote) return { rate: ONE, source: 'identity', quotedAt: now, stale: false }
    const direct = this.rates.get(`${base}/${quote}`)
    const inverse = this.rates.get(`${quote}/${base}`)
    const rate = direct ?? (inverse && { ...inverse, rate: divideHalfUp(ONE * ONE, inverse.rate) })
    return rate && { ...rate, stale: now - rate.quotedAt > ageMax }
  }

  private async refresh(): Promise<void> {
    const { rows } = await this.db.query({ text: 'SELECT base, quote, rate, source, as_of FROM wallet.fx_rates' })
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
