import { listIdOf, UnreadableList, versionIdOf } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent, ListCode } from '@filao/contracts'
import { fromTimestamp } from '@filao/kernel'
import { Asked, Commands, Configuration, Operation, Problem, Roles, StepUp } from '@filao/service'
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { ScreeningQueries } from '../read/screening.queries'
import { ListFiles } from '../screening/list-files'
import type { ReadVersion } from '../screening/list-reader'
import { MATCHER, type Matcher } from '../screening/matcher'
import { SHRINK_PERCENT_MAX } from '../screening/screening-settings.schemas'
import { bytesOf, LIST_CONTENT_TYPE } from './list-body'
import { isBehindTheWall } from './wall'
import { ListPath, ListVersionList, ListVersionPath, ListVersionView, RejectListBody } from './screening.schemas'

/** What names are screened against. One person loads a version, another approves it; then everybody is matched. */
@ApiTags('screening')
@Roles('compliance', 'mlro')
@Controller('v1/screening/lists')
export class ListsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly queries: ScreeningQueries,
    private readonly files: ListFiles,
    @Inject(MATCHER) private readonly matcher: Matcher,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @Roles('compliance', 'mlro', 'auditor')
  @ApiOkResponse({ standardSchema: ListVersionList })
  @Operation('Versions of all lists, the last 200 loaded, newest first')
  async list(@Asked() { caller }: Asked): Promise<ListVersionList> {
    const list = await this.queries.lists()
    if (isBehindTheWall(caller)) return list
    return { ...list, items: list.items.map((version) => ({ ...version, matchCount: null })) }
  }

  @Post(':list/versions')
  @ApiConsumes(LIST_CONTENT_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ standardSchema: ListVersionView })
  @Operation(
    'Loads a version of a list from its file: the XML of the UN, or a register as JSON. A second person approves it',
    'list-unreadable',
    'list-unknown',
    'list-version-not-newer',
    'list-shrunk',
    'configuration-unavailable',
    'unsupported-media-type',
    'body-too-large',
  )
  async load(
    @Param({ schema: ListPath }) { list }: ListPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ListVersionView> {
    const bytes = await bytesOf(exchange.request)
    const version = await this.read(list, bytes)
    await this.files.store(list, version, bytes)
    const { generatedAt, sha256, entries } = version
    const command: ComplianceCommand = {
      type: 'LoadListVersion',
      listId: listIdOf(list),
      listCode: list,
      versionId: versionIdOf({ listCode: list, generatedAt, sha256 }),
      generatedAt: fromTimestamp(generatedAt),
      sha256,
      entryCount: entries.length,
      shrinkPercentMax: this.configuration.current(SHRINK_PERCENT_MAX).value,
      loadedBy: caller.userId,
    }
    await this.commands.submit({ command, ...exchange })
    return this.queries.list(list, sha256)
  }

  @Post(':list/versions/:sha256/approve')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ListVersionView })
  @Operation(
    'Approves a version, by another person than the one who loaded it: everybody is matched, then it is in force',
    'list-version-unknown',
    'list-version-rejected',
    'list-version-in-flight',
    'list-version-not-newer',
    'same-approver',
  )
  async approve(
    @Param({ schema: ListVersionPath }) { list, sha256 }: ListVersionPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ListVersionView> {
    const { versionId } = await this.queries.list(list, sha256)
    const command = {
      type: 'ApproveListVersion',
      listId: listIdOf(list),
      versionId,
      approvedBy: caller.userId,
    } as const
    await this.commands.submit({ command, ...exchange })
    return this.queries.list(list, sha256)
  }

  @Post(':list/versions/:sha256/reject')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ListVersionView })
  @Operation('Rejects a version that is not in force yet', 'list-version-unknown', 'not-allowed-in-state')
  async reject(
    @Param({ schema: ListVersionPath }) { list, sha256 }: ListVersionPath,
    @Body({ schema: RejectListBody }) { reason }: RejectListBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<ListVersionView> {
    const { versionId } = await this.queries.list(list, sha256)
    const about = { listId: listIdOf(list), versionId }
    const command = { type: 'RejectListVersion', ...about, reason, rejectedBy: caller.userId } as const
    await this.commands.submit({ command, ...exchange })
    return this.queries.list(list, sha256)
  }

  private async read(list: ListCode, bytes: Buffer): Promise<ReadVersion> {
    try {
      return await this.matcher.read(list, bytes)
    } catch (error) {
      if (error instanceof UnreadableList)
        throw new Problem(422, 'list-unreadable', `The file is not taken: ${error.message}.`)
      throw error
    }
  }
}
