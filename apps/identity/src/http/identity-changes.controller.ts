import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import {
  Asked,
  Caller,
  Commands,
  newId,
  Operation,
  Problem,
  Roles,
  Scope,
  StepUp,
  VIEWERS,
  Views,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { IdentityChangeQueries } from '../read/identity-change.queries'
import { IdentityChangeBody, IdentityChangePath, IdentityChangeView } from './identity-change.schemas'
import { MANAGE, seesAll } from './permissions'
import { IdPath, ReasonBody } from './user.schemas'

/**
 * What has been verified of a client changes by being verified anew: asked for by the client, judged by compliance, and
 * the old value is in force until then.
 */
@ApiTags('users')
@Controller('v1/users')
export class IdentityChangesController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly changes: IdentityChangeQueries,
    private readonly views: Views,
  ) {}

  @Post('me/identity-change')
  @HttpCode(202)
  @Scope(MANAGE)
  @StepUp()
  @ApiAcceptedResponse({ standardSchema: IdentityChangeView })
  @Operation(
    'Asks for another name, birth date, nationality or address after these were verified; in place of what was asked before',
    'user-unknown',
    'user-closed',
    'user-suspended',
    'under-age',
    'identity-not-locked',
    'nothing-changes',
    'identity-change-unknown',
  )
  async request(
    @Body({ schema: IdentityChangeBody }) body: IdentityChangeBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<IdentityChangeView> {
    const changeId = newId(partitionOf(userId))
    await this.commands.submit({
      command: { type: 'RequestIdentityChange', userId, changeId, ...body },
      ...exchange,
      pointers: { under_age: '/dateOfBirth' },
    })
    return found(await this.changes.own(userId))
  }

  @Get('me/identity-change')
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: IdentityChangeView })
  @Operation('What the caller has asked to be verified anew', 'identity-change-unknown')
  async own(@Caller() { userId }: Caller): Promise<IdentityChangeView> {
    return found(await this.changes.own(userId))
  }

  @Get(':id/identity-change')
  @Roles(...VIEWERS)
  @ApiOkResponse({ standardSchema: IdentityChangeView })
  @Operation('What a client has asked to be verified anew', 'identity-change-unknown')
  async read(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Asked() { caller: { roles }, request }: Asked,
  ): Promise<IdentityChangeView> {
    if (!seesAll(roles)) throw new Problem(403, 'forbidden', 'Your role does not allow this.')
    const change = found(await this.changes.of(id))
    await this.views.record(request, { kind: 'user', recordIds: [id] })
    return change
  }

  @Post(':id/identity-change/:changeId/apply')
  @HttpCode(204)
  @Roles('compliance', 'mlro')
  @StepUp()
  @ApiNoContentResponse()
  @Operation(
    'Puts in force what has been verified anew',
    'user-unknown',
    'user-closed',
    'identity-change-unknown',
    'same-approver',
  )
  async apply(
    @Param({ schema: IdentityChangePath }) { id: userId, changeId }: IdentityChangePath,
    @Asked() { caller: { userId: appliedBy }, ...exchange }: Asked,
  ): Promise<void> {
    await this.mustExist(userId)
    const command: IdentityCommand = { type: 'ApplyIdentityChange', userId, changeId, appliedBy }
    await this.commands.submit({ command, ...exchange })
  }

  @Post(':id/identity-change/:changeId/reject')
  @HttpCode(204)
  @Roles('compliance', 'mlro')
  @ApiNoContentResponse()
  @Operation(
    'Leaves what has been verified as it is',
    'user-unknown',
    'user-closed',
    'identity-change-unknown',
    'same-approver',
  )
  async reject(
    @Param({ schema: IdentityChangePath }) { id: userId, changeId }: IdentityChangePath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller: { userId: rejectedBy }, ...exchange }: Asked,
  ): Promise<void> {
    await this.mustExist(userId)
    const command: IdentityCommand = { type: 'RejectIdentityChange', userId, changeId, rejectedBy, reason }
    await this.commands.submit({ command, ...exchange })
  }

  /** An id that names nobody may name no partition either. */
  private async mustExist(userId: Id): Promise<void> {
    found(await this.changes.of(userId))
  }
}

function found(change: IdentityChangeView | undefined): IdentityChangeView {
  if (!change) throw new Problem(404, 'identity-change-unknown', 'Nothing is to be verified anew.')
  return change
}
