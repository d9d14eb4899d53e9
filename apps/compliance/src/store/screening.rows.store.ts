import type { Alert, Check, ClearedPair, Freeze, Hit, Subject } from '@filao/compliance'
import { AlertOutcome, FreezeReason, isSealed, Narrative, ScreenedParty } from '@filao/contracts'
import type { ComplianceEvent } from '@filao/contracts'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'

type Keys = Pick<SubjectKeys, 'keyOf' | 'open'>

const Query = z.object(ScreenedParty)
const Near = z.array(z.object({ listCode: z.string(), entryId: z.string(), score: z.number() }))
const Reference = z.string()

const none = (value: unknown): boolean => value === undefined

/** The rows of checks with their hits, of alerts and of freezes. */
export class ScreeningRows {
  private readonly query: SealedColumn<typeof Query>
  private readonly near: SealedColumn<typeof Near>
  private readonly evidence: SealedColumn<typeof Narrative>
  private readonly secondEvidence: SealedColumn<typeof Narrative>
  private readonly summary: SealedColumn<typeof Narrative>
  private readonly alertReason: SealedColumn<typeof Narrative>
  private readonly outcome: SealedColumn<typeof AlertOutcome>
  private readonly freezeReason: SealedColumn<typeof FreezeReason>
  private readonly reference: SealedColumn<typeof Reference>
  private readonly authority: SealedColumn<typeof Reference>

  constructor(keys: Keys) {
    this.query = new SealedColumn('compliance.aml_checks.query', Query, keys)
    this.near = new SealedColumn('compliance.aml_checks.findings', Near, keys)
    this.evidence = new SealedColumn('compliance.aml_hits.evidence', Narrative, keys)
    this.secondEvidence = new SealedColumn('compliance.aml_hits.second_evidence', Narrative, keys)
    this.summary = new SealedColumn('compliance.alerts.summary', Narrative, keys)
    this.alertReason = new SealedColumn('compliance.alerts.reason', Narrative, keys)
    this.outcome = new SealedColumn('compliance.alerts.outcome', AlertOutcome, keys)
    this.freezeReason = new SealedColumn('compliance.freezes.reason', FreezeReason, keys)
    this.reference = new SealedColumn('compliance.freezes.reference', Reference, keys)
    this.authority = new SealedColumn('compliance.freezes.authority_reference', Reference, keys)
  }

  readonly checks: RowTable = {
    table: 'aml_checks',
    columns: `owner_id user_id subject_kind subject_id check_type trigger reference_id answer_to check_status check_result query
      requested_at due_at attempts subject_hash check_provider provider_check_id list_version_ids algorithm algorithm_version
      config_versions review_score alert_score best_score risk_score findings duration_ms checked_at`,
    idsOf: (event) => ('checkId' in event && CHECK_EVENTS.has(event.type) ? [event.checkId!] : []),
    row: (subject, checkId) => this.checkRow(subject, subject.checks.get(checkId)!),
  }

  readonly hits: RowTable = {
    table: 'aml_hits',
    columns: `owner_id check_id list_code entry_id entry_hash reference_number caption score explanations status cleared_as
      reason_code evidence second_evidence proposed_by command_hash confirmed_by seconded_by decided_by decided_at`,
    idsOf: hitIdsOf,
    row: (subject, hitId) => this.hitRow(subject, hitId),
  }

  readonly alerts: RowTable = {
    table: 'alerts',
    columns: `owner_id user_id source rule_id rule_version check_id reference_id severity summary status assigned_to reason
      outcome proposed_by command_hash decided_by raised_at due_at`,
    idsOf: (event) => ('alertId' in event ? [event.alertId] : []),
    row: (subject, alertId) => this.alertRow(subject, subject.alerts.get(alertId)!),
  }

  readonly freezes: RowTable = {
    table: 'freezes',
    columns: `user_id reason reference status applied_by applied_at authority_reference document_hash lift_proposed_by
      lift_proposed_as_mlro command_hash lifted_by lifted_at`,
    idsOf: (event) => ('freezeId' in event ? [event.freezeId] : []),
    row: (subject, freezeId) => this.freezeRow(subject, subject.freezes.get(freezeId)!),
  }

  /** A check as its row tells it, with its hits. */
  checkOf(row: JsonRow, hits: readonly JsonRow[]): Check {
    const ownerId = row['owner_id'] as string
    const findings = row['findings'] === null ? [] : this.near.open(ownerId, row['findings'])
    return {
      checkId: row['id'] as string,
      subjectKind: row['subject_kind'] as Check['subjectKind'],
      subjectId: row['subject_id'] as string,
      checkType: row['check_type'] as Check['checkType'],
      trigger: row['trigger'] as Check['trigger'],
      referenceId: row['reference_id'] as string,
      answerTo: row['answer_to'] as string,
      status: row['check_status'] as Check['status'],
      result: given(row['check_result']),
      requestedAt: instantOf(row['requested_at']),
      dueAt: instantOf(row['due_at']),
      attempts: row['attempts'] as number,
      subjectHash: given(row['subject_hash']),
      provenance: provenanceOf(row),
      bestScore: given(row['best_score']),
      checkedAt: maybeInstant(row['checked_at']),
      near: isSealed(findings) ? [] : findings,
      hits: new Map(hits.map((hit) => [hit['id'] as string, this.hitOf(hit)])),
      ...this.partyOf(row),
    }
  }

  alertOf(row: JsonRow): Alert {
    const ownerId = row['owner_id'] as string
    return {
      alertId: row['id'] as string,
      source: row['source'] as Alert['source'],
      ruleId: given(row['rule_id']),
      ruleVersion: given(row['rule_version']),
      checkId: given(row['check_id']),
      referenceId: given(row['reference_id']),
      severity: row['severity'] as Alert['severity'],
      summary: this.summary.open(ownerId, row['summary']),
      status: row['status'] as Alert['status'],
      assignedTo: given(row['assigned_to']),
      reason: row['reason'] === null ? undefined : this.alertReason.open(ownerId, row['reason']),
      outcome: row['outcome'] === null ? undefined : this.outcome.open(ownerId, row['outcome']),
      proposedBy: given(row['proposed_by']),
      commandHash: given(row['command_hash']),
      decidedBy: given(row['decided_by']),
      raisedAt: instantOf(row['raised_at']),
      dueAt: instantOf(row['due_at']),
    }
  }

  freezeOf(row: JsonRow): Freeze {
    const userId = row['user_id'] as string
    const authority = row['authority_reference']
    return {
      freezeId: row['id'] as string,
      reason: this.freezeReason.open(userId, row['reason']),
      reference: this.reference.open(userId, row['reference']),
      status: row['status'] as Freeze['status'],
      appliedBy: given(row['applied_by']),
      appliedAt: instantOf(row['applied_at']),
      authorityReference: authority === null ? undefined : this.authority.open(userId, authority),
      documentHash: given(row['document_hash']),
      liftProposedBy: given(row['lift_proposed_by']),
      commandHash: given(row['command_hash']),
      liftProposedAsMlro: given(row['lift_proposed_as_mlro']),
      liftedBy: given(row['lifted_by']),
      liftedAt: maybeInstant(row['lifted_at']),
    }
  }

  hitOf(row: JsonRow): Hit {
    const ownerId = row['owner_id'] as string
    const [evidence, second] = [row['evidence'], row['second_evidence']]
    return {
      hitId: row['id'] as string,
      listCode: row['list_code'] as Hit['listCode'],
      entryId: row['entry_id'] as string,
      entryHash: row['entry_hash'] as string,
      referenceNumber: given(row['reference_number']),
      caption: row['caption'] as string,
      score: row['score'] as number,
      explanations: row['explanations'] as Hit['explanations'],
      status: row['status'] as Hit['status'],
      clearedAs: given(row['cleared_as']),
      reasonCode: given(row['reason_code']),
      evidence: evidence === null ? undefined : this.evidence.open(ownerId, evidence),
      secondEvidence: second === null ? undefined : this.secondEvidence.open(ownerId, second),
      proposedBy: given(row['proposed_by']),
      commandHash: given(row['command_hash']),
      confirmedBy: given(row['confirmed_by']),
      secondedBy: given(row['seconded_by']),
      decidedBy: given(row['decided_by']),
      decidedAt: maybeInstant(row['decided_at']),
    }
  }

  private checkRow({ id: ownerId }: Subject, check: Check): JsonRow {
    const { names, dateOfBirth, nationality, documentNumbers, provenance: run } = check
    return {
      owner_id: ownerId,
      // A receipt of nobody's, and an instrument, are what their checks are about.
      user_id: check.subjectKind !== 'client' && ownerId === check.subjectId ? null : ownerId,
      subject_kind: check.subjectKind,
      subject_id: check.subjectId,
      check_type: check.checkType,
      trigger: check.trigger,
      reference_id: check.referenceId,
      answer_to: check.answerTo,
      check_status: check.status,
      check_result: check.result ?? null,
      query: isSealed(names) ? names : this.query.seal(ownerId, { names, dateOfBirth, nationality, documentNumbers }),
      requested_at: timestampOf(check.requestedAt),
      due_at: timestampOf(check.dueAt),
      attempts: check.attempts,
      subject_hash: check.subjectHash ?? null,
      check_provider: run?.provider ?? null,
      provider_check_id: run?.providerCheckId ?? null,
      list_version_ids: run?.listVersionIds ?? [],
      algorithm: run?.algorithm ?? null,
      algorithm_version: run?.algorithmVersion ?? null,
      config_versions: run?.configVersions ?? {},
      review_score: run?.thresholds.reviewScore.toFixed(4) ?? null,
      alert_score: run?.thresholds.alertScore.toFixed(4) ?? null,
      best_score: check.bestScore?.toFixed(4) ?? null,
      risk_score: check.bestScore === undefined ? null : Math.round(100 * check.bestScore),
      findings: run ? this.near.seal(ownerId, [...check.near]) : null,
      duration_ms: run?.durationMs ?? null,
      checked_at: timestampOf(check.checkedAt),
    }
  }

  private hitRow({ id: ownerId, checks }: Subject, hitId: string): JsonRow {
    const check = [...checks.values()].find(({ hits }) => hits.has(hitId))!
    const hit = check.hits.get(hitId)!
    return {
      owner_id: ownerId,
      check_id: check.checkId,
      list_code: hit.listCode,
      entry_id: hit.entryId,
      entry_hash: hit.entryHash,
      reference_number: hit.referenceNumber ?? null,
      caption: hit.caption,
      score: hit.score.toFixed(4),
      explanations: hit.explanations,
      status: hit.status,
      cleared_as: hit.clearedAs ?? null,
      reason_code: hit.reasonCode ?? null,
      evidence: none(hit.evidence) ? null : this.evidence.seal(ownerId, hit.evidence!),
      second_evidence: none(hit.secondEvidence) ? null : this.secondEvidence.seal(ownerId, hit.secondEvidence!),
      proposed_by: hit.proposedBy ?? null,
      command_hash: hit.commandHash ?? null,
      confirmed_by: hit.confirmedBy ?? null,
      seconded_by: hit.secondedBy ?? null,
      decided_by: hit.decidedBy ?? null,
      decided_at: timestampOf(hit.decidedAt),
    }
  }

  private alertRow({ id: ownerId, profile }: Subject, alert: Alert): JsonRow {
    return {
      owner_id: ownerId,
      user_id: profile ? ownerId : null,
      source: alert.source,
      rule_id: alert.ruleId ?? null,
      rule_version: alert.ruleVersion ?? null,
      check_id: alert.checkId ?? null,
      reference_id: alert.referenceId ?? null,
      severity: alert.severity,
      summary: this.summary.seal(ownerId, alert.summary),
      status: alert.status,
      assigned_to: alert.assignedTo ?? null,
      reason: none(alert.reason) ? null : this.alertReason.seal(ownerId, alert.reason!),
      outcome: none(alert.outcome) ? null : this.outcome.seal(ownerId, alert.outcome!),
      proposed_by: alert.proposedBy ?? null,
      command_hash: alert.commandHash ?? null,
      decided_by: alert.decidedBy ?? null,
      raised_at: timestampOf(alert.raisedAt),
      due_at: timestampOf(alert.dueAt),
    }
  }

  private freezeRow({ id: userId }: Subject, freeze: Freeze): JsonRow {
    return {
      user_id: userId,
      reason: this.freezeReason.seal(userId, freeze.reason),
      reference: this.reference.seal(userId, freeze.reference),
      status: freeze.status,
      applied_by: freeze.appliedBy ?? null,
      applied_at: timestampOf(freeze.appliedAt),
      authority_reference: none(freeze.authorityReference)
        ? null
        : this.authority.seal(userId, freeze.authorityReference!),
      document_hash: freeze.documentHash ?? null,
      lift_proposed_by: freeze.liftProposedBy ?? null,
      command_hash: freeze.commandHash ?? null,
      lift_proposed_as_mlro: freeze.liftProposedAsMlro ?? null,
      lifted_by: freeze.liftedBy ?? null,
      lifted_at: timestampOf(freeze.liftedAt),
    }
  }

  private partyOf(row: JsonRow): Pick<Check, 'names' | 'dateOfBirth' | 'nationality' | 'documentNumbers'> {
    const query = this.query.open(row['owner_id'] as string, row['query'])
    return isSealed(query) ? { names: query } : query
  }
}

const CHECK_EVENTS: ReadonlySet<string> = new Set([
  'AmlCheckRequested',
  'AmlCheckCompleted',
  'AmlCheckRetryScheduled',
  'AmlCheckFailed',
])

function hitIdsOf(event: ComplianceEvent): readonly string[] {
  if (event.type === 'AmlCheckCompleted')
    return isSealed(event.findings) ? [] : event.findings.hits.map(({ hitId }) => hitId)
  return 'hitId' in event ? [event.hitId] : []
}

function provenanceOf(row: JsonRow): Check['provenance'] {
  if (row['algorithm'] === null) return undefined
  return {
    provider: row['check_provider'] as string,
    providerCheckId: given(row['provider_check_id']),
    listVersionIds: row['list_version_ids'] as string[],
    algorithm: row['algorithm'] as string,
    algorithmVersion: row['algorithm_version'] as string,
    configVersions: row['config_versions'] as Record<string, number>,
    thresholds: { reviewScore: row['review_score'] as number, alertScore: row['alert_score'] as number },
    durationMs: row['duration_ms'] as number,
  }
}

/** The pairs that two people have told apart: the last clearing of each counts. */
export function pairOfRow(row: JsonRow): readonly [string, ClearedPair] {
  return [
    `${row['list_code'] as string}/${row['entry_id'] as string}`,
    {
      hitId: row['id'] as string,
      subjectHash: row['subject_hash'] as string,
      entryHash: row['entry_hash'] as string,
      algorithm: `${row['algorithm'] as string}/${row['algorithm_version'] as string}`,
      proposedBy: row['proposed_by'] as string,
      decidedBy: row['decided_by'] as string,
      decidedAt: instantOf(row['decided_at']),
    },
  ]
}
