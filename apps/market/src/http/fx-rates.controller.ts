import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { toTimestamp } from '@filao/kernel'
import { pairIdOf } from '@filao/market'
import { formatUnits } from '@filao/money'
import { ANY_SCOPE, Commands, HttpExchange, Operation, Roles, ROLES, Scope } from '@filao/service'
import { Body, Controller, Get, Param, Put } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ReferenceQueries, type FxRateRow } from '../read/reference.queries'
import { FxRateBody, FxRateList, FxRateView, PairPath } from './reference.schemas'

const POINTERS = { rate_invalid: '/rate', rate_in_future: '/asOf', rate_outdated: '/asOf' }

/** What one unit of a currency costs in another. */
@ApiTags('market')
@Controller('v1/fx-rates')
export class FxRatesController {
  constructor(
    private readonly commands: Commands<MarketCommand, MarketEvent>,
    private readonly reference: ReferenceQueries,
  ) {}

  @Get()
  @Roles(...ROLES)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: FxRateList })
  @Operation('The exchange rates in force')
  async list(): Promise<FxRateList> {
    return { items: (await this.reference.fxRates()).map(rateView), next: null }
  }

  @Put(':base/:quote')
  @Roles('treasury', 'admin')
  @ApiOkResponse({ standardSchema: FxRateView })
  @Operation(
    'Sets an exchange rate: units of the quote currency for one of the base',
    'same-currency',
    'rate-invalid',
    'rate-in-future',
    'rate-outdated',
  )
  async set(
    @Param({ schema: PairPath }) { base, quote }: PairPath,
    @Body({ schema: FxRateBody }) { rate, source, asOf }: FxRateBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<FxRateView> {
    const quotedAt = asOf ?? Date.now()
    const terms = { pairId: pairIdOf(base, quote), base, quote, rate, source, asOf: quotedAt }
    const command: MarketCommand = { type: 'SetFxRate', ...terms }
    await this.commands.submit({ command, ...exchange, pointers: POINTERS })
    return { base, quote, rate: formatUnits(rate), source, asOf: toTimestamp(quotedAt) }
  }
}

const rateView = ({ base, quote, rate, source, asOf }: FxRateRow): FxRateView => ({
  base,
  quote,
  rate: formatUnits(rate),
  source,
  asOf: asOf.toISOString(),
})
