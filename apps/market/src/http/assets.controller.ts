import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { partitionOfKey } from '@filao/kernel'
import {
  type AnsweredProblem,
  ANY_SCOPE,
  Commands,
  decodeCursor,
  HttpExchange,
  newId,
  Operation,
  Problem,
  Roles,
  ROLES,
  Scope,
  ServiceConfig,
  SymbolString,
  toPage,
} from '@filao/service'
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { ProviderSymbols } from '../feed/provider-symbols'
import { assetView } from '../read/asset-view.queries'
import { AssetQueries, type AssetView as AssetRows } from '../read/asset.queries'
import { ReferenceQueries } from '../read/reference.queries'
import { listingOf } from './asset.commands'
import { AssetList, AssetListQuery, AssetView, ListAssetBody, UpdateAssetBody } from './asset.schemas'
import { SymbolPath } from './fields.schemas'

/** The field that each refusal is about. */
const POINTERS = {
  symbol_taken: '/symbol',
  isin_taken: '/isin',
  isin_invalid: '/isin',
  issuer_required: '/issuer',
  asset_delisted: '/status',
  quantity_limits_invalid: '/minOrderQuantity',
  tick_invalid: '/tickSize',
  lot_invalid: '/lotSize',
  tick_ladder_invalid: '/tickLadder',
  notional_inexact: '/lotSize',
  price_limits_invalid: '/marketCollarPercent',
}

const Place = z.tuple([SymbolString])

const TERMS = [
  'isin-invalid',
  'issuer-required',
  'quantity-limits-invalid',
  'tick-invalid',
  'lot-invalid',
  'tick-ladder-invalid',
  'notional-inexact',
  'price-limits-invalid',
] as const
const PROVIDER: readonly AnsweredProblem[] = [
  [404, 'instrument-unknown'],
  [503, 'provider-unavailable'],
]
const LISTING: readonly AnsweredProblem[] = [
  ...TERMS,
  ...PROVIDER,
  'calendar-unknown',
  'already-listed',
  'symbol-taken',
  'isin-taken',
]
const RELISTING: readonly AnsweredProblem[] = [
  ...TERMS,
  ...PROVIDER,
  'calendar-unknown',
  'asset-unknown',
  'asset-delisted',
]

@ApiTags('market')
@Controller('v1/assets')
export class AssetsController {
  constructor(
    private readonly commands: Commands<MarketCommand, MarketEvent>,
    private readonly assets: AssetQueries,
    private readonly reference: ReferenceQueries,
    private readonly config: ServiceConfig,
    private readonly providerSymbols: ProviderSymbols,
  ) {}

  @Get()
  @Roles(...ROLES)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: AssetList })
  @Operation('Instruments in the order of their symbols, or the best hits of a search')
  async list(@Query({ schema: AssetListQuery }) { limit, cursor, ...filter }: AssetListQuery): Promise<AssetList> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, Place)[0]
    const rows = await this.assets.list(filter, { limit: limit + 1, after })
    const now = new Date()
    const { items, next } = toPage(rows, {
      limit,
      item: (row) => assetView(row, now),
      place: ({ asset }) => [asset.symbol],
    })
    return { items: [...items], next: filter.search === undefined ? next : null }
  }

  @Get(':symbol')
  @Roles(...ROLES)
  @Scope(ANY_SCOPE)
  @ApiOkResponse({ standardSchema: AssetView })
  @Operation('One instrument, with its session', 'asset-unknown')
  async one(@Param({ schema: SymbolPath }) { symbol }: SymbolPath): Promise<AssetView> {
    return assetView(await this.known(symbol), new Date())
  }

  @Post()
  @Roles('admin')
  @ApiCreatedResponse({ standardSchema: AssetView })
  @Operation('Lists an instrument; it trades as soon as its calendar has answered', ...LISTING)
  async add(
    @Body({ schema: ListAssetBody }) body: ListAssetBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<AssetView> {
    const assetId = newId(partitionOfKey(body.symbol, this.config.partitions))
    const command = listingOf(assetId, body)
    await this.mustHaveCalendar(command.calendarCode)
    if (body.providerSymbol !== undefined) await this.providerSymbols.mustKnow(body.providerSymbol)
    await this.commands.submit({ command, ...exchange, pointers: POINTERS })
    return assetView(await this.known(body.symbol), new Date())
  }

  @Patch(':symbol')
  @Roles('admin')
  @ApiOkResponse({ standardSchema: AssetView })
  @Operation('Changes the terms that are given; orders that are in the book keep theirs', ...RELISTING)
  async change(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @Body({ schema: UpdateAssetBody }) body: UpdateAssetBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<AssetView> {
    const { asset } = await this.known(symbol)
    if (body.calendarCode !== undefined) await this.mustHaveCalendar(body.calendarCode)
    if (body.providerSymbol !== undefined && body.providerSymbol !== null)
      await this.providerSymbols.mustKnow(body.providerSymbol)
    const command: MarketCommand = { type: 'UpdateAsset', assetId: asset.id, ...body }
    await this.commands.submit({ command, ...exchange, pointers: POINTERS })
    return assetView(await this.known(symbol), new Date())
  }

  private async known(symbol: string): Promise<AssetRows> {
    const found = await this.assets.bySymbol(symbol)
    if (!found) throw new Problem(404, 'asset-unknown', 'There is no instrument with this symbol.')
    return found
  }

  /** A courtesy: the instrument would be listed, and never open. */
  private async mustHaveCalendar(code: string): Promise<void> {
    if ((await this.reference.calendars(code)).length > 0) return
    const detail = 'There is no calendar with this code.'
    const errors = [{ pointer: '/calendarCode', code: 'calendar-unknown', detail }]
    throw new Problem(404, 'calendar-unknown', detail, { errors })
  }
}
