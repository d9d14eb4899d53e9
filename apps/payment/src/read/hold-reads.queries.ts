import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type CallerFacts, type Configuration } from '@filao/service'
import type { HoldList, HoldQuery, HoldView } from '../http/hold.schemas'
import { orphanedBefore, readHold, readHolds, type HoldSight } from './hold.queries'
import { sightOf } from './payment-reads.queries'

/** Payments that stand still, as far as the caller may know of them: of a client's own compliance alone does. */
export class HoldReads {
  constructor(
    private readonly db: Queryable,
    private readonly configuration: Pick<Configuration, 'lastKnown'>,
  ) {}

  async list(caller: CallerFacts, { kind, lacking, cursor, limit }: HoldQuery): Promise<HoldList> {
    const now = Date.now()
    const items = await readHolds(this.db, {
      kind,
      sight: holdSightOf(caller),
      unownedBefore: lacking === undefined ? undefined : orphanedBefore(this.configuration, now),
      now,
      limit,
      ...afterOf(cursor),
    })
    return pageOfRows(items, limit, ({ since, id }) => [since, id])
  }

  /** Throws 404 for what the caller may not know of, and for what stands still no more. */
  async one(caller: CallerFacts, id: string): Promise<HoldView> {
    const found = isId(id) ? await readHold(this.db, { id, sight: holdSightOf(caller), now: Date.now() }) : undefined
    if (!found) throw new Problem(404, 'hold-not-found', 'There is no such hold.')
    return found
  }
}

/**
 * Receipts are treasury's to find an owner for, what a closed account could not take or what came back to it, and payouts
 * that their bank contradicts. Why any other payment of a client's stands still is on the other side of the wall.
 */
const holdSightOf = (caller: CallerFacts): HoldSight => (sightOf(caller) === 'compliance' ? 'all' : 'treasurys')
