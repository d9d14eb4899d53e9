import { listIdOf } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import {
  Asked,
  Commands,
  Configuration,
  Operation,
  Problem,
  Roles,
  StepUp,
  Views,
  type Request,
  type HttpExchange,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { NoticeQueries } from '../read/notice.queries'
import { NOTICE_RECIPIENTS } from '../screening/screening-settings.schemas'
import {
  CloseNilReportBody,
  NoticeList,
  NoticeQuery,
  NoticeReceivedBody,
  NoticeView,
  SendNoticeBody,
} from './notice.schemas'
import { IdPath } from './screening.schemas'

/** What the authorities are to be told, within 24 hours of a confirmed match. The MLRO sends; compliance sees it. */
@ApiTags('compliance')
@Roles('mlro')
@Controller('v1/notices')
export class NoticesController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: NoticeQueries,
    private readonly views: Views,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: NoticeList })
  @Operation('Notices to the authorities, newest first')
  async list(@Query({ schema: NoticeQuery }) query: NoticeQuery, @Req() request: Request): Promise<NoticeList> {
    const list = await this.queries.notices(query)
    if (list.items.length > 0)
      await this.views.record(request, { kind: 'notices', recordIds: list.items.map(({ id }) => id) })
    return list
  }

  @Get(':id')
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: NoticeView })
  @Operation('One notice', 'notice-unknown')
  async read(@Param({ schema: IdPath }) { id }: IdPath, @Req() request: Request): Promise<NoticeView> {
    const notice = await this.queries.notice(id)
    await this.views.record(request, { kind: 'notices', recordIds: [id] })
    return notice
  }

  @Post(':id/send')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: NoticeView })
  @Operation(
    'Records that a notice was sent, with what it said',
    'notice-unknown',
    'notice-closed',
    'own-case',
    'configuration-unavailable',
  )
  async send(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: SendNoticeBody }) body: SendNoticeBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<NoticeView> {
    const ownerId = ownerOf(await this.queries.notice(id))
    const recipients = [...this.configuration.current(NOTICE_RECIPIENTS).value]
    const statement = { ...body, recipients }
    return this.act(id, { type: 'SendNotice', ownerId, noticeId: id, statement, by }, exchange)
  }

  @Post(':id/received')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: NoticeView })
  @Operation(
    'Records that the authority gave notice of the listing earlier: the time runs from there',
    'notice-unknown',
    'notice-closed',
    'own-case',
    'not-allowed-in-state',
  )
  async received(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: NoticeReceivedBody }) { receivedAt }: NoticeReceivedBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<NoticeView> {
    const ownerId = ownerOf(await this.queries.notice(id))
    return this.act(id, { type: 'RecordNoticeReceived', ownerId, noticeId: id, receivedAt, by }, exchange)
  }

  @Post(':id/close')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: NoticeView })
  @Operation('Records that a nil report was sent, or that nobody asks for it', 'notice-unknown', 'notice-closed')
  async close(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: CloseNilReportBody }) { outcome, reason }: CloseNilReportBody,
    @Asked() { caller: { userId: by }, ...exchange }: Asked,
  ): Promise<NoticeView> {
    const { list } = await this.queries.notice(id)
    if (!list) throw unknown()
    const command = { type: 'CloseNilReport', listId: listIdOf(list), noticeId: id, outcome, reason, by } as const
    return this.act(id, command, exchange)
  }

  private async act(id: string, command: ComplianceCommand, exchange: HttpExchange): Promise<NoticeView> {
    await this.commands.submit({ command, ...exchange })
    await this.views.record(exchange.request, { kind: 'notices', recordIds: [id] })
    return this.queries.notice(id)
  }
}

/** A nil report is nobody's: it is closed, not sent. */
function ownerOf({ userId }: NoticeView): string {
  if (userId === null) throw unknown()
  return userId
}

const unknown = (): Problem => new Problem(404, 'notice-unknown', 'There is no such notice.')
