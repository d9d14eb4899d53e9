import type { LimitBase } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { BackgroundWork, submitOwn, type Log, type Round } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { ComplianceEngine } from '../definition'
import { SubjectsToRenew } from '../read/subjects-to-renew.queries'
import type { LimitBases } from './limit-bases'

const LOOK_MS = 500
/** What was found up to date is looked at again after this: another instance may have resolved by an older base. */
const TRUST_MS = 60_000

const STATEMENTS = {
  name: 'limits',
  due: 'limits_due_at <= now()',
  dueOrder: 'limits_due_at',
  outdated: 'limits_base <> $3',
} as const

interface Parts {
  readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
  readonly db: Queryable
  readonly bases: Pick<LimitBases, 'current' | 'changed'>
  readonly log: Log
}

/**
 * Keeps what wallet decides by true: resolves the limits of clients whenever a row of theirs is set, begins or ends, an
 * account of theirs is new, or what all limits stand on has changed.
 */
export class LimitResolving implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private readonly toRenew: SubjectsToRenew

  constructor(private readonly parts: Parts) {
    this.toRenew = new SubjectsToRenew(parts.db, STATEMENTS)
    this.work = new BackgroundWork(parts.log, {
      failing: 'limits are not resolved',
      intervalMs: LOOK_MS,
      round: () => this.turn(),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** A row was set: looks at once. */
  wake(): void {
    this.parts.bases.changed()
    this.work.wake()
  }

  /** Resolves who is due on the partitions of this instance. */
  private async turn(): Promise<Round> {
    const { engine, bases } = this.parts
    const now = Date.now()
    const base = await bases.current(now)
    const of = { owned: engine.owned, source: base.stamp, trust: Math.floor(now / TRUST_MS) }
    return this.toRenew.turn(of, (ids) => this.resolve(ids, base))
  }

  /** All at once: the engine decides them in batches. */
  private async resolve(ids: readonly Id[], base: LimitBase): Promise<void> {
    const { engine } = this.parts
    await Promise.all(
      ids.map((userId) => submitOwn(engine, { type: 'ResolveLimits', userId, base }, { actor: 'system:compliance' })),
    )
  }
}
