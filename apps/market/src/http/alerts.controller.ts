import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { formatUnits } from '@filao/money'
import { afterOf, Asked, Caller, Commands, newId, Operation, Problem, Scope, toPage } from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { AssetQueries } from '../read/asset.queries'
import { ClientLists, type AlertRow } from '../read/client-lists.queries'
import { AlertList, AlertListQuery, AlertPath, AlertView, CreateAlertBody, NO_CONDITION_VALUE } from './alert.schemas'
import { decimalOrNull, timeOrNull } from './fields.schemas'

const POINTERS = {
  condition_invalid: '/conditionValue',
  indicator_invalid: '/technicalIndicator',
  expires_at_not_allowed: '/expiresAt',
}

/** Tells a client when a price, an indicator or a volume does what they wait for. */
@ApiTags('market')
@Controller('v1/price-alerts')
@Scope('account')
export class AlertsController {
  constructor(
    private readonly commands: Commands<MarketCommand, MarketEvent>,
    private readonly assets: AssetQueries,
    private readonly lists: ClientLists,
  ) {}

  @Post()
  @ApiCreatedResponse({ standardSchema: AlertView })
  @Operation(
    'Watches an instrument; an alert whose condition holds already fires when it comes true anew',
    'asset-unknown',
    'condition-invalid',
    'indicator-invalid',
    'expires-at-not-allowed',
    'alert-limit',
    'price-unavailable',
    'price-stale',
  )
  async create(
    @Body({ schema: CreateAlertBody }) body: CreateAlertBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<AlertView> {
    const { symbol, conditionValue = NO_CONDITION_VALUE, ...terms } = body
    const assetId = await this.assetOf(symbol)
    const alertId = newId(partitionOf(assetId))
    const activeCount = await this.lists.activeAlerts(userId)
    const about = { alertId, assetId, userId, activeCount }
    const command: MarketCommand = { type: 'CreateAlert', ...about, ...terms, conditionValue }
    await this.commands.submit({ command, ...exchange, pointers: POINTERS })
    const made = await this.lists.alert(userId, alertId)
    if (!made) throw unknown()
    return alertView(made, symbol)
  }

  @Get()
  @ApiOkResponse({ standardSchema: AlertList })
  @Operation("The caller's alerts, newest first: those that watch, and those that have fired")
  async list(
    @Query({ schema: AlertListQuery }) { limit, cursor, active }: AlertListQuery,
    @Caller() { userId }: Caller,
  ): Promise<AlertList> {
    const rows = await this.lists.alerts(userId, { active, limit: limit + 1, ...afterOf(cursor) })
    const symbols = await this.assets.symbolsOf(rows.map(({ assetId }) => assetId))
    return toPage(rows, {
      limit,
      item: (row) => alertView(row, symbols.get(row.assetId)!),
      place: ({ createdAt, id }) => [createdAt.toISOString(), id],
    })
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Operation('Removes an alert, one that has fired too', 'alert-unknown', 'asset-unknown')
  async remove(
    @Param({ schema: AlertPath }) { id: alertId }: AlertPath,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<void> {
    const known = await this.lists.alert(userId, alertId)
    if (!known) throw unknown()
    const command: MarketCommand = { type: 'CancelAlert', alertId, assetId: known.assetId, userId }
    await this.commands.submit({ command, ...exchange })
  }

  private async assetOf(symbol: string): Promise<string> {
    const found = await this.assets.bySymbol(symbol)
    if (found) return found.asset.id
    const detail = 'There is no instrument with this symbol.'
    throw new Problem(404, 'asset-unknown', detail, { errors: [{ pointer: '/symbol', code: 'asset-unknown', detail }] })
  }
}

const unknown = (): Problem => new Problem(404, 'alert-unknown', 'There is no such alert.')

const alertView = (row: AlertRow, symbol: string): AlertView => ({
  id: row.id,
  symbol,
  alertType: row.alertType,
  conditionValue: formatUnits(row.conditionValue),
  referencePrice: decimalOrNull(row.referencePrice),
  technicalIndicator: row.technicalIndicator,
  indicatorParameters: row.indicatorParameters,
  customMessage: row.customMessage,
  repeatAlert: row.repeatAlert,
  isActive: row.isActive,
  armed: row.armed,
  triggeredAt: timeOrNull(row.triggeredAt),
  triggeredPrice: decimalOrNull(row.triggeredPrice),
  triggerCount: row.triggerCount,
  expiresAt: timeOrNull(row.expiresAt),
  createdAt: row.createdAt.toISOString(),
})
