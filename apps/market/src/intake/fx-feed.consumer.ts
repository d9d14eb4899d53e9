import { pairIdOf } from '@filao/market'
import { divideHalfUp, ONE, ZERO, type Units } from '@filao/money'
import { BackgroundWork, commandIdOf, submitOwn, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { RateFeed, Rates } from '../feed/rate-feed'
import type { FxRateRow, ReferenceQueries } from '../read/reference.queries'
import { MARKET, type MarketEngine } from '../definition'

/** A rate of a minute converts money: it is to be half as old when it is asked for. */
const INTERVAL_MS = 30_000
/** By which all rates are asked for at once; a pair of two others is their ratio. */
const BASE = 'USD'
/** The owner of this partition asks; pairs live there. */
const OWNER_PARTITION = 0
/** A rate that is so far from the last one, in percent, is a slip of somebody's until a person has said it. */
const MOVE_PERCENT_MAX = 10n
/** Rates of the first start are an order of magnitude: any real one may follow them. */
const FIRST_SOURCE = 'seed table'

/**
 * Keeps the exchange rates that are known fresh: the provider is asked here, and the rules judge what it says by its time.
 * Which pairs there are treasury decide, by setting one once.
 */
export class FxFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly engine: Pick<MarketEngine, 'submit' | 'owned'>,
    private readonly reads: Pick<ReferenceQueries, 'fxRates'>,
    private readonly feed: RateFeed,
    private readonly log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'exchange rates could not be asked for',
      intervalMs: INTERVAL_MS,
      round: async () => void (await this.ask()),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Asks once, and has the rules decide on what was said. Gives how many rates that were. */
  async ask(): Promise<number> {
    if (!this.engine.owned.includes(OWNER_PARTITION)) return 0
    const known = await this.reads.fxRates()
    if (known.length === 0) return 0
    const told = await this.feed.rates(BASE)
    const taken = known.flatMap((row) => this.taken(row, told))
    await Promise.all(taken.map((rate) => this.set(rate, told)))
    return taken.length
  }

  private taken(row: FxRateRow, told: Rates): readonly { base: string; quote: string; rate: Units }[] {
    const { base, quote } = row
    const rate = ratio(told, base, quote)
    if (rate === undefined) {
      this.log.warn({ base, quote }, 'a rate is not told by the provider')
      return []
    }
    if (row.source !== FIRST_SOURCE && isFar(row.rate, rate)) {
      this.log.error({ alarm: 'fx', base, quote }, 'a rate has moved too far to be believed')
      return []
    }
    return [{ base, quote, rate }]
  }

  private async set({ base, quote, rate }: { base: string; quote: string; rate: Units }, told: Rates): Promise<void> {
    const { source, asOf } = told
    const commandId = commandIdOf({ userId: MARKET, route: 'fx-feed', key: `${base}/${quote}/${asOf}/${rate}` })
    const answer = await submitOwn(
      this.engine,
      { type: 'SetFxRate', pairId: pairIdOf(base, quote), base, quote, rate, source, asOf },
      { actor: MARKET, commandId },
    )
    // Treasury may have set a later one meanwhile.
    if (answer.kind === 'refused' && answer.refusal.refused !== 'rate_outdated')
      this.log.error(
        { alarm: 'fx', base, quote, refused: answer.refusal.refused },
        'a rate of the provider was refused',
      )
  }
}

/** What one unit of the first costs in the second; undefined where the provider does not tell one of them. */
function ratio({ base, rates }: Rates, of: string, to: string): Units | undefined {
  const price = (currency: string): Units | undefined => (currency === base ? ONE : rates.get(currency))
  const [from, into] = [price(of), price(to)]
  if (from === undefined || into === undefined || from <= ZERO || into <= ZERO) return undefined
  const rate = divideHalfUp(into * ONE, from)
  return rate > ZERO ? rate : undefined
}

const isFar = (before: Units, now: Units): boolean => {
  const moved = now > before ? now - before : before - now
  return moved * 100n > before * MOVE_PERCENT_MAX
}
