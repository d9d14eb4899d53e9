import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { Asked, Commands, Operation, Roles, StepUp, Views, type Request } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { InstrumentQueries } from '../read/instrument.queries'
import { InstrumentList, InstrumentQuery, InstrumentView, ReleaseInstrumentBody } from './instrument.schemas'
import { IdPath } from './screening.schemas'

/** Instruments whose issuers are screened, and which of them nobody may trade in because of what was found. */
@ApiTags('screening')
@Roles('compliance', 'mlro')
@Controller('v1/screening/instruments')
export class InstrumentsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: InstrumentQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: InstrumentList })
  @Operation('Instruments with their issuers, the newest first')
  async list(@Query({ schema: InstrumentQuery }) query: InstrumentQuery, @Req() request: Request) {
    const list = await this.queries.list(query)
    if (list.items.length > 0)
      await this.views.record(request, { kind: 'instruments', recordIds: list.items.map(({ id }) => id) })
    return list
  }

  @Post(':id/release')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: InstrumentView })
  @Operation(
    'Lets an instrument trade whose issuer is listed, by the authority’s word: the first person proposes, another releases, one of them MLRO or deputy',
    'instrument-unknown',
    'hit-open',
    'mlro-required',
    'same-approver',
    'own-case',
  )
  async release(
    @Param({ schema: IdPath }) { id: assetId }: IdPath,
    @Body({ schema: ReleaseInstrumentBody }) body: ReleaseInstrumentBody,
    @Asked() { caller: { userId: by, roles }, ...exchange }: Asked,
  ): Promise<InstrumentView> {
    // An id that names nothing may name no partition either.
    await this.queries.one(assetId)
    const asMlro = roles.includes('mlro')
    await this.commands.submit({ command: { type: 'ReleaseInstrument', assetId, ...body, asMlro, by }, ...exchange })
    return this.queries.one(assetId)
  }
}
