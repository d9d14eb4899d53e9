import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import {
  Asked,
  Caller,
  Commands,
  newId,
  Operation,
  RateClass,
  Roles,
  Scope,
  SingleFactor,
  StepUp,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common'
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { weaknessOf } from '../passwords/password-policy'
import { Passwords } from '../passwords/passwords'
import { SecretDrafts } from '../passwords/secret-drafts'
import { IdentityQueries } from '../read/identity.queries'
import { existing, UserQueries } from '../read/user.queries'
import { originOf } from './origin'
import { EVERYONE, MANAGE, READ } from './permissions'
import { weak } from './registration.controller'
import { PasswordBody, ProfileBody, ReasonBody, UserView } from './user.schemas'

@ApiTags('users')
@Controller('v1/users/me')
@Roles(...EVERYONE)
export class ProfileController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly users: UserQueries,
    private readonly queries: IdentityQueries,
    private readonly passwords: Passwords,
    private readonly drafts: SecretDrafts,
  ) {}

  @Get()
  @SingleFactor()
  @Scope(READ)
  @ApiOkResponse({ standardSchema: UserView })
  @Operation("The caller's own profile", 'user-unknown')
  read(@Caller() { userId }: Caller): Promise<UserView> {
    return this.own(userId)
  }

  @Patch()
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: UserView })
  @Operation(
    "Changes what is given of the caller's own profile",
    'user-unknown',
    'under-age',
    'identity-locked',
    'user-closed',
  )
  async update(
    @Body({ schema: ProfileBody }) body: ProfileBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<UserView> {
    await this.commands.submit({
      command: { type: 'UpdateProfile', userId, ...body },
      ...exchange,
      pointers: { under_age: '/dateOfBirth' },
    })
    return this.own(userId)
  }

  @Post('password')
  @StepUp()
  @HttpCode(204)
  @Scope(MANAGE)
  @RateClass('credentials')
  @ApiNoContentResponse()
  @Operation(
    'Changes the password and ends every other session',
    'user-unknown',
    'weak-password',
    'invalid-credentials',
  )
  async changePassword(
    @Body({ schema: PasswordBody }) { currentPassword, newPassword }: PasswordBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<void> {
    const { email } = await this.own(userId)
    const weakness = weaknessOf(newPassword, email)
    if (weakness !== undefined) throw weak('/newPassword', weakness)
    const currentPasswordCorrect = await this.passwords.isRight(
      currentPassword,
      await this.queries.passwordOfUser(userId),
    )
    const secretId = await this.drafts.put(await this.passwords.hash(newPassword))
    const command: IdentityCommand = {
      type: 'SetPassword',
      userId,
      sessionId,
      secretId,
      currentPasswordCorrect,
      ...originOf(exchange.request),
    }
    await this.commands.submit({ command, ...exchange })
  }

  @Post('close')
  @HttpCode(202)
  @Roles('client')
  @Scope(MANAGE)
  @ApiAcceptedResponse({ standardSchema: UserView })
  @Operation(
    'Asks to leave: wallet closes each account, or refuses while there is money or an order in it',
    'user-unknown',
    'already-closing',
    'user-closed',
    'user-suspended',
  )
  async close(
    @Body({ schema: ReasonBody }) { reason }: ReasonBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<UserView> {
    const by = { kind: 'client', id: userId } as const
    const proposalId = newId(partitionOf(userId))
    await this.commands.submit({ command: { type: 'RequestClosure', userId, proposalId, by, reason }, ...exchange })
    return this.own(userId)
  }

  private async own(userId: string): Promise<UserView> {
    return existing(await this.users.own(userId))
  }
}
