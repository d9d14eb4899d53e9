import { TIMEFRAME_MS } from '@filao/market'
import { BackgroundWork, commandIdOf, submitOwn, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { TapeQueries } from '../read/tape.queries'
import { MARKET, type MarketEngine } from '../definition'

const INTERVAL_MS = 60_000
/** How long after midnight the last executions of a day may still be on their way. */
const GRACE_MS = 5 * 60_000
const BARS_MAX = 500

/**
 * Closes the bars of days that are over, once each. The figures come from the executions that the projection has
 * counted, not from quotes, of which some are never published.
 */
export class DayBars implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly engine: MarketEngine,
    private readonly tape: TapeQueries,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'bars of a day are not closed yet',
      intervalMs: INTERVAL_MS,
      round: async () => void (await this.close(Date.now())),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Closes what is over at an instant, on the partitions that this instance owns. Gives the number of bars. */
  async close(now: number): Promise<number> {
    const openedBefore = new Date(now - GRACE_MS - TIMEFRAME_MS['1Day'])
    const rows = await this.tape.unclosedDays(this.engine.owned, { openedBefore, limit: BARS_MAX })
    for (const { assetId, openedAt, open, high, low, close, volume, tradeCount } of rows) {
      const figures = { openedAt: openedAt.getTime(), open, high, low, close, volume, tradeCount }
      const commandId = commandIdOf({
        userId: MARKET,
        route: 'day-bar',
        key: `${assetId}/${openedAt.toISOString()}`,
      })
      await submitOwn(
        this.engine,
        { type: 'CloseBar', assetId, timeframe: '1Day', ...figures },
        { actor: MARKET, commandId },
      )
    }
    return rows.length
  }
}
