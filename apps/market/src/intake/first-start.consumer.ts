import { BackgroundWork, submitOwn, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { ReferenceQueries } from '../read/reference.queries'
import { firstStartCommands } from './first-start.commands'
import { MARKET, type MarketEngine } from '../definition'

const RETRY_DELAY_MS = 500

/** Gives a new platform its calendars and exchange rates: whoever owns partition 0, where they live, sets them. */
export class FirstStart implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly engine: MarketEngine,
    private readonly reads: ReferenceQueries,
    private readonly log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'calendars and rates are not set yet',
      intervalMs: RETRY_DELAY_MS,
      round: async () => ((await this.complete()) ? 'over' : undefined),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
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
