import { RISK_FACTORS, riskInputsOf } from '@filao/compliance'
import { canonicalJson, RiskInputs, type RiskFactorName, type RiskTerms } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { BackgroundWork, submitOwn, type Configuration, type Log, type SubjectKeys } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ComplianceEngine } from '../definition'
import type { SubjectQueries } from '../read/subject.queries'
import { riskTerms } from './risk-settings.schemas'

const LOOK_MS = 500
const SUBJECTS_A_ROUND = 200

/** Those of whom something has changed. */
const DUE = `SELECT id FROM compliance.subjects
  WHERE partition = ANY ($1::smallint[]) AND risk_due ORDER BY position LIMIT $2`
/** Those who were scored with other settings: looked for when settings or partitions have changed, for it reads all. */
const OUTDATED = `SELECT id FROM compliance.subjects
  WHERE partition = ANY ($1::smallint[]) AND risk_versions IS DISTINCT FROM $3 ORDER BY position LIMIT $2`

interface Parts {
  readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
  readonly db: Queryable
  readonly subjects: Pick<SubjectQueries, 'one'>
  readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf'>
  readonly configuration: Pick<Configuration, 'lastKnown'>
  readonly log: Log
}

/** Scores clients anew whenever something that bears on their risk has changed, or a setting of the model has. */
export class RiskScoring implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  /** Partitions and versions of the settings for which nobody is outdated. */
  private upToDate = ''

  constructor(private readonly parts: Parts) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'clients are not scored',
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

  /** Scores who is due on the partitions of this instance. Gives how many they were. */
  async turn(): Promise<number> {
    const { db, engine, configuration } = this.parts
    const terms = riskTerms(configuration)
    const owned = [...engine.owned]
    const due = await db.query({ name: 'compliance_risk_due', text: DUE, values: [owned, SUBJECTS_A_ROUND] })
    for (const { id } of due.rows) await this.score(id as Id, terms)
    const versions = versionsText(terms)
    const wanted = `${owned.join()} ${versions}`
    if (due.rows.length > 0 || this.upToDate === wanted) return due.rows.length
    const values = [owned, SUBJECTS_A_ROUND, versions]
    const outdated = await db.query({ name: 'compliance_risk_outdated', text: OUTDATED, values })
    for (const { id } of outdated.rows) await this.score(id as Id, terms)
    if (outdated.rows.length === 0) this.upToDate = wanted
    return outdated.rows.length
  }

  /** Scores one client now, if anything has changed: before somebody decides by it. */
  async score(userId: Id, terms = riskTerms(this.parts.configuration)): Promise<void> {
    const { engine, subjects, keys } = this.parts
    const subject = await subjects.one(userId)
    const inputs = subject && riskInputsOf(subject, Date.now())
    if (!inputs) return
    await keys.ready([userId])
    const { key } = keys.keyOf(userId, 'cdd')
    // What has changed meanwhile is refused, and found due at the next look.
    await submitOwn(
      engine,
      { type: 'ScoreSubject', userId, inputs, hashes: hashesOf(inputs, key), terms },
      { actor: 'system:compliance' },
    )
  }
}

/** The versions of the settings as the column has them. */
export const versionsText = ({ versions }: Pick<RiskTerms, 'versions'>): string => canonicalJson(versions)

function hashesOf(inputs: RiskInputs, key: Buffer): Record<RiskFactorName, string> {
  const known = z.encode(RiskInputs, inputs)
  const hash = (name: RiskFactorName): string =>
    createHmac('sha256', key)
      .update(`risk/${name}\n${canonicalJson(known[name])}`)
      .digest('hex')
  return Object.fromEntries(RISK_FACTORS.map((name) => [name, hash(name)])) as Record<RiskFactorName, string>
}
