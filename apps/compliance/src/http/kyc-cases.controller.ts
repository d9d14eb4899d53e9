import { cddOf, nameLikeness, needsTwo, type KycCase, type KycSession, type Subject } from '@filao/compliance'
import {
  Cdd,
  isSealed,
  type CddField,
  type ComplianceCommand,
  type ComplianceEvent,
  type Personal,
} from '@filao/contracts'
import { toTimestamp, type Id, type Instant } from '@filao/kernel'
import {
  Asked,
  Commands,
  Configuration,
  newId,
  Operation,
  Roles,
  ServiceConfig,
  StepUp,
  Views,
  type HttpExchange,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import anyAscii from 'any-ascii'
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { REVIEW_GRACE, REVIEW_MONTHS } from '../configuration.schemas'
import { KycCaseQueries } from '../read/kyc-case.queries'
import { listsInForce } from '../screening/lists-in-force'
import { RiskScoring } from '../risk/risk-scoring.consumer'
import { ResidentLists } from '../screening/resident-lists'
import { isBehindTheWall } from './wall'
import { CaseList, CaseListQuery, CasePath, CaseView, DecisionView, ReasonBody, VerifyBody } from './kyc.schemas'

/** Cases, for those who decide on them. */
@ApiTags('kyc')
@Roles('compliance', 'mlro')
@Controller('v1/kyc-cases')
export class KycCasesController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly cases: KycCaseQueries,
    private readonly views: Views,
    private readonly configuration: Configuration,
    private readonly config: ServiceConfig,
    private readonly lists: ResidentLists,
    private readonly scoring: RiskScoring,
  ) {}

  @Get()
  @Roles('support', 'compliance', 'mlro', 'auditor')
  @ApiOkResponse({ standardSchema: CaseList })
  @Operation('Cases, the last changed first')
  async list(
    @Query({ schema: CaseListQuery }) query: CaseListQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<CaseList> {
    const page = await this.cases.list(query, { isWhole: isBehindTheWall(caller) })
    const recordIds = page.items.map(({ id }) => id)
    if (recordIds.length > 0) await this.views.record(request, { kind: 'kyc_cases', recordIds })
    return page as CaseList
  }

  @Get(':id')
  @Roles('compliance', 'mlro', 'auditor')
  @ApiOkResponse({ standardSchema: CaseView })
  @Operation('One case with all that is known of the client', 'case-not-found')
  async read(@Param({ schema: CasePath }) { id }: CasePath, @Asked() { caller, request }: Asked): Promise<CaseView> {
    const subject = await this.cases.subjectOf(id)
    await this.views.record(request, { kind: 'kyc_case', recordIds: [id] })
    const view = viewOf(subject, subject.kyc!)
    return isBehindTheWall(caller) ? view : beforeTheWall(view, subject.kyc!)
  }

  @Post(':id/approve')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: DecisionView })
  @Operation(
    'Approves a client; of high risk the first of two people approves, and the second, different one decides',
    'case-not-found',
    'not-awaiting-approval',
    'kyc-already-approved',
    'own-case',
    'same-approver',
    'senior-approver-required',
    'account-not-eligible',
    'decision-not-fetched',
    'document-expired',
    'duplicate-identity',
    'cdd-incomplete',
    'risk-not-scored',
    'screening-not-clear',
    'configuration-unavailable',
  )
  async approve(
    @Param({ schema: CasePath }) { id }: CasePath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DecisionView> {
    const months = this.configuration.current(REVIEW_MONTHS)
    const grace = this.configuration.current(REVIEW_GRACE)
    const { sanctions, pep } = listsInForce(this.lists, this.configuration)
    return this.decide(id, exchange, async (subject) => {
      await this.scoring.score(subject.id)
      const nameScore = nameScoreOf(subject)
      return {
        type: 'ApproveKyc',
        userId: subject.id,
        caseId: id,
        by: caller.userId,
        bySenior: caller.isSeniorManagement,
        // The account's partition is its own: it is where the wallet lives.
        accountId: newId(randomInt(this.config.partitions)),
        ...(nameScore !== undefined && { nameScore }),
        review: { months: months.value, graceDays: grace.value, version: months.version },
        listsInForce: { ...(sanctions && { sanctions: [...sanctions] }), ...(pep && { pep: [...pep] }) },
      }
    })
  }

  @Post(':id/reject')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: DecisionView })
  @Operation(
    'Turns a client down who awaits approval',
    'case-not-found',
    'not-awaiting-approval',
    'not-allowed-in-state',
    'kyc-already-approved',
    'own-case',
  )
  reject(
    @Param({ schema: CasePath }) { id }: CasePath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DecisionView> {
    return this.decide(id, exchange, staff('RejectKyc', { id, by: caller.userId, reason }))
  }

  @Post(':id/request-resubmission')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: DecisionView })
  @Operation(
    'Sends a case back to its client; an approval ends by it',
    'case-not-found',
    'not-allowed-in-state',
    'own-case',
  )
  requestResubmission(
    @Param({ schema: CasePath }) { id }: CasePath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DecisionView> {
    return this.decide(id, exchange, staff('RequestResubmission', { id, by: caller.userId, reason }))
  }

  @Post(':id/grant-attempt')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: DecisionView })
  @Operation('Gives a client one more attempt', 'case-not-found', 'not-allowed-in-state', 'own-case')
  grantAttempt(
    @Param({ schema: CasePath }) { id }: CasePath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<DecisionView> {
    return this.decide(id, exchange, staff('GrantAttempt', { id, by: caller.userId, reason }))
  }

  @Post(':id/verify')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: DecisionView })
  @Operation(
    'Puts on record that values of due diligence were compared with evidence',
    'case-not-found',
    'subject-unknown',
    'cdd-field-unknown',
    'document-unknown',
    'evidence-not-approved',
    'own-case',
  )
  verify(
    @Param({ schema: CasePath }) { id }: CasePath,
    @Body({ schema: VerifyBody }) { fields, verifiedBy }: VerifyBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<DecisionView> {
    return this.decide(id, exchange, ({ id: userId }) => ({ type: 'VerifyCdd', userId, fields, verifiedBy, by }))
  }

  private async decide(
    caseId: Id,
    exchange: HttpExchange,
    commandOf: (subject: Subject) => ComplianceCommand | Promise<ComplianceCommand>,
  ): Promise<DecisionView> {
    const command = await commandOf(await this.cases.subjectOf(caseId))
    const { events } = await this.commands.submit({ command, ...exchange })
    const { kyc } = await this.cases.subjectOf(caseId)
    const isFirst = events.some(({ event }) => event.type === 'KycFirstApproved')
    return { outcome: isFirst ? 'first_approved' : 'done', status: kyc!.status }
  }
}

const staff =
  (
    type: 'RejectKyc' | 'RequestResubmission' | 'GrantAttempt',
    { id, by, reason }: { readonly id: Id; readonly by: Id; readonly reason: string },
  ) =>
  ({ id: userId }: Subject): ComplianceCommand => ({ type, userId, caseId: id, by, reason })

const timeOf = (instant: Instant | undefined): string | null => (instant === undefined ? null : toTimestamp(instant))
const opened = <Value>(value: Personal<Value> | undefined): Value | undefined =>
  value === undefined || isSealed(value) ? undefined : value

function viewOf(subject: Subject, kyc: KycCase): CaseView {
  const { profile, riskLevel } = subject
  return {
    id: kyc.caseId,
    userId: subject.id,
    name: [opened(profile?.firstName), opened(profile?.lastName)].filter(Boolean).join(' '),
    status: kyc.status,
    approval: kyc.officer ?? null,
    fourEyesRequired: needsTwo(subject),
    riskLevel,
    cycle: kyc.cycle,
    attempts: kyc.attempts,
    attemptsMax: kyc.attemptsMax,
    submittedAt: timeOf(kyc.submittedAt),
    commandHash: kyc.first?.commandHash ?? null,
    firstApprovedBy: kyc.first?.by ?? null,
    approvedBy: kyc.approvedBy ?? null,
    rejectedBy: kyc.rejectedBy ?? null,
    decidedAt: timeOf(kyc.decidedAt),
    reason: opened(kyc.reason) ?? null,
    documentExpiresOn: kyc.approval?.documentExpiresOn ?? null,
    reviewDueOn: kyc.approval?.reviewDueOn ?? null,
    graceEndsOn: kyc.approval?.graceEndsOn ?? null,
    dueDiligence: factsOf(subject),
    sessions: [...kyc.sessions.values()].sort((a, b) => b.attempt - a.attempt).map(sessionView),
  }
}

/** Without what the risk, a hit that nobody has cleared and the provider's own screening say of the client. */
const beforeTheWall = (view: CaseView, { reviewDue }: KycCase): CaseView => ({
  ...view,
  fourEyesRequired: null,
  riskLevel: null,
  reviewDueOn: reviewDue ? view.reviewDueOn : null,
  graceEndsOn: reviewDue ? view.graceEndsOn : null,
  sessions: view.sessions.map((session) => ({ ...session, evidence: null })),
})

/** Values as the wire has them: an amount is text. */
function factsOf(subject: Subject): CaseView['dueDiligence'] {
  const cdd = z.encode(Cdd, cddOf(subject))
  return (Object.keys(cdd) as CddField[]).map((field) => {
    const { value, verifiedBy, verifiedAt } = cdd[field]!
    return { field, value, verifiedBy: verifiedBy ?? null, verifiedAt: verifiedAt ?? null }
  })
}

function sessionView(session: KycSession): CaseView['sessions'][number] {
  const { decision } = session
  const evidence = opened(decision?.evidence)
  return {
    id: session.sessionId,
    provider: session.provider,
    status: session.status,
    providerStatus: session.providerStatus,
    attempt: session.attempt,
    startedAt: toTimestamp(session.startedAt),
    decisionFetchedAt: timeOf(session.decisionFetchedAt),
    isDuplicate: decision?.duplicate ?? false,
    identity: opened(decision?.identity) ?? null,
    warnings: [...(opened(decision?.warnings) ?? [])],
    evidence: evidence === undefined ? null : (JSON.parse(evidence) as unknown),
  }
}

/** How alike the name that the client goes by and the verified one are. */
function nameScoreOf(subject: Subject): number | undefined {
  const { legalName } = cddOf(subject)
  const { firstName, lastName } = subject.profile ?? {}
  if (!legalName || typeof firstName !== 'string' || typeof lastName !== 'string') return undefined
  return nameLikeness(legalName.value, `${firstName} ${lastName}`, anyAscii)
}
