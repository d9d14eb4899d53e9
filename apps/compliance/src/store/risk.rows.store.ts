import type { Risk } from '@filao/compliance'
import { RiskInputs, RiskOverride } from '@filao/contracts'
import { instantOf, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'
import { SealedReasonColumn } from './sealed-reason.store'

const SCORE_EVENTS: ReadonlySet<string> = new Set(['SubjectScored', 'RiskOverridden', 'RiskOverrideEnded'])

/** The rows of clients' scores: each is written once. */
export class RiskRows {
  private readonly inputs: SealedColumn<typeof RiskInputs>
  private readonly reason: SealedReasonColumn

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.inputs = new SealedColumn('compliance.risk_scores.inputs', RiskInputs, keys)
    this.reason = new SealedReasonColumn('compliance.risk_scores.override', keys)
  }

  readonly scores: RowTable = {
    table: 'risk_scores',
    columns: `user_id model_version factors inputs score accumulation floors computed_tier tier override config_versions
      computed_at`,
    appendOnly: true,
    idsOf: (event) => ('scoreId' in event && SCORE_EVENTS.has(event.type) ? [event.scoreId] : []),
    row: ({ id, risk }, scoreId) => this.row(id, risk.scores.get(scoreId)!),
  }

  scoreOf(row: JsonRow): Risk {
    const userId = row['user_id'] as string
    const override = row['override'] as z.input<typeof RiskOverride> | null
    return {
      scoreId: row['id'] as string,
      modelVersion: row['model_version'] as string,
      factors: row['factors'] as Risk['factors'],
      inputs: this.inputs.open(userId, row['inputs']),
      scoreHundredths: Math.round(Number(row['score']) * 100),
      accumulation: row['accumulation'] as boolean,
      floors: row['floors'] as Risk['floors'],
      computedTier: row['computed_tier'] as Risk['computedTier'],
      tier: row['tier'] as Risk['tier'],
      override: override === null ? undefined : this.overrideOf(userId, override),
      versions: row['config_versions'] as Risk['versions'],
      computedAt: instantOf(row['computed_at']),
    }
  }

  /** As it is shown: why it was set, while that can be read. */
  reasonOf(row: JsonRow): string | null {
    const override = row['override'] as z.input<typeof RiskOverride> | null
    return override === null ? null : this.reason.words(row['userId'] as string, override.reason)
  }

  private overrideOf(userId: string, row: z.input<typeof RiskOverride>): RiskOverride {
    return z.decode(RiskOverride, { ...row, reason: this.reason.open(userId, row.reason) })
  }

  private overrideRow(userId: string, override: RiskOverride): JsonRow {
    return { ...z.encode(RiskOverride, override), reason: this.reason.seal(userId, override.reason) }
  }

  private row(userId: string, risk: Risk): JsonRow {
    return {
      user_id: userId,
      model_version: risk.modelVersion,
      factors: risk.factors,
      inputs: this.inputs.seal(userId, risk.inputs),
      score: (risk.scoreHundredths / 100).toFixed(2),
      accumulation: risk.accumulation,
      floors: risk.floors,
      computed_tier: risk.computedTier,
      tier: risk.tier,
      override: risk.override === undefined ? null : this.overrideRow(userId, risk.override),
      config_versions: risk.versions,
      computed_at: timestampOf(risk.computedAt),
    }
  }
}
