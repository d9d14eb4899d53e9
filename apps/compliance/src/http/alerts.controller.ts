import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { Asked, Commands, Operation, Roles, StepUp, Views, type Request, type HttpExchange } from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ScreeningQueries } from '../read/screening.queries'
import { AlertList, AlertQuery, AlertView, AssignAlertBody, IdPath, NarrativeBody } from './screening.schemas'

type OnAlert = Extract<ComplianceCommand, { type: 'AssignAlert' | 'ClearAlert' | 'RejectClear' | 'EscalateAlert' }>
type Told = {
  [Type in OnAlert['type']]: Omit<Extract<OnAlert, { type: Type }>, 'ownerId' | 'alertId'>
}[OnAlert['type']]

/** What a person has to look at. Cleared by two; whoever escalates opens a case of their own accord. */
@ApiTags('compliance')
@Roles('compliance', 'mlro')
@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: ScreeningQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: AlertList })
  @Operation('Alerts, newest first')
  async list(@Query({ schema: AlertQuery }) query: AlertQuery, @Req() request: Request): Promise<AlertList> {
    const list = await this.queries.alerts(query)
    if (list.items.length > 0)
      await this.views.record(request, { kind: 'alerts', recordIds: list.items.map(({ id }) => id) })
    return list
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: AlertView })
  @Operation('One alert', 'alert-unknown')
  async read(@Param({ schema: IdPath }) { id }: IdPath, @Req() request: Request): Promise<AlertView> {
    const alert = await this.queries.alert(id)
    await this.views.record(request, { kind: 'alerts', recordIds: [id] })
    return alert
  }

  @Post(':id/assign')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AlertView })
  @Operation(
    'Gives an alert to somebody; to the caller when nobody is named',
    'alert-unknown',
    'alert-closed',
    'clear-proposed',
    'own-case',
  )
  assign(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: AssignAlertBody }) { assignedTo }: AssignAlertBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<AlertView> {
    return this.work(id, { type: 'AssignAlert', assignedTo: assignedTo ?? by, by }, exchange)
  }

  @Post(':id/clear')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AlertView })
  @Operation(
    'Says that nothing is behind it: the first person proposes, another agrees',
    'alert-unknown',
    'alert-not-assigned',
    'alert-closed',
    'hit-open',
    'same-approver',
    'not-allowed-in-state',
    'own-case',
  )
  clear(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: NarrativeBody }) { reason }: NarrativeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<AlertView> {
    return this.work(id, { type: 'ClearAlert', reason, by }, exchange)
  }

  @Post(':id/reject-clear')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AlertView })
  @Operation(
    'Finds what the first person said too little: the alert is worked on as before',
    'alert-unknown',
    'alert-closed',
    'no-clear-proposed',
    'not-allowed-in-state',
    'own-case',
  )
  reject(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: NarrativeBody }) { reason }: NarrativeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<AlertView> {
    return this.work(id, { type: 'RejectClear', reason, by }, exchange)
  }

  @Post(':id/escalate')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: AlertView })
  @Operation('Says that something is behind it', 'alert-unknown', 'alert-closed', 'own-case')
  escalate(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: NarrativeBody }) { reason }: NarrativeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<AlertView> {
    return this.work(id, { type: 'EscalateAlert', reason, by }, exchange)
  }

  private async work(alertId: string, told: Told, exchange: HttpExchange): Promise<AlertView> {
    const { ownerId } = await this.queries.placeOf('alerts', alertId, 'alert-unknown')
    await this.commands.submit({ command: { ...told, ownerId, alertId }, ...exchange })
    await this.views.record(exchange.request, { kind: 'alerts', recordIds: [alertId] })
    return this.queries.alert(alertId)
  }
}
