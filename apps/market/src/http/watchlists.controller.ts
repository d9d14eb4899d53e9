import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { Asked, Caller, Commands, Operation, Problem, Scope } from '@filao/service'
import { Body, Controller, Get, Param, Put } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { AssetQueries } from '../read/asset.queries'
import { ClientLists, type WatchlistRow } from '../read/client-lists.queries'
import { WatchlistBody, WatchlistList, WatchlistPath, WatchlistView } from './alert.schemas'

const POINTERS = { watched_twice: '/symbols' }

/** What a client looks at, in an order of their own. */
@ApiTags('market')
@Controller('v1/watchlists')
@Scope('account')
export class WatchlistsController {
  constructor(
    private readonly commands: Commands<MarketCommand, MarketEvent>,
    private readonly assets: AssetQueries,
    private readonly lists: ClientLists,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: WatchlistList })
  @Operation("The caller's watchlists, by name")
  async list(@Caller() { userId }: Caller): Promise<WatchlistList> {
    const rows = await this.lists.watchlists(userId)
    const symbols = await this.assets.symbolsOf(rows.flatMap(({ assetIds }) => assetIds))
    return { items: rows.map((row) => watchlistView(row, symbols)), next: null }
  }

  @Get(':name')
  @ApiOkResponse({ standardSchema: WatchlistView })
  @Operation('One watchlist of the caller', 'watchlist-not-found')
  async one(
    @Param({ schema: WatchlistPath }) { name }: WatchlistPath,
    @Caller() { userId }: Caller,
  ): Promise<WatchlistView> {
    const row = await this.lists.watchlist(userId, name)
    if (!row) throw new Problem(404, 'watchlist-not-found', 'There is no watchlist with this name.')
    return watchlistView(row, await this.assets.symbolsOf(row.assetIds))
  }

  @Put(':name')
  @ApiOkResponse({ standardSchema: WatchlistView })
  @Operation(
    'Sets a watchlist as a whole, a new one too; without symbols it is removed',
    'asset-unknown',
    'watched-twice',
    'watchlist-limit',
  )
  async set(
    @Param({ schema: WatchlistPath }) { name }: WatchlistPath,
    @Body({ schema: WatchlistBody }) { symbols }: WatchlistBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<WatchlistView> {
    const known = await this.assets.idsOf(symbols)
    const errors = symbols.flatMap((symbol, index) => {
      const detail = `There is no instrument ${symbol}.`
      return known.has(symbol) ? [] : [{ pointer: `/symbols/${index}`, code: 'asset-unknown', detail }]
    })
    if (errors.length > 0) throw new Problem(404, 'asset-unknown', 'Some of the symbols are unknown.', { errors })
    const assetIds = symbols.map((symbol) => known.get(symbol)!)
    const command: MarketCommand = { type: 'SetWatchlist', userId, name, assetIds }
    await this.commands.submit({ command, ...exchange, pointers: POINTERS })
    const row = await this.lists.watchlist(userId, name)
    return { name, symbols, updatedAt: row?.updatedAt.toISOString() ?? null }
  }
}

const watchlistView = ({ name, assetIds, updatedAt }: WatchlistRow, symbols: ReadonlyMap<string, string>) => ({
  name,
  symbols: assetIds.flatMap((assetId) => symbols.get(assetId) ?? []),
  updatedAt: updatedAt.toISOString(),
})
