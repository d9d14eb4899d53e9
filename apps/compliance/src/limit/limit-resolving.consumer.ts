import type { LimitBase } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { BackgroundWork, submitOwn, type Log } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { ComplianceEngine } from '../definition'
import type { LimitBases } from './limit-bases'

const LOOK_MS = 500
const SUBJECTS_A_ROUND = 200
/** What was found up to date is looked at again after this: another instance may have resolved by an older base. */
const TRUST_MS = 60_000

/** Those of whom something has changed, or whose time has come. */
const DUE = `SELECT id FROM compliance.subjects
  WHERE partition = ANY ($1::smallint[]) AND limits_due_at <= now() ORDER BY limits_due_at LIMIT $2`
/** Those whose limits stand on something else: looked for when that or the partitions have changed, for it reads all. */
const OUTDATED = `SELECT id FROM compliance.subjects
  WHERE partition = ANY ($1::smallint[]) AND limits_base <> $3 ORDER BY position LIMIT $2`

interface Parts {
  readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
  readonly db: Queryable
  readonly bases: Pick<LimitBases, 'current'>
  readonly log: Log
}

/**
 * Keeps what wallet decides by true: resolves the limits of clients whenever a row of theirs is set, begins or ends, an
 * account of theirs is new, or what all limits stand on has changed.
 */
export class LimitResolving implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  /** Partitions, base and minute for which nobody is outdated. */
  private upToDate = ''

  constructor(private readonly parts: Parts) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'limits are not resolved',
      intervalMs: LOOK_MS,
      round: async () => ((await this.turn()) === SUBJECTS_A_ROUND ? 'again' : undefined),
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
    this.work.wake()
  }

  /** Resolves who is due on the partitions of this instance. Gives how many they were. */
  async turn(): Promise<number> {
    const { db, engine, bases } = this.parts
    const owned = [...engine.owned]
    const now = Date.now()
    const base = await bases.current(now)
    const due = await db.query({ name: 'compliance_limits_due', text: DUE, values: [owned, SUBJECTS_A_ROUND] })
    await this.resolve(due.rows, base)
    const wanted = `${owned.join()} ${base.stamp} ${Math.floor(now / TRUST_MS)}`
    if (due.rows.length > 0 || this.upToDate === wanted) return due.rows.length
    const values = [owned, SUBJECTS_A_ROUND, base.stamp]
    const outdated = await db.query({ name: 'compliance_limits_outdated', text: OUTDATED, values })
    await this.resolve(outdated.rows, base)
    if (outdated.rows.length === 0) this.upToDate = wanted
    return outdated.rows.length
  }

  /** All at once: the engine decides them in batches. */
  private async resolve(rows: readonly Readonly<Record<string, unknown>>[], base: LimitBase): Promise<void> {
    const { engine } = this.parts
    await Promise.all(
      rows.map(({ id }) =>
        submitOwn(engine, { type: 'ResolveLimits', userId: id as Id, base }, { actor: 'system:compliance' }),
      ),
    )
  }
}
