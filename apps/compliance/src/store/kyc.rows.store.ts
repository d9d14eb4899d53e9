import { needsTwo, type KycCase, type KycSession, type Subject } from '@filao/compliance'
import { isSealed, ProviderDecision, ProviderWarning, ReviewTerms, VerifiedIdentity } from '@filao/contracts'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import { assert } from '@filao/kernel'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'
import { SealedReasonColumn } from './sealed-reason.store'

const Data = z.object({
  identity: VerifiedIdentity,
  warnings: z.array(ProviderWarning),
  evidence: ProviderDecision,
})
type Decision = NonNullable<KycSession['decision']>

/** Whether a case takes two people changes with these, too. */
const JUDGED_BY: ReadonlySet<string> = new Set([
  'CddRecorded',
  'SubjectScored',
  'RiskOverridden',
  'RiskOverrideEnded',
  'AmlCheckCompleted',
  'HitConfirmed',
  'HitCleared',
])

/** The rows of a client's case and of its tries at the provider. */
export class KycRows {
  private readonly identity: SealedColumn<typeof VerifiedIdentity>
  private readonly data: SealedColumn<typeof Data>
  private readonly url: SealedColumn<z.ZodString>
  private readonly reason: SealedReasonColumn

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.identity = new SealedColumn('compliance.kyc_cases.approved_identity', VerifiedIdentity, keys)
    this.data = new SealedColumn('compliance.kyc_sessions.verification_data', Data, keys)
    this.url = new SealedColumn('compliance.kyc_sessions.url', z.string(), keys)
    this.reason = new SealedReasonColumn('compliance.kyc_cases.rejection_reason', keys)
  }

  readonly cases: RowTable = {
    table: 'kyc_cases',
    columns: `user_id cycle status admin_approval_status attempts attempts_max current_session_id wanted_session_id
      wanted_provider submitted_at four_eyes_required first_approved_by first_senior first_approved_at command_hash
      approved_by rejected_by decided_at rejection_reason approved_identity document_expires_on review_due_on grace_ends_on review
      review_due`,
    idsOf: (event, { kyc }) =>
      'caseId' in event ? [event.caseId] : kyc && JUDGED_BY.has(event.type) ? [kyc.caseId] : [],
    row: (subject) => this.caseRow(subject),
  }

  readonly sessions: RowTable = {
    table: 'kyc_sessions',
    columns: `case_id user_id provider didit_session_id status provider_status workflow_id workflow_version
      verification_data document_key document_expires_on duplicate decision_fetched_at provider_updated_at url attempt
      started_at`,
    // A start names the session that it wants, which is not there yet.
    idsOf: (event) =>
      'caseId' in event && 'sessionId' in event && event.type !== 'KycStarted' ? [event.sessionId] : [],
    row: (subject, sessionId) => this.sessionRow(subject, subject.kyc!.sessions.get(sessionId)!),
  }

  caseOf(row: JsonRow, sessions: readonly JsonRow[]): KycCase {
    const userId = row['user_id'] as string
    const first = given<string>(row['first_approved_by'])
    const wanted = given<string>(row['wanted_session_id'])
    const status = row['status']
    assert(status !== 'not_started', 'a case begins with its first start')
    return {
      caseId: row['id'] as string,
      cycle: row['cycle'] as number,
      status: status as KycCase['status'],
      officer: given(row['admin_approval_status']),
      attempts: row['attempts'] as number,
      attemptsMax: row['attempts_max'] as number,
      currentSessionId: given(row['current_session_id']),
      wanted: wanted === undefined ? undefined : { sessionId: wanted, provider: row['wanted_provider'] as string },
      submittedAt: maybeInstant(row['submitted_at']),
      first:
        first === undefined
          ? undefined
          : {
              by: first,
              commandHash: row['command_hash'] as string,
              senior: row['first_senior'] as boolean,
              at: instantOf(row['first_approved_at']),
            },
      approvedBy: given(row['approved_by']),
      rejectedBy: given(row['rejected_by']),
      decidedAt: maybeInstant(row['decided_at']),
      reason: row['rejection_reason'] === null ? undefined : this.reason.open(userId, row['rejection_reason']),
      approval: row['approved_identity'] === null ? undefined : this.approvalOf(userId, row),
      reviewDue: row['review_due'] as boolean,
      sessions: new Map(sessions.map((one) => [one['id'] as string, this.sessionOf(one)])),
    }
  }

  /** What a client is shown of their own session: where it goes on, what was read, and what the provider remarked. */
  shownOf(row: JsonRow): { url: string | undefined; identity: VerifiedIdentity | undefined; warnings: string[] } {
    const userId = row['user_id'] as string
    const url = this.url.open(userId, row['url'])
    const decision = row['verification_data'] === null ? undefined : this.decisionOf(userId, row)
    return {
      url: isSealed(url) ? undefined : url,
      identity: decision && !isSealed(decision.identity) ? decision.identity : undefined,
      warnings: decision && !isSealed(decision.warnings) ? decision.warnings.map(({ description }) => description) : [],
    }
  }

  /** Why a case was sent back or ended, for its client, while that can be read. */
  reasonOf(row: JsonRow): string | null {
    return this.reason.words(row['user_id'] as string, row['rejection_reason'])
  }

  private approvalOf(userId: string, row: JsonRow): KycCase['approval'] {
    return {
      identity: this.identity.open(userId, row['approved_identity']),
      documentExpiresOn: given(row['document_expires_on']),
      reviewDueOn: row['review_due_on'] as string,
      graceEndsOn: row['grace_ends_on'] as string,
      review: ReviewTerms.parse(row['review']),
    }
  }

  private sessionOf(row: JsonRow): KycSession {
    const userId = row['user_id'] as string
    return {
      sessionId: row['id'] as string,
      provider: row['provider'] as string,
      providerSessionId: row['didit_session_id'] as string,
      workflowId: given(row['workflow_id']),
      workflowVersion: given(row['workflow_version']),
      attempt: row['attempt'] as number,
      startedAt: instantOf(row['started_at']),
      url: this.url.open(userId, row['url']),
      status: row['status'] as KycSession['status'],
      providerStatus: row['provider_status'] as string,
      providerUpdatedAt: instantOf(row['provider_updated_at']),
      decision: row['verification_data'] === null ? undefined : this.decisionOf(userId, row),
      decisionFetchedAt: maybeInstant(row['decision_fetched_at']),
    }
  }

  private decisionOf(userId: string, row: JsonRow): Decision {
    const data = this.data.open(userId, row['verification_data'])
    const opened = isSealed(data) ? { identity: data, warnings: data, evidence: data } : data
    return {
      ...opened,
      documentExpiresOn: given(row['document_expires_on']),
      documentKey: given(row['document_key']),
      duplicate: row['duplicate'] as boolean,
    }
  }

  private caseRow(subject: Subject): JsonRow {
    const kyc = subject.kyc!
    const { approval, first } = kyc
    return {
      user_id: subject.id,
      cycle: kyc.cycle,
      status: kyc.status,
      admin_approval_status: kyc.officer,
      attempts: kyc.attempts,
      attempts_max: kyc.attemptsMax,
      current_session_id: kyc.currentSessionId,
      wanted_session_id: kyc.wanted?.sessionId,
      wanted_provider: kyc.wanted?.provider,
      submitted_at: timestampOf(kyc.submittedAt),
      four_eyes_required: needsTwo(subject),
      first_approved_by: first?.by,
      first_senior: first?.senior,
      first_approved_at: timestampOf(first?.at),
      command_hash: first?.commandHash,
      approved_by: kyc.approvedBy,
      rejected_by: kyc.rejectedBy,
      decided_at: timestampOf(kyc.decidedAt),
      rejection_reason: kyc.reason === undefined ? null : this.reason.seal(subject.id, kyc.reason),
      approved_identity: approval ? this.identity.seal(subject.id, approval.identity) : null,
      document_expires_on: approval?.documentExpiresOn,
      review_due_on: approval?.reviewDueOn,
      grace_ends_on: approval?.graceEndsOn,
      review: approval?.review,
      review_due: kyc.reviewDue,
    }
  }

  private sessionRow({ id, kyc }: Subject, session: KycSession): JsonRow {
    const { decision } = session
    return {
      case_id: kyc!.caseId,
      user_id: id,
      provider: session.provider,
      didit_session_id: session.providerSessionId,
      status: session.status,
      provider_status: session.providerStatus,
      workflow_id: session.workflowId,
      workflow_version: session.workflowVersion,
      verification_data: decision ? this.sealedData(id, decision) : null,
      document_key: decision?.documentKey,
      document_expires_on: decision?.documentExpiresOn,
      duplicate: decision?.duplicate ?? false,
      decision_fetched_at: timestampOf(session.decisionFetchedAt),
      provider_updated_at: timestampOf(session.providerUpdatedAt),
      url: this.url.seal(id, session.url),
      attempt: session.attempt,
      started_at: timestampOf(session.startedAt),
    }
  }

  /** The three are sealed and opened together. */
  private sealedData(userId: string, { identity, warnings, evidence }: Decision): unknown {
    if (isSealed(identity) || isSealed(warnings) || isSealed(evidence)) return identity
    return this.data.seal(userId, { identity, warnings, evidence })
  }
}
