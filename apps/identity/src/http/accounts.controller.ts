import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import {
  Asked,
  Commands,
  isViewer,
  newId,
  Operation,
  Problem,
  Roles,
  Scope,
  ServiceConfig,
  StepUp,
  Views,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { randomInt } from 'node:crypto'
import { IdentityQueries } from '../read/identity.queries'
import { UserQueries } from '../read/user.queries'
import { EVERYONE, MANAGE, READ } from './permissions'
import {
  AccountKindBody,
  AccountList,
  AccountListQuery,
  AccountView,
  IdPath,
  OpenAccountBody,
  StaffActionView,
} from './user.schemas'
import { actionOf } from './users.controller'

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountsController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly users: UserQueries,
    private readonly queries: IdentityQueries,
    private readonly views: Views,
    private readonly config: ServiceConfig,
  ) {}

  @Get()
  @Roles(...EVERYONE)
  @Scope(READ)
  @ApiOkResponse({ standardSchema: AccountList })
  @Operation("The caller's trading accounts; with `userId`, for staff, those of another")
  async list(
    @Query({ schema: AccountListQuery }) { userId }: AccountListQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<{ items: AccountView[]; next: null }> {
    if (userId === undefined || userId === caller.userId) {
      return { items: await this.users.ownAccounts(caller.userId), next: null }
    }
    if (!isViewer(caller)) return { items: [], next: null }
    await this.views.record(request, { kind: 'accounts', recordIds: [userId] })
    return { items: await this.users.accountsOf(userId), next: null }
  }

  @Post()
  @Scope(MANAGE)
  @ApiCreatedResponse({ standardSchema: AccountView })
  @Operation(
    'Opens a demo account, for paper money; a second one is the first',
    'user-unknown',
    'user-closed',
    'user-suspended',
    'not-a-client',
    'email-not-verified',
    'kyc-not-submitted',
  )
  async open(
    @Body({ schema: OpenAccountBody }) { mode, name }: OpenAccountBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<AccountView> {
    // Its partition is its own: it is where the wallet lives.
    const accountId = newId(randomInt(this.config.partitions))
    await this.commands.submit({ command: { type: 'OpenAccount', userId, accountId, mode, name }, ...exchange })
    const account = (await this.users.ownAccounts(userId)).find((one) => one.mode === mode)
    if (!account) throw new Problem(404, 'account-unknown', 'There is no such account.')
    return account
  }

  @Post(':id/kind')
  @StepUp()
  @HttpCode(200)
  @Roles('treasury')
  @ApiOkResponse({ standardSchema: StaffActionView })
  @Operation(
    "Makes an account a market maker's: the first person proposes, a second, different one does it",
    'account-unknown',
    'user-unknown',
    'already-kind',
    'same-approver',
  )
  async setKind(
    @Param({ schema: IdPath }) { id: accountId }: IdPath,
    @Body({ schema: AccountKindBody }) { kind, reason }: AccountKindBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<StaffActionView> {
    const userId = await this.queries.ownerOfAccount(accountId)
    if (!userId) throw new Problem(404, 'account-unknown', 'There is no such account.')
    const proposalId = newId(partitionOf(userId))
    const command: IdentityCommand = {
      type: 'SetAccountKind',
      userId,
      accountId,
      kind,
      proposalId,
      by: caller.userId,
      reason,
    }
    return actionOf((await this.commands.submit({ command, ...exchange })).events.map(({ event }) => event))
  }
}
