import type { RecordKind } from '@filao/contracts'
import { Asked, Caller, Operation, Roles, Scope, VIEWERS, Views, type Request } from '@filao/service'
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { Owned } from '../read/wallet.queries'
import { WalletReads } from '../read/wallet-reads.queries'
import {
  AccountQuery,
  CurrencyPath,
  EntryList,
  EntryQuery,
  HoldingList,
  LimitsView,
  PortfolioQuery,
  PortfolioView,
  StandingView,
  WalletList,
  WalletView,
} from './wallet.schemas'

/** What an account has: for its owner, and for staff who name it, on record. */
@ApiTags('wallet')
@Scope('account')
@Controller('v1')
@Roles('client', ...VIEWERS)
export class WalletsController {
  constructor(
    private readonly reads: WalletReads,
    private readonly views: Views,
  ) {}

  @Get('account-standing')
  @ApiOkResponse({ standardSchema: StandingView })
  @Operation('Whether the account may trade and pay out, or what stands in the way', 'account-not-found')
  async standing(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Asked() asked: Asked,
  ): Promise<StandingView> {
    return this.reads.standing(await this.owned('balances', accountId, asked))
  }

  @Get('account-limits')
  @ApiOkResponse({ standardSchema: LimitsView })
  @Operation('The limits that the account is judged by, and what is left of the day and the month', 'account-not-found')
  async limits(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Asked() asked: Asked,
  ): Promise<LimitsView> {
    return this.reads.limits(await this.owned('balances', accountId, asked))
  }

  @Get('wallets')
  @ApiOkResponse({ standardSchema: WalletList })
  @Operation('The cash of an account, by currency', 'account-not-found')
  async wallets(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Asked() asked: Asked,
  ): Promise<WalletList> {
    return this.reads.wallets(await this.owned('balances', accountId, asked))
  }

  @Get('wallets/:currency')
  @ApiOkResponse({ standardSchema: WalletView })
  @Operation('The cash of an account in one currency', 'account-not-found', 'wallet-not-found')
  async wallet(
    @Param({ schema: CurrencyPath }) { currency }: CurrencyPath,
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Asked() asked: Asked,
  ): Promise<WalletView> {
    return this.reads.wallet(await this.owned('balances', accountId, asked), currency)
  }

  @Get('holdings')
  @ApiOkResponse({ standardSchema: HoldingList })
  @Operation('The instruments of an account, with what they cost', 'account-not-found')
  async holdings(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Asked() asked: Asked,
  ): Promise<HoldingList> {
    return this.reads.holdings(await this.owned('balances', accountId, asked))
  }

  @Get('portfolio')
  @ApiOkResponse({ standardSchema: PortfolioView })
  @Operation(
    'Cash and holdings, valued at the last price, by currency; one missing price spoils nothing else',
    'account-not-found',
  )
  async portfolio(
    @Query({ schema: PortfolioQuery }) { accountId, displayCurrency }: PortfolioQuery,
    @Asked() asked: Asked,
  ): Promise<PortfolioView> {
    return this.reads.portfolio(await this.owned('balances', accountId, asked), displayCurrency)
  }

  @Get('ledger-entries')
  @ApiOkResponse({ standardSchema: EntryList })
  @Operation('Every posting of the account with its cause and the balance after it, newest first', 'account-not-found')
  async entries(@Query({ schema: EntryQuery }) query: EntryQuery, @Asked() asked: Asked): Promise<EntryList> {
    return this.reads.entries(await this.owned('ledger', query.accountId, asked), query)
  }

  private async owned(
    kind: RecordKind,
    accountId: string | undefined,
    { caller, request }: { readonly caller: Caller; readonly request: Request },
  ): Promise<Owned> {
    const owned = await this.reads.owned(caller, accountId)
    await this.views.ofAnother(request, owned.userId, { kind, recordIds: [owned.accountId] })
    return owned
  }
}
