import type { Subject } from '@filao/compliance'
import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type Page } from '@filao/service'
import type { SubjectQueries } from './subject.queries'
import { utc } from './times'

/** A case in the queue of those who decide. */
export interface CaseSummary {
  readonly id: Id
  readonly userId: Id
  readonly status: string
  readonly approval: string | null
  readonly cycle: number
  readonly attempts: number
  readonly attemptsMax: number
  readonly submittedAt: string | null
  readonly updatedAt: string
}

export interface CaseFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly status?: string | undefined
  readonly approval?: string | undefined
  readonly userId?: string | undefined
}

/** When a case last moved. Its row also changes when a review is brought forward by what was found of the client. */
const MOVED_AT = 'greatest(created_at, submitted_at, first_approved_at, decided_at)'

/** Cases for those who work on them. */
export class KycCaseQueries {
  constructor(
    private readonly db: Queryable,
    private readonly subjects: Pick<SubjectQueries, 'one'>,
  ) {}

  /** Whose case it is, with all that is known of them. Throws 404 when there is no such case. */
  async subjectOf(caseId: Id): Promise<Subject> {
    const { rows } = await this.db.query({
      name: 'compliance_case_owner',
      text: 'SELECT user_id FROM compliance.kyc_cases WHERE id = $1',
      values: [caseId],
    })
    const userId = rows[0]?.['user_id'] as Id | undefined
    const subject = userId === undefined ? undefined : await this.subjects.one(userId)
    if (!subject?.kyc) throw new Problem(404, 'case-not-found', 'There is no such KYC case.')
    return subject
  }

  /** The newest first, by when a case last changed; to those who may not know of every change, by when it last moved. */
  async list(filter: CaseFilter, { isWhole }: { readonly isWhole: boolean }): Promise<Page<CaseSummary>> {
    const { limit, cursor, status, approval, userId } = filter
    const { after } = afterOf(cursor)
    const at = isWhole ? 'updated_at' : MOVED_AT
    const { rows } = await this.db.query({
      name: isWhole ? 'compliance_cases' : 'compliance_cases_moved',
      text: `SELECT id, user_id AS "userId", status, admin_approval_status AS approval, cycle, attempts,
          attempts_max AS "attemptsMax", ${utc('submitted_at')} AS "submittedAt", ${utc(at)} AS "updatedAt"
        FROM compliance.kyc_cases
        WHERE ($2::compliance.kyc_status IS NULL OR status = $2)
          AND ($3::compliance.admin_approval_status IS NULL OR admin_approval_status = $3)
          AND ($4::uuid IS NULL OR user_id = $4)
          AND ($5::timestamptz IS NULL OR (${at}, id) < ($5, $6::uuid))
        ORDER BY ${at} DESC, id DESC LIMIT $1`,
      values: [limit + 1, status ?? null, approval ?? null, userId ?? null, after?.at ?? null, after?.id ?? null],
    })
    return pageOfRows(rows as unknown as CaseSummary[], limit, ({ updatedAt, id }) => [updatedAt, id])
  }
}
