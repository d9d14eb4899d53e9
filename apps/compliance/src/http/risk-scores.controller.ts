import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { Asked, Commands, Operation, Problem, Roles, StepUp, Views } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { RiskQueries } from '../read/risk.queries'
import { SubjectQueries } from '../read/subject.queries'
import { RiskScoring } from '../risk/risk-scoring.consumer'
import {
  OverrideRiskBody,
  RiskScoreList,
  RiskScoreQuery,
  RiskUserPath,
  RiskView,
  type RiskScoreView,
} from './risk.schemas'
import { isBehindTheWall } from './wall'

/** How great the risk of a client is, by the model and by people. */
@ApiTags('compliance')
@Roles('compliance', 'mlro')
@Controller('v1/risk-scores')
export class RiskScoresController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly scores: RiskQueries,
    private readonly subjects: SubjectQueries,
    private readonly scoring: RiskScoring,
    private readonly views: Views,
  ) {}

  @Get()
  @Roles('compliance', 'mlro', 'auditor')
  @ApiOkResponse({ standardSchema: RiskScoreList })
  @Operation(
    'Scores, the newest first: every one that was ever given; to an auditor those alone that people have overridden, by the override',
  )
  async list(
    @Query({ schema: RiskScoreQuery }) query: RiskScoreQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<RiskScoreList> {
    const isWhole = isBehindTheWall(caller)
    const found = await this.scores.list(query, { isOverridden: !isWhole })
    const list = isWhole ? found : { ...found, items: found.items.map(overrideOf) }
    const recordIds = list.items.map(({ id }) => id)
    if (recordIds.length > 0) await this.views.record(request, { kind: 'risk_scores', recordIds })
    return list
  }

  @Post(':userId/override')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: RiskView })
  @Operation(
    'Sets a tier in place of the model’s: a higher one at once; a lower one until a day, never below a floor, when a second, different person says the same',
    'subject-unknown',
    'own-case',
    'same-approver',
    'risk-not-scored',
    'risk-floor',
    'risk-override-expiry',
  )
  async override(
    @Param({ schema: RiskUserPath }) { userId }: RiskUserPath,
    @Body({ schema: OverrideRiskBody }) body: OverrideRiskBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<RiskView> {
    // An id that names nobody may name no partition either.
    if (!(await this.subjects.one(userId))?.profile)
      throw new Problem(404, 'subject-unknown', 'There is no such client.')
    await this.scoring.score(userId)
    const command: ComplianceCommand = { type: 'OverrideRisk', userId, ...body, by }
    const { events } = await this.commands.submit({ command, ...exchange })
    const isProposed = events.some(({ event }) => event.type === 'RiskOverrideProposed')
    return { outcome: isProposed ? 'proposed' : 'done', score: await this.scores.latest(userId) }
  }
}

/** What people have said, and nothing of what the model has found. */
const overrideOf = (score: RiskScoreView): RiskScoreView => ({
  ...score,
  ...{ factors: [], score: null, accumulation: null, floors: [], computedTier: null },
})
