import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { Asked, Commands, Operation, Roles, Views, type HttpExchange } from '@filao/service'
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { HoldReads } from '../read/hold-reads.queries'
import { HoldList, HoldQuery, HoldView } from './hold.schemas'
import { IdPath } from './payment.schemas'

const KINDS = { deposit: 'deposits', withdrawal: 'withdrawals' } as const

/** Payments that stand still: since when, and whose they are to work on (regulation STR-9). */
@ApiTags('payment')
@Roles('compliance', 'mlro', 'treasury')
@Controller('v1/holds')
export class HoldsController {
  constructor(
    private readonly commands: Commands<PaymentCommand, PaymentEvent>,
    private readonly reads: HoldReads,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: HoldList })
  @Operation('Payments that stand still, oldest first; to treasury those alone that it has to find a place for')
  async list(@Query({ schema: HoldQuery }) query: HoldQuery, @Asked() { caller, request }: Asked): Promise<HoldList> {
    const list = await this.reads.list(caller, query)
    await this.record(request, list.items)
    return list
  }

  @Post(':id/take')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: HoldView })
  @Operation('Makes it the caller’s to work on, whoever had it before', 'hold-not-found', 'not-held', 'same-approver')
  async take(@Param({ schema: IdPath }) { id }: IdPath, @Asked() { caller, ...exchange }: Asked): Promise<HoldView> {
    const { accountId } = await this.reads.one(caller, id)
    const command = { type: 'TakeHold', accountId, paymentId: id, takenBy: caller.userId } as const
    await this.commands.submit({ command, ...exchange })
    const hold = await this.reads.one(caller, id)
    await this.record(exchange.request, [hold])
    return hold
  }

  /** Of what is a client's it is recorded who has looked. */
  private async record(request: HttpExchange['request'], holds: readonly HoldView[]): Promise<void> {
    for (const [kind, recorded] of Object.entries(KINDS)) {
      const recordIds = holds.filter((hold) => hold.kind === kind).map(({ id }) => id)
      if (recordIds.length > 0) await this.views.record(request, { kind: recorded, recordIds })
    }
  }
}
