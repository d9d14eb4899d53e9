import { RISK_FACTORS, riskInputsOf, type Subject } from '@filao/compliance'
import { canonicalJson, RiskInputs, type RiskFactorName, type RiskTerms } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { BackgroundWork, submitOwn, type Configuration, type Log, type Round, type SubjectKeys } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { createHmac, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { ComplianceEngine } from '../definition'
import type { SubjectQueries } from '../read/subject.queries'
import { SubjectsToRenew } from '../read/subjects-to-renew.queries'
import { riskTerms } from './risk-settings.schemas'

const LOOK_MS = 500

const STATEMENTS = {
  name: 'risk',
  due: 'risk_due',
  dueOrder: 'position',
  outdated: 'risk_versions IS DISTINCT FROM $3',
} as const

interface Parts {
  readonly engine: Pick<ComplianceEngine, 'submit' | 'owned'>
  readonly db: Queryable
  readonly subjects: Pick<SubjectQueries, 'of'>
  readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf'>
  readonly configuration: Pick<Configuration, 'lastKnown'>
  readonly log: Log
}

/** Scores clients anew whenever something that bears on their risk has changed, or a setting of the model has. */
export class RiskScoring implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private readonly toRenew: SubjectsToRenew

  constructor(private readonly parts: Parts) {
    this.toRenew = new SubjectsToRenew(parts.db, STATEMENTS)
    this.work = new BackgroundWork(parts.log, {
      failing: 'clients are not scored',
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

  /** Scores who is due on the partitions of this instance. */
  private async turn(): Promise<Round> {
    const { engine, configuration } = this.parts
    const terms = riskTerms(configuration)
    return this.toRenew.turn({ owned: engine.owned, source: versionsText(terms) }, (ids) => this.scoreAll(ids, terms))
  }

  /** Scores one client now, if anything has changed: before somebody decides by it. */
  async score(userId: Id): Promise<void> {
    await this.scoreAll([userId], riskTerms(this.parts.configuration))
  }

  /** All at once: the engine decides them in batches. */
  private async scoreAll(ids: readonly Id[], terms: RiskTerms): Promise<void> {
    const known = await this.parts.subjects.of(ids)
    await this.parts.keys.ready([...known.keys()])
    await Promise.all([...known].map(([userId, subject]) => this.submit(userId, subject, terms)))
  }

  private async submit(userId: Id, subject: Subject, terms: RiskTerms): Promise<void> {
    const inputs = riskInputsOf(subject, Date.now())
    if (!inputs) return
    const { key } = this.parts.keys.keyOf(userId, 'cdd')
    // What has changed meanwhile is refused, and found due at the next look.
    await submitOwn(
      this.parts.engine,
      { type: 'ScoreSubject', userId, inputs, hashes: hashesOf(inputs, key), terms },
      { actor: 'system:compliance' },
    )
  }
}

/** The versions of the settings as the column has them. */
export const versionsText = ({ versions }: Pick<RiskTerms, 'versions'>): string => canonicalJson(versions)

function hashesOf(inputs: RiskInputs, key: KeyObject): Record<RiskFactorName, string> {
  const known = z.encode(RiskInputs, inputs)
  const hash = (name: RiskFactorName): string =>
    createHmac('sha256', key)
      .update(`risk/${name}\n${canonicalJson(known[name])}`)
      .digest('hex')
  return Object.fromEntries(RISK_FACTORS.map((name) => [name, hash(name)])) as Record<RiskFactorName, string>
}
