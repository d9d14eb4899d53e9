import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import {
  Asked,
  Commands,
  Configuration,
  Operation,
  Roles,
  StepUp,
  Views,
  type Request,
  type HttpExchange,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ScreeningQueries } from '../read/screening.queries'
import { NOTICE_HOURS } from '../screening/screening-settings.schemas'
import { ClearHitBody, HitList, HitQuery, HitView, IdPath, NarrativeBody } from './screening.schemas'

type Hits = Extract<ComplianceCommand, { type: 'ConfirmHit' | 'ClearHit' | 'RejectClearing' }>
type Told = {
  [Type in Hits['type']]: Omit<Extract<Hits, { type: Type }>, 'ownerId' | 'checkId' | 'hitId'>
}[Hits['type']]

const ON_HIT = [
  'hit-unknown',
  'check-unknown',
  'check-not-completed',
  'not-allowed-in-state',
  'hit-decided',
  'own-case',
] as const

/** Entries of lists that somebody may be: one person confirms and a second stands behind it, two clear. */
@ApiTags('screening')
@Roles('compliance', 'mlro')
@Controller('v1/hits')
export class HitsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: ScreeningQueries,
    private readonly views: Views,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: HitList })
  @Operation('Hits, newest first')
  async list(@Query({ schema: HitQuery }) query: HitQuery, @Req() request: Request): Promise<HitList> {
    const list = await this.queries.hits(query)
    if (list.items.length > 0)
      await this.views.record(request, { kind: 'hits', recordIds: list.items.map(({ id }) => id) })
    return list
  }

  @Post(':id/clear')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: HitView })
  @Operation(
    'Says by what it is somebody else: the first person proposes, another clears for the same reason',
    ...ON_HIT,
    'same-approver',
  )
  clear(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ClearHitBody }) { reasonCode, evidence }: ClearHitBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<HitView> {
    return this.decide(id, { type: 'ClearHit', reasonCode, evidence, by }, exchange)
  }

  @Post(':id/confirm')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: HitView })
  @Operation(
    'Confirms that it is the listed party: the client is frozen at once, a second person confirms within 24 hours',
    ...ON_HIT,
    'configuration-unavailable',
  )
  confirm(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<HitView> {
    const noticeHours = this.configuration.current(NOTICE_HOURS).value
    return this.decide(id, { type: 'ConfirmHit', noticeHours, by }, exchange)
  }

  @Post(':id/reject-clearing')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: HitView })
  @Operation('Finds what the first person said too little: the hit is open as before', ...ON_HIT, 'no-clear-proposed')
  reject(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: NarrativeBody }) { reason }: NarrativeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<HitView> {
    return this.decide(id, { type: 'RejectClearing', reason, by }, exchange)
  }

  private async decide(hitId: string, told: Told, exchange: HttpExchange): Promise<HitView> {
    const { ownerId, checkId } = await this.queries.placeOf('aml_hits', hitId, 'hit-unknown')
    await this.commands.submit({ command: { ...told, ownerId, checkId, hitId }, ...exchange })
    await this.views.record(exchange.request, { kind: 'hits', recordIds: [hitId] })
    return this.queries.hit(hitId)
  }
}
