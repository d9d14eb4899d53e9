import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import {
  Asked,
  Commands,
  newId,
  Operation,
  Roles,
  ServiceConfig,
  StepUp,
  VIEWERS,
  Views,
  type HttpExchange,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { randomInt } from 'node:crypto'
import { existing, masked, UserQueries } from '../read/user.queries'
import { seesAll } from './permissions'
import { IdPath, ReasonBody, StaffActionView, UserList, UserListQuery, UserView } from './user.schemas'

/** Clients as staff see them, and what staff may do to them. */
@ApiTags('users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly users: UserQueries,
    private readonly views: Views,
    private readonly config: ServiceConfig,
  ) {}

  @Get()
  @Roles(...VIEWERS)
  @ApiOkResponse({ standardSchema: UserList })
  @Operation('Users as staff see them; support sees them masked')
  async list(
    @Query({ schema: UserListQuery }) query: UserListQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<UserList> {
    const { items, next } = await this.users.list(query)
    if (items.length > 0) await this.views.record(request, { kind: 'users', recordIds: items.map(({ id }) => id) })
    return { items: seesAll(caller.roles) ? [...items] : items.map(masked), next }
  }

  @Get(':id')
  @Roles(...VIEWERS)
  @ApiOkResponse({ standardSchema: UserView })
  @Operation('One user as staff see him', 'user-unknown')
  async read(@Param({ schema: IdPath }) { id }: IdPath, @Asked() { caller, request }: Asked): Promise<UserView> {
    const user = await this.one(id)
    await this.views.record(request, { kind: 'user', recordIds: [id] })
    return seesAll(caller.roles) ? user : masked(user)
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    'Suspends a user: sessions end, accounts are restricted',
    'user-unknown',
    'already-suspended',
    'user-closed',
    'same-approver',
  )
  suspend(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    return this.act({ type: 'SuspendUser', userId: id, by: caller.userId, reason }, exchange)
  }

  @Post(':id/reinstate')
  @StepUp()
  @HttpCode(200)
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    'Reinstates a user: the first person proposes, a second, different one does it',
    'user-unknown',
    'user-not-suspended',
    'user-closed',
    'same-approver',
  )
  reinstate(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    const proposalId = newId(partitionOf(id))
    const accountId = newId(randomInt(this.config.partitions))
    return this.act({ type: 'ReinstateUser', userId: id, proposalId, accountId, by: caller.userId, reason }, exchange)
  }

  @Post(':id/close')
  @StepUp()
  @HttpCode(200)
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    'Closes a user: the first person proposes, a second, different one does it',
    'user-unknown',
    'already-closing',
    'user-closed',
    'same-approver',
  )
  close(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    const by = { kind: 'staff', id: caller.userId } as const
    const proposalId = newId(partitionOf(id))
    return this.act({ type: 'RequestClosure', userId: id, proposalId, by, reason }, exchange)
  }

  @Post(':id/two-factor/reset')
  @StepUp()
  @HttpCode(200)
  @Roles('admin')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    'Resets a second factor that its owner has lost: the first admin proposes, a second, different one does it; sessions end',
    'user-unknown',
    'factor-not-enrolled',
    'same-approver',
    'user-closed',
  )
  resetFactor(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    const proposalId = newId(partitionOf(id))
    return this.act({ type: 'ResetFactor', userId: id, proposalId, by: caller.userId, reason }, exchange)
  }

  @Post(':id/senior-management')
  @StepUp()
  @HttpCode(200)
  @Roles('admin')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    'Makes the approvals of a person of staff those of senior management: the first admin proposes, a second, different one does it',
    'user-unknown',
    'not-staff',
    'already-granted',
    'own-role',
    'same-approver',
    'user-suspended',
    'user-closed',
  )
  grantSeniorManagement(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    const proposalId = newId(partitionOf(id))
    const by = caller.userId
    return this.act({ type: 'GrantSeniorManagement', userId: id, proposalId, by, reason }, exchange)
  }

  @Post(':id/senior-management/revoke')
  @HttpCode(200)
  @Roles('admin')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation('Takes it away at once and ends the sessions that name it', 'user-unknown', 'role-not-granted', 'own-role')
  revokeSeniorManagement(
    @Param({ schema: IdPath }) { id }: IdPath,
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller: { userId: revokedBy }, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    return this.act({ type: 'RevokeSeniorManagement', userId: id, revokedBy, reason }, exchange)
  }

  private async act(command: IdentityCommand, exchange: HttpExchange): Promise<StaffActionView> {
    // An id that names nobody may name no partition either.
    await this.one(command.userId)
    return actionOf((await this.commands.submit({ command, ...exchange })).events.map(({ event }) => event))
  }

  private async one(id: Id): Promise<UserView> {
    return existing(await this.users.one(id))
  }
}

/** Whether a staff action has happened or waits for its second person. */
export const actionOf = (events: readonly IdentityEvent[]): StaffActionView => ({
  outcome: events.some(({ type }) => type.endsWith('Proposed')) ? 'proposed' : 'done',
})
