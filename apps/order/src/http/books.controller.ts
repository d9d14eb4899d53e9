import { ANY_SCOPE, Operation, Roles, Scope, VIEWERS } from '@filao/service'
import { Controller, Get, Param, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { OrderReads } from '../read/order-reads.queries'
import { BookQuery, BookView, SymbolPath } from './order.schemas'

@ApiTags('order')
@Scope(ANY_SCOPE)
@Controller('v1/books')
export class BooksController {
  constructor(private readonly reads: OrderReads) {}

  @Get(':symbol')
  @Roles('client', 'admin', ...VIEWERS)
  @ApiOkResponse({ standardSchema: BookView })
  @Operation('The levels of a book, best first, with the log position that they hold at', 'instrument-unknown')
  one(
    @Param({ schema: SymbolPath }) { symbol }: SymbolPath,
    @Query({ schema: BookQuery }) { depth }: BookQuery,
  ): Promise<BookView> {
    return this.reads.book(symbol, depth)
  }
}
