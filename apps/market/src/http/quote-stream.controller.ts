import { AnswersEvents, ANY_SCOPE, Asked, EventStreams, Operation, Roles, ROLES, Scope } from '@filao/service'
import { Controller, Get, Query, type StreamableFile } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { QuoteWatch } from '../stream/quote-watch'
import { QuotesQuery } from './price.schemas'
import { QUOTE_EVENTS } from './quote-stream.schemas'

const DESCRIPTION = `Server-Sent Events: \`ready\`, then a \`snapshot\` of all symbols, then a \`quote\` or a \`status\`
whenever one changes, and a \`heartbeat\` every 10 s. A slow reader is told the newest of each symbol and nothing in
between. The stream ends with the token or the session that opened it; a client then opens another.`

@ApiTags('market')
@Controller('v1/quotes')
@Roles(...ROLES)
@Scope(ANY_SCOPE)
export class QuoteStreamController {
  constructor(
    private readonly watch: QuoteWatch,
    private readonly streams: EventStreams,
  ) {}

  @Get('stream')
  @AnswersEvents(DESCRIPTION, QUOTE_EVENTS)
  @Operation('Quotes of up to 100 symbols, as they change', 'overloaded', 'service-unavailable')
  async stream(
    @Query({ schema: QuotesQuery }) { symbols }: QuotesQuery,
    @Asked() { caller, reply }: Asked,
  ): Promise<StreamableFile> {
    return this.streams.start({ caller, reply, source: await this.watch.sourceOf(symbols) })
  }
}
