import { Caller, Operation, Scope } from '@filao/service'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { OrderReads } from '../read/order-reads.queries'
import { ExecutionList, ExecutionQuery } from './order.schemas'

@ApiTags('order')
@Scope('orders')
@Controller('v1/executions')
export class ExecutionsController {
  constructor(private readonly reads: OrderReads) {}

  /** The caller's executions, newest first. Nothing here names the other side of a trade. */
  @Get()
  @ApiOkResponse({ standardSchema: ExecutionList })
  @Operation("The caller's executions, newest first", 'account-not-found')
  list(@Query({ schema: ExecutionQuery }) query: ExecutionQuery, @Caller() caller: Caller): Promise<ExecutionList> {
    return this.reads.executions(caller, query)
  }
}
