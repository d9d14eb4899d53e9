import type { OrderCommand, OrderEvent } from '@filao/contracts'
import { Commands, HttpExchange, Operation, Roles } from '@filao/service'
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { OrderReads } from '../read/order-reads.queries'
import { HaltBody, MarketView, SymbolPath } from './order.schemas'

@ApiTags('order')
@Roles('admin')
@Controller('v1/markets')
export class MarketsController {
  constructor(
    private readonly commands: Commands<OrderCommand, OrderEvent>,
    private readonly reads: OrderReads,
  ) {}

  @Post(':symbol/halt')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MarketView })
  @Operation('Halts a market: nothing matches, cancels work', 'instrument-unknown')
  async halt(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @Body({ schema: HaltBody }) { reason }: HaltBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<MarketView> {
    const { assetId } = await this.reads.market(symbol)
    await this.commands.submit({ command: { type: 'HaltMarket', assetId, reason }, ...exchange })
    return this.reads.marketState(symbol)
  }

  @Post(':symbol/resume')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MarketView })
  @Operation('Ends the halt of a market; one that is halted for another reason too stays so', 'instrument-unknown')
  async resume(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<MarketView> {
    const { assetId } = await this.reads.market(symbol)
    await this.commands.submit({ command: { type: 'ResumeMarket', assetId }, ...exchange })
    return this.reads.marketState(symbol)
  }
}
