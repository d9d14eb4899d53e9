import { lacksNextYear } from '@filao/market'
import type { Log } from '@filao/service'
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common'
import type { ReferenceQueries } from '../read/reference.queries'

const INTERVAL_MS = 6 * 3_600_000

/** Alarms from 1 December on about each calendar whose next year nobody has loaded. */
export class CalendarWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly reads: ReferenceQueries,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const look = (): void => {
      this.incomplete(Date.now()).then(
        (codes) =>
          codes.forEach((code) => this.log.error({ alarm: 'calendar', code }, 'a calendar has no days of next year')),
        (error: Error) => this.log.warn({ error }, 'calendars could not be looked at'),
      )
    }
    look()
    this.timer = setInterval(look, INTERVAL_MS)
    this.timer.unref()
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  /** Codes of the calendars that lack their next year at an instant. */
  async incomplete(now: number): Promise<string[]> {
    const calendars = await this.reads.calendars()
    return calendars.filter((calendar) => lacksNextYear(calendar, now)).map(({ code }) => code)
  }
}
