import type { WalletCommand, WalletEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { Asked, Caller, Commands, Configuration, IdempotencyKey, newId, Operation, Scope } from '@filao/service'
import { Body, Controller, Get, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { CONVERSION_SPREAD } from '../configuration.schemas'
import { ConversionReads } from '../read/conversion.queries'
import { WalletReads } from '../read/wallet-reads.queries'
import { ConversionBody, ConversionList, ConversionQuery, ConversionView } from './conversion.schemas'

const POINTERS = { rate_moved: '/leastToReceive', same_currency: '/to', amount_out_of_range: '/amount' }

/** Changes a client's money of one currency into another. */
@ApiTags('wallet')
@Controller('v1/conversions')
@Scope('account')
export class ConversionsController {
  constructor(
    private readonly commands: Commands<WalletCommand, WalletEvent>,
    private readonly wallets: WalletReads,
    private readonly reads: ConversionReads,
    private readonly configuration: Configuration,
  ) {}

  @Post()
  @ApiCreatedResponse({ standardSchema: ConversionView })
  @Operation(
    'Converts money at a rate of at most a minute, less the spread, if at least so much comes of it',
    'account-not-found',
    'account-unknown',
    'same-currency',
    'wallet-missing',
    'insufficient-balance',
    'not-withdrawable',
    'rate-stale',
    'rate-moved',
    'amount-out-of-range',
    'not-allowed-for-demo',
    'under-review',
    'kyc-not-approved',
    'account-not-active',
    'account-closed',
    'configuration-unavailable',
  )
  async convert(
    @Body({ schema: ConversionBody }) body: ConversionBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ConversionView> {
    const { accountId: named, from, to, amount, leastToReceive } = body
    const { accountId, userId } = await this.wallets.owned(caller, named)
    const spread = this.configuration.current(CONVERSION_SPREAD).value
    const command: WalletCommand = {
      type: 'ConvertFunds',
      conversionId: newId(partitionOf(accountId)),
      ...{ accountId, from, to, amount, leastToReceive },
      spreadPercent: parseUnits(spread),
    }
    const { subject } = await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    return this.reads.conversion(userId, subject)
  }

  @Get()
  @ApiOkResponse({ standardSchema: ConversionList })
  @Operation("The caller's conversions, newest first", 'account-not-found')
  async list(
    @Query({ schema: ConversionQuery }) query: ConversionQuery,
    @Caller() caller: Caller,
  ): Promise<ConversionList> {
    return this.reads.conversions(await this.wallets.owned(caller, query.accountId), query)
  }
}
