import { LIMIT_FIELDS, RISK_LIMITS } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent, LimitValues } from '@filao/contracts'
import { Asked, Commands, Operation, Problem, Roles, StepUp, Views, type Request } from '@filao/service'
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { LimitBases } from '../limit/limit-bases'
import { LimitResolving } from '../limit/limit-resolving.consumer'
import { LimitQueries } from '../read/limit.queries'
import { SubjectQueries } from '../read/subject.queries'
import { RiskLimitList, RiskLimitOutcome, RiskLimitQuery, SetRiskLimitBody } from './limit.schemas'

/** What clients may trade and withdraw at most. Wallet decides by what follows from it for an account. */
@ApiTags('compliance')
@Roles('compliance', 'mlro')
@Controller('v1/risk-limits')
export class RiskLimitsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly limits: LimitQueries,
    private readonly subjects: SubjectQueries,
    private readonly bases: LimitBases,
    private readonly resolving: LimitResolving,
    private readonly views: Views,
  ) {}

  @Get()
  @Roles('compliance', 'mlro', 'treasury', 'auditor')
  @ApiOkResponse({ standardSchema: RiskLimitList })
  @Operation('Limits by key and time, the newest first; with a client also what holds for them now, and from where')
  async list(
    @Query({ schema: RiskLimitQuery }) query: RiskLimitQuery,
    @Req() request: Request,
  ): Promise<RiskLimitList> {
    const list = await this.limits.list(query)
    const recordIds = [...(query.userId === undefined ? [] : [query.userId]), ...list.items.map(({ id }) => id)]
    if (recordIds.length > 0) await this.views.record(request, { kind: 'risk_limits', recordIds })
    return list
  }

  @Post()
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RiskLimitOutcome })
  @Operation(
    'Sets the limits of a client, an instrument, both or everybody for a time, or ends them where no value is given: lower at once, higher when a second, different person says the same',
    'subject-unknown',
    'own-case',
    'same-approver',
    'instrument-unknown',
    'limit-not-by-asset',
    'limit-out-of-range',
    'limit-period',
    'limits-max',
  )
  async set(
    @Body({ schema: SetRiskLimitBody }) body: SetRiskLimitBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<RiskLimitOutcome> {
    const { userId, assetId, reason, effectiveFrom: from, effectiveUntil: until } = body
    // An id that names nobody may name no partition either.
    if (userId !== undefined && !(await this.subjects.one(userId))?.profile)
      throw new Problem(404, 'subject-unknown', 'There is no such client.')
    const base = await this.bases.whole(Date.now())
    const isListed = assetId === undefined ? undefined : await this.limits.isListed(assetId)
    const key = { ownerId: userId ?? RISK_LIMITS, userId, assetId, isListed }
    const command: ComplianceCommand = {
      type: 'SetRiskLimit',
      ...key,
      values: valuesOf(body),
      reason,
      from,
      until,
      by,
      base,
    }
    const pointers = { instrument_unknown: '/assetId' }
    const { events } = await this.commands.submit({ command, ...exchange, pointers })
    this.resolving.wake()
    const isProposed = events.some(({ event }) => event.type === 'RiskLimitProposed')
    const id = events.map(({ event }) => idOf(event)).find((known) => known !== undefined)
    return { outcome: isProposed ? 'proposed' : 'done', limit: id === undefined ? null : await this.limits.one(id) }
  }
}

const valuesOf = (body: SetRiskLimitBody): LimitValues =>
  Object.fromEntries(
    LIMIT_FIELDS.flatMap((field) => {
      const value = body[field] ?? undefined
      return value === undefined ? [] : [[field, value]]
    }),
  )

/** The row that was set, or what was proposed; neither where something was ended alone. */
function idOf(event: ComplianceEvent): string | undefined {
  if (event.type === 'RiskLimitProposed') return event.proposalId
  return event.type === 'RiskLimitSet' && event.continues === undefined ? event.limitId : undefined
}
