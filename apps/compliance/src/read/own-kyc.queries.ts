import { isLive, type KycSession } from '@filao/compliance'
import { Cdd, CddField, isSealed, type VerifiedIdentity } from '@filao/contracts'
import { given, maybeInstant, type JsonRow } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Database, SubjectKeys } from '@filao/service'
import { KycRows } from '../store/kyc.rows.store'
import { SealedColumn } from '../store/sealed-column.store'

/** Columns of a case and of a session that their client may see. Nothing that tells what is thought of them. */
export const OWN_CASE = `partition, id, user_id, status, admin_approval_status, attempts, attempts_max, current_session_id,
  wanted_session_id, submitted_at, rejection_reason, review_due, review_due_on`
export const OWN_SESSION = `partition, id, case_id, user_id, status, verification_data, url, attempt, document_expires_on,
  started_at`
export const OWN_SUBJECT = 'partition, id, cdd'

const TEXT = `SELECT (SELECT to_json(k) FROM (SELECT ${OWN_CASE} FROM compliance.kyc_cases) k) AS kyc,
  (SELECT to_json(s) FROM (SELECT ${OWN_SESSION} FROM compliance.kyc_sessions WHERE id =
    (SELECT current_session_id FROM compliance.kyc_cases)) s) AS session,
  (SELECT to_json(c) FROM (SELECT ${OWN_SUBJECT} FROM compliance.subjects) c) AS subject`

/** A client's KYC as the client is shown it. */
export interface OwnKyc {
  readonly status: 'not_started' | 'pending' | 'approved' | 'rejected' | 'resubmission_required'
  readonly submittedAt: number | undefined
  readonly attempts: number
  readonly attemptsMax: number
  readonly canStart: boolean
  readonly isWaitingForSession: boolean
  readonly session: { readonly id: Id; readonly status: string; readonly url: string | undefined } | undefined
  readonly identity: VerifiedIdentity | undefined
  readonly dueDiligence: readonly { readonly field: CddField; readonly isVerified: boolean }[]
  readonly reasons: readonly string[]
  /** Only once it is due: a review that is brought forward would tell that something was found. */
  readonly reviewDueOn: string | undefined
}

export class OwnKycQueries {
  private readonly rows: KycRows
  private readonly cdd: SealedColumn<typeof Cdd>

  constructor(
    private readonly database: Pick<Database, 'readAs'>,
    private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>,
  ) {
    this.rows = new KycRows(keys)
    this.cdd = new SealedColumn('compliance.subjects.cdd', Cdd, keys)
  }

  async of(userId: Id): Promise<OwnKyc> {
    await this.keys.ready([userId])
    const [row] = await this.database.readAs(
      userId,
      async (_, client) => (await client.query<JsonRow>({ name: 'compliance_own_kyc', text: TEXT })).rows,
    )
    const kyc = row!['kyc'] as JsonRow | null
    const session = row!['session'] as JsonRow | null
    const subject = row!['subject'] as JsonRow | null
    const dueDiligence = this.fieldsOf(subject)
    // Whoever has just registered cannot begin before compliance has heard of them.
    if (!kyc) return { ...NOTHING, canStart: subject !== null, dueDiligence }
    return { ...this.caseOf(kyc, session), dueDiligence }
  }

  private caseOf(kyc: JsonRow, session: JsonRow | null): Omit<OwnKyc, 'dueDiligence'> {
    const status = kyc['status'] as OwnKyc['status']
    const [attempts, attemptsMax] = [kyc['attempts'] as number, kyc['attempts_max'] as number]
    const live = session !== null && isLive(session['status'] as KycSession['status'])
    const isDecided = kyc['admin_approval_status'] === 'pending_approval'
    const reason = this.rows.reasonOf(kyc)
    const shown = session ? this.rows.shownOf(session) : undefined
    return {
      status,
      submittedAt: maybeInstant(kyc['submitted_at']),
      attempts,
      attemptsMax,
      canStart:
        !isDecided &&
        (status !== 'approved' || kyc['review_due'] === true) &&
        (attempts < attemptsMax || (status === 'pending' && live)),
      isWaitingForSession: kyc['wanted_session_id'] !== null,
      session: session
        ? { id: session['id'] as Id, status: session['status'] as string, url: live ? shown?.url : undefined }
        : undefined,
      identity: shown?.identity,
      reasons: [...(reason === null ? [] : [reason]), ...(shown?.warnings ?? [])],
      reviewDueOn: status === 'approved' && kyc['review_due'] === true ? given(kyc['review_due_on']) : undefined,
    }
  }

  private fieldsOf(subject: JsonRow | null): OwnKyc['dueDiligence'] {
    const cdd = subject ? this.cdd.open(subject['id'] as string, subject['cdd']) : {}
    const known = isSealed(cdd) ? {} : cdd
    return CddField.options.flatMap((field) => {
      const fact = known[field]
      return fact === undefined ? [] : [{ field, isVerified: fact.verifiedBy !== undefined }]
    })
  }
}

const NOTHING: Omit<OwnKyc, 'canStart' | 'dueDiligence'> = {
  status: 'not_started',
  submittedAt: undefined,
  attempts: 0,
  attemptsMax: 5,
  isWaitingForSession: false,
  session: undefined,
  identity: undefined,
  reasons: [],
  reviewDueOn: undefined,
}
