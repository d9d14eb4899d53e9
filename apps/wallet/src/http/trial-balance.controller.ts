import { Operation, Roles } from '@filao/service'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { WalletReads } from '../read/wallet-reads.queries'
import { TrialBalanceQuery, TrialBalanceView } from './wallet.schemas'

@ApiTags('wallet')
@Roles('treasury', 'compliance', 'auditor')
@Controller('v1/trial-balance')
export class TrialBalanceController {
  constructor(private readonly reads: WalletReads) {}

  @Get()
  @ApiOkResponse({ standardSchema: TrialBalanceView })
  @Operation(
    'Per asset the sum of all accounts, which is always 0, by account class, with the positions that it holds at: now, or at a time',
  )
  at(@Query({ schema: TrialBalanceQuery }) query: TrialBalanceQuery): Promise<TrialBalanceView> {
    return this.reads.trialBalance(query)
  }
}
