import type { Check } from '@filao/compliance'
import type { JsonRow, Queryable } from '@filao/engine'
import { BackgroundWork, type Configuration, type SubjectKeys, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { DUE_HOURS } from './screening-settings.schemas'
import type { ScreeningRows } from '../store/screening.rows.store'
import { ListMissing, type CheckProvider } from './checker'
import type { ResidentLists } from './resident-lists'
import type { ComplianceEngine } from '../definition'
import { submitOnce } from './submit-once'

const INTERVAL_MS = 500
const CHECKS_A_TURN = 64
const DUE = `SELECT to_json(c) AS check FROM compliance.aml_checks c
  WHERE partition = ANY ($1::smallint[]) AND check_status = 'requested' AND due_at <= $2 ORDER BY due_at, id LIMIT $3`

/**
 * Runs the checks that were requested, and records what each has found. The rows of the state say what is to be done, so
 * that nothing is lost with a process; a result that is recorded twice is recorded once.
 */
export class CheckWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private forget: (() => void) | undefined

  constructor(
    private readonly parts: {
      readonly engine: Pick<ComplianceEngine, 'submit' | 'owned' | 'onCommitted'>
      readonly db: Queryable
      readonly rows: ScreeningRows
      readonly keys: Pick<SubjectKeys, 'ready'>
      readonly provider: CheckProvider
      readonly lists: Pick<ResidentLists, 'isKnown'>
      readonly configuration: Pick<Configuration, 'lastKnown'>
      readonly log: WorkLog
    },
  ) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'requested checks could not be read',
      intervalMs: INTERVAL_MS,
      startsAfterMs: INTERVAL_MS,
      round: async () => ((await this.turn(Date.now())) > 0 ? 'again' : undefined),
    })
  }

  onApplicationBootstrap(): void {
    // A check that was just requested does not wait for the next turn.
    this.forget = this.parts.engine.onCommitted((_, events) => {
      if (events.some(({ event }) => event.type === 'AmlCheckRequested')) this.work.wake()
    })
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.forget?.()
    await this.work.stop()
  }

  /** Runs what is due at an instant on the partitions of this instance, once. Gives the number of checks. */
  async turn(now: number): Promise<number> {
    const { db, engine, keys, rows, lists } = this.parts
    // Nothing is tried, and nothing fails, before the lists are in memory. What waits is not clear.
    if (!lists.isKnown) return 0
    const found = await db.query({
      name: 'compliance_due_checks',
      text: DUE,
      values: [[...engine.owned], new Date(now), CHECKS_A_TURN],
    })
    const due = found.rows.map((row) => row['check'] as JsonRow)
    if (due.length === 0) return 0
    await keys.ready(due.map((row) => row['owner_id'] as string))
    await Promise.all(due.map((row) => this.run(row['owner_id'] as string, rows.checkOf(row, []))))
    return due.length
  }

  /** What comes of each attempt is recorded under the attempt's own name. */
  private async run(ownerId: string, check: Check): Promise<void> {
    const { engine, provider, configuration, log } = this.parts
    const { checkId } = check
    const attempt = `${checkId}/${check.dueAt}`
    const about = { ownerId, checkId }
    const ran = await provider.run(ownerId, check).catch((error: Error) => error)
    if (!(ran instanceof Error)) {
      await submitOnce(engine, { type: 'RecordResult', ...about, ...ran }, attempt)
      return
    }
    log.warn({ error: ran, checkId }, 'a check could not be run')
    const code = ran instanceof ListMissing ? 'list_missing' : 'provider_unavailable'
    const dueHours = configuration.lastKnown(DUE_HOURS).value
    await submitOnce(engine, { type: 'RecordError', ...about, code, dueHours }, `${attempt}/error`)
  }
}
