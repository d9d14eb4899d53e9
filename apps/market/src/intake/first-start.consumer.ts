import { submitOwn, type Log } from '@filao/service'
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import type { ReferenceQueries } from '../read/reference.queries'
import { firstStartCommands } from './first-start.commands'
import { MARKET, type MarketEngine } from '../definition'

const RETRY_DELAY_MS = 500

/** Gives a new platform its calendars and exchange rates: whoever owns partition 0, where they live, sets them. */
export class FirstStart implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly engine: MarketEngine,
    private readonly reads: ReferenceQueries,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.later()
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer)
  }

  private later(): void {
    this.timer = setTimeout(() => {
      this.complete().then(
        (isComplete) => (isComplete ? undefined : this.later()),
        (error: Error) => {
          this.log.warn({ error }, 'calendars and rates are not set yet')
          this.later()
        },
      )
    }, RETRY_DELAY_MS)
    this.timer.unref()
  }

  private async complete(): Promise<boolean> {
    const [calendars, rates] = await Promise.all([this.reads.calendars(), this.reads.fxRates()])
    const known = {
      calendars: new Set(calendars.map(({ code }) => code)),
      pairs: new Set(rates.map(({ base, quote }) => `${base}/${quote}`)),
    }
    const missing = firstStartCommands(known, Date.now())
    if (missing.length === 0) return true
    if (!this.engine.owned.includes(0)) return false
    for (const command of missing) {
      const answer = await submitOwn(this.engine, command, { actor: MARKET })
      if (answer.kind !== 'done')
        this.log.error({ command: command.type, answer: answer.kind }, 'a first calendar or rate was refused')
    }
    this.log.info({ commands: missing.length }, 'calendars and rates set')
    return true
  }
}
