import { lacksNextYear } from '@filao/market'
import { BackgroundWork, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { ReferenceQueries } from '../read/reference.queries'

const INTERVAL_MS = 6 * 3_600_000

/** Alarms from 1 December on about each calendar whose next year nobody has loaded. */
export class CalendarWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly reads: ReferenceQueries,
    private readonly log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'calendars could not be looked at',
      intervalMs: INTERVAL_MS,
      round: () => this.look(),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  private async look(): Promise<void> {
    for (const code of await this.incomplete(Date.now()))
      this.log.error({ alarm: 'calendar', code }, 'a calendar has no days of next year')
  }

  /** Codes of the calendars that lack their next year at an instant. */
  async incomplete(now: number): Promise<string[]> {
    const calendars = await this.reads.calendars()
    return calendars.filter((calendar) => lacksNextYear(calendar, now)).map(({ code }) => code)
  }
}
