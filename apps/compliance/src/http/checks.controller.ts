import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { Asked, Commands, Operation, Roles } from '@filao/service'
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ScreeningQueries } from '../read/screening.queries'
import { CheckList, CheckQuery, CheckView, IdPath } from './screening.schemas'

/** Screenings, each with what it was run with; whom they asked about is told by their hits alone. */
@ApiTags('screening')
@Roles('compliance', 'mlro')
@Controller('v1/screening/checks')
export class ChecksController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: ScreeningQueries,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: CheckList })
  @Operation('Screenings, newest first')
  list(@Query({ schema: CheckQuery }) query: CheckQuery): Promise<CheckList> {
    return this.queries.checks(query)
  }

  @Post(':id/retry')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: CheckView })
  @Operation('Has a failed screening run again', 'check-unknown', 'already-completed')
  async retry(
    @Param({ schema: IdPath }) { id: checkId }: IdPath,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<CheckView> {
    const { ownerId } = await this.queries.placeOf('aml_checks', checkId, 'check-unknown')
    await this.commands.submit({ command: { type: 'RetryCheck', ownerId, checkId, by }, ...exchange })
    return this.queries.check(checkId)
  }
}
