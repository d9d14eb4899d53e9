import { Asked, Operation, Roles, Scope, VIEWERS, Views } from '@filao/service'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { OrderReads } from '../read/order-reads.queries'
import { ExecutionList, ExecutionQuery } from './order.schemas'

@ApiTags('order')
@Scope('orders')
@Controller('v1/executions')
export class ExecutionsController {
  constructor(
    private readonly reads: OrderReads,
    private readonly views: Views,
  ) {}

  /**
   * The executions of the caller's account, or for staff of the one that they name, newest first. Nothing here names the
   * other side of a trade.
   */
  @Get()
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: ExecutionList })
  @Operation("The caller's executions, newest first", 'account-not-found')
  async list(
    @Query({ schema: ExecutionQuery }) query: ExecutionQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<ExecutionList> {
    const account = await this.reads.account(caller, query.accountId)
    await this.views.ofAnother(request, account.userId, { kind: 'executions', recordIds: [account.accountId] })
    return this.reads.executions(account, query)
  }
}
