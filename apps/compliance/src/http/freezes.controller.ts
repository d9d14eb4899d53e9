import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { Asked, Commands, newId, Operation, Problem, Roles, StepUp, Views, type Request } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ScreeningQueries } from '../read/screening.queries'
import { ApplyFreezeBody, FreezeList, FreezeQuery, FreezeView, IdPath, LiftFreezeBody } from './screening.schemas'

/** Why nothing of a client's moves: the MLRO freezes alone, two people lift, one of them the MLRO or a deputy. */
@ApiTags('compliance')
@Roles('compliance', 'mlro')
@Controller('v1/freezes')
export class FreezesController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: ScreeningQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: FreezeList })
  @Operation('Freezes, newest first')
  async list(@Query({ schema: FreezeQuery }) query: FreezeQuery, @Req() request: Request): Promise<FreezeList> {
    const list = await this.queries.freezes(query)
    if (list.items.length > 0)
      await this.views.record(request, { kind: 'freezes', recordIds: list.items.map(({ id }) => id) })
    return list
  }

  @Post()
  @Roles('mlro')
  @ApiCreatedResponse({ standardSchema: FreezeView })
  @Operation('Freezes a client. The same reason and reference again is the same freeze', 'subject-unknown', 'own-case')
  async apply(
    @Body({ schema: ApplyFreezeBody }) { userId, reason, reference }: ApplyFreezeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<FreezeView> {
    // An id that names nobody may name no partition either.
    if (!(await this.queries.knowsClient(userId))) throw new Problem(404, 'subject-unknown', 'There is no such client.')
    const freezeId = newId(partitionOf(userId))
    const command = { type: 'ApplyFreeze', userId, freezeId, reason, reference, by } as const
    const { events } = await this.commands.submit({ command, ...exchange })
    if (events.length > 0) return this.queries.freeze(freezeId)
    const { items } = await this.queries.freezes({ userId, status: 'active', limit: 200 })
    return items.find((freeze) => freeze.reason === reason && freeze.reference === reference)!
  }

  @Post(':id/confirm')
  @StepUp()
  @Roles('mlro')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: FreezeView })
  @Operation(
    'Confirms the freeze of a provisional match',
    'freeze-unknown',
    'not-frozen',
    'not-allowed-in-state',
    'own-case',
  )
  async confirm(
    @Param({ schema: IdPath }) { id: freezeId }: IdPath,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<FreezeView> {
    const { ownerId: userId } = await this.queries.placeOf('freezes', freezeId, 'freeze-unknown')
    await this.commands.submit({ command: { type: 'ConfirmFreeze', userId, freezeId, by }, ...exchange })
    return this.queries.freeze(freezeId)
  }

  @Post(':id/lift')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: FreezeView })
  @Operation(
    'Lifts a freeze: the first person proposes, another lifts, one of them MLRO or deputy',
    'freeze-unknown',
    'not-frozen',
    'hit-open',
    'authority-reference-required',
    'mlro-required',
    'same-approver',
    'own-case',
  )
  async lift(
    @Param({ schema: IdPath }) { id: freezeId }: IdPath,
    @Body({ schema: LiftFreezeBody }) body: LiftFreezeBody,
    @Asked() { caller: { userId: by, roles }, ...exchange }: Asked,
  ): Promise<FreezeView> {
    const { ownerId: userId } = await this.queries.placeOf('freezes', freezeId, 'freeze-unknown')
    const asMlro = roles.includes('mlro')
    const command: ComplianceCommand = { type: 'LiftFreeze', userId, freezeId, ...body, asMlro, by }
    await this.commands.submit({ command, ...exchange })
    return this.queries.freeze(freezeId)
  }
}
