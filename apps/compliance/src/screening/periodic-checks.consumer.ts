import { isSealed } from '@filao/contracts'
import type { JsonRow, Queryable } from '@filao/engine'
import { makeId, partitionOf } from '@filao/kernel'
import { BackgroundWork, type Configuration, type SubjectKeys, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { createHash } from 'node:crypto'
import type { ScreeningRows } from '../store/screening.rows.store'
import type { ComplianceEngine } from '../definition'
import { submitOnce } from './submit-once'
import { RECHECK_DAYS } from './screening-settings.schemas'

const INTERVAL_MS = 10 * 60_000
const DAY_MS = 24 * 3_600_000
const CHECKS_A_TURN = 500

/** The last check of each kind of each client and of each issuer, where it was completed too long ago. */
const DUE = `SELECT to_json(c) AS check FROM (
    SELECT DISTINCT ON (owner_id, check_type) * FROM compliance.aml_checks
    WHERE partition = ANY ($1::smallint[]) AND subject_kind IN ('client', 'issuer') ORDER BY owner_id, check_type, requested_at DESC, id DESC) c
  WHERE check_status = 'completed' AND checked_at < $2 ORDER BY checked_at LIMIT $3`

/** Has clients and issuers screened again when their last check was long ago, by themselves and not for any change. */
export class PeriodicChecks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(
    private readonly parts: {
      readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
      readonly db: Queryable
      readonly rows: ScreeningRows
      readonly keys: Pick<SubjectKeys, 'ready'>
      readonly configuration: Pick<Configuration, 'lastKnown'>
      readonly log: WorkLog
    },
  ) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'due checks could not be asked for',
      intervalMs: INTERVAL_MS,
      startsAfterMs: INTERVAL_MS,
      round: async () => void (await this.turn(Date.now())),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Asks for what is due at an instant, on the partitions of this instance. Gives how many checks. */
  async turn(now: number): Promise<number> {
    const { db, engine, rows, keys, configuration } = this.parts
    const before = new Date(now - configuration.lastKnown(RECHECK_DAYS).value * DAY_MS)
    const found = await db.query({ text: DUE, values: [[...engine.owned], before, CHECKS_A_TURN] })
    const due = found.rows.map((row) => row['check'] as JsonRow)
    await keys.ready(due.map((row) => row['owner_id'] as string))
    for (const row of due) {
      const ownerId = row['owner_id'] as string
      const {
        checkId: last,
        subjectKind,
        names,
        dateOfBirth,
        nationality,
        documentNumbers,
        checkType,
      } = rows.checkOf(row, [])
      if (isSealed(names)) continue
      const unique = createHash('sha256').update(`periodic/${last}`).digest().readBigUInt64BE()
      const checkId = makeId({ partition: partitionOf(ownerId), at: now, unique })
      const party = { names, dateOfBirth, nationality, documentNumbers }
      const about = { ownerId, subjectKind, subjectId: ownerId, referenceId: last } as const
      await submitOnce(
        engine,
        { type: 'RequestCheck', checkId, ...about, ...party, trigger: 'periodic', checkType },
        `periodic/${last}`,
      )
    }
    return due.length
  }
}
