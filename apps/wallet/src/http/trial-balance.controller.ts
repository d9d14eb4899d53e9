import { Roles } from '@filao/service'
import { Controller, Get } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { WalletReads } from '../read/wallet-reads.queries'
import { TrialBalanceView } from './wallet.schemas'

@ApiTags('wallet')
@Roles('treasury', 'auditor')
@Controller('v1/trial-balance')
export class TrialBalanceController {
  constructor(private readonly reads: WalletReads) {}

  /** Per asset the sum of all accounts, which is always 0, by account class, and the positions that it holds at. */
  @Get()
  @ApiOkResponse({ standardSchema: TrialBalanceView })
  now(): Promise<TrialBalanceView> {
    return this.reads.trialBalance()
  }
}
