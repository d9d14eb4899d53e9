import { Caller, Operation, Scope } from '@filao/service'
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { WalletReads } from '../read/wallet-reads.queries'
import {
  AccountQuery,
  CurrencyPath,
  EntryList,
  EntryQuery,
  HoldingList,
  PortfolioView,
  WalletList,
  WalletView,
} from './wallet.schemas'

@ApiTags('wallet')
@Scope('account')
@Controller('v1')
export class WalletsController {
  constructor(private readonly reads: WalletReads) {}

  @Get('wallets')
  @ApiOkResponse({ standardSchema: WalletList })
  @Operation('The cash of an account, by currency', 'account-not-found')
  wallets(@Query({ schema: AccountQuery }) { accountId }: AccountQuery, @Caller() caller: Caller): Promise<WalletList> {
    return this.reads.wallets(caller, accountId)
  }

  @Get('wallets/:currency')
  @ApiOkResponse({ standardSchema: WalletView })
  @Operation('The cash of an account in one currency', 'account-not-found', 'wallet-not-found')
  wallet(
    @Param({ schema: CurrencyPath }) { currency }: CurrencyPath,
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Caller() caller: Caller,
  ): Promise<WalletView> {
    return this.reads.wallet(caller, accountId, currency)
  }

  @Get('holdings')
  @ApiOkResponse({ standardSchema: HoldingList })
  @Operation('The instruments of an account, with what they cost', 'account-not-found')
  holdings(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Caller() caller: Caller,
  ): Promise<HoldingList> {
    return this.reads.holdings(caller, accountId)
  }

  @Get('portfolio')
  @ApiOkResponse({ standardSchema: PortfolioView })
  @Operation('Cash and holdings, valued at the last price; one missing price spoils nothing else', 'account-not-found')
  portfolio(
    @Query({ schema: AccountQuery }) { accountId }: AccountQuery,
    @Caller() caller: Caller,
  ): Promise<PortfolioView> {
    return this.reads.portfolio(caller, accountId)
  }

  @Get('ledger-entries')
  @ApiOkResponse({ standardSchema: EntryList })
  @Operation('Every posting of the account with its cause and the balance after it, newest first', 'account-not-found')
  entries(@Query({ schema: EntryQuery }) query: EntryQuery, @Caller() caller: Caller): Promise<EntryList> {
    return this.reads.entries(caller, query)
  }
}
