import { TIMEFRAME_MS } from '@filao/market'
import { ZERO, type Units } from '@filao/money'
import { BackgroundWork, commandIdOf, submitOwn, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { BarAlertQueries, JudgedByBars } from '../read/bar-alerts.queries'
import type { BarRow, TapeQueries } from '../read/tape.queries'
import { MARKET, type MarketEngine } from '../definition'

const INTERVAL_MS = 60_000
/** Enough for the longest periods that an alert may name. */
const BARS_READ = 450
/** Days whose mean volume a spike is measured by. */
const VOLUME_DAYS = 20

/** Has the alerts that no single price fires judged by the bars of their instruments, each minute. */
export class BarAlerts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly engine: MarketEngine,
    private readonly alerts: BarAlertQueries,
    private readonly tape: TapeQueries,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'alerts were not judged by their bars',
      intervalMs: INTERVAL_MS,
      round: async () => void (await this.judge(Date.now())),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Judges the alerts of the partitions that this instance owns. Gives how many instruments and timeframes that were. */
  async judge(now: number): Promise<number> {
    const judged = await this.alerts.judgedByBars(this.engine.owned)
    for (const one of judged) await this.judgeOne(one, now)
    return judged.length
  }

  private async judgeOne({ assetId, partition, timeframe }: JudgedByBars, now: number): Promise<void> {
    const bars = await this.tape.bars({ id: assetId, partition }, { timeframe, limit: BARS_READ })
    const last = bars.at(-1)
    // Nothing has been traded lately: old bars decide nothing.
    if (!last || last.openedAt.getTime() + TIMEFRAME_MS[timeframe] <= now) return
    const minute = Math.floor(now / INTERVAL_MS)
    const key = `${assetId}/${timeframe}/${minute}`
    const commandId = commandIdOf({ userId: MARKET, route: 'bar-alerts', key })
    const volumes = timeframe === '1Day' ? volumesOf(bars) : undefined
    const closes = bars.map(({ close }) => close)
    await submitOwn(
      this.engine,
      { type: 'EvaluateIndicators', assetId, timeframe, closes, ...(volumes && { volumes }) },
      { actor: MARKET, commandId },
    )
  }
}

/** Today's volume and the mean of the days before; undefined while there are too few. */
function volumesOf(days: readonly BarRow[]): { readonly today: Units; readonly mean: Units } | undefined {
  const before = days.slice(-1 - VOLUME_DAYS, -1)
  const today = days.at(-1)
  if (!today || before.length < VOLUME_DAYS) return undefined
  return { today: today.volume, mean: before.reduce((sum, { volume }) => sum + volume, ZERO) / BigInt(VOLUME_DAYS) }
}
