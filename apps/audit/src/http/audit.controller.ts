import { Asked, Database, Operation, Roles } from '@filao/service'
import { Controller, Get, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { readAuditEvents } from '../read/audit.queries'
import { readCompleteness } from '../read/completeness.queries'
import { OwnerHeads } from '../read/owner-heads.queries'
import { AuditReads } from './audit-reads'
import { AuditEventList, AuditEventQuery, CompletenessView } from './audit.schemas'

@ApiTags('audit')
@Roles('auditor')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly database: Database,
    private readonly heads: OwnerHeads,
    private readonly reads: AuditReads,
  ) {}

  @Get('events')
  @ApiOkResponse({ standardSchema: AuditEventList })
  @Operation('Records of all topics, events and commands, newest first; that they were read is on record too')
  async events(
    @Query({ schema: AuditEventQuery }) query: AuditEventQuery,
    @Asked() asked: Asked,
  ): Promise<AuditEventList> {
    const found = await readAuditEvents(this.database.pool, query)
    await this.reads.record(asked, query, found.items.length)
    return found
  }

  /** Numbers and hashes, and nothing of what they stand for: no read of what is recorded. */
  @Get('completeness')
  @ApiOkResponse({ standardSchema: CompletenessView })
  @Operation('Per source partition what is recorded, and whether it is all that its owner has written')
  completeness(): Promise<CompletenessView> {
    return readCompleteness(this.database.pool, this.heads, { now: () => Date.now() })
  }
}
