import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { Asked, Commands, newId, Operation, Problem, RateClass, Roles, Scope, StepUp } from '@filao/service'
import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { IdentityQueries } from '../read/identity.queries'
import { existing, UserQueries } from '../read/user.queries'
import { OneTimeTokens } from '../tokens/one-time-tokens'
import { same, ServerKey } from '../tokens/server-key'
import { EVERYONE, MANAGE } from './permissions'
import { EmailBody, PhoneBody, PhoneCodeBody } from './token.schemas'
import { UserView } from './user.schemas'

/** How somebody is reached: changed by whoever has just shown a second factor, and told to the old place. */
@ApiTags('users')
@Controller('v1/users/me')
@Roles(...EVERYONE)
@Scope(MANAGE)
export class ContactController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly users: UserQueries,
    private readonly queries: IdentityQueries,
    private readonly tokens: OneTimeTokens,
    private readonly key: ServerKey,
  ) {}

  @Post('email')
  @HttpCode(200)
  @StepUp()
  @RateClass('credentials')
  @ApiOkResponse({ standardSchema: UserView })
  @Operation(
    'Changes the e-mail address; the new one gets a link that verifies it, the old one is told',
    'user-unknown',
    'user-closed',
    'email-taken',
    'sends-max',
  )
  async changeEmail(
    @Body({ schema: EmailBody }) { email }: EmailBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<UserView> {
    const tokenId = newId(partitionOf(userId))
    const emailKey = this.key.emailKey(email)
    const command: IdentityCommand = { type: 'ChangeEmail', userId, email, emailKey, tokenId }
    await this.commands.submit({ command, ...exchange, pointers: { email_taken: '/email' } })
    return this.own(userId)
  }

  @Post('phone')
  @HttpCode(200)
  @StepUp()
  @RateClass('credentials')
  @ApiOkResponse({ standardSchema: UserView })
  @Operation(
    'Changes the telephone number; the new one gets a code that verifies it, the old one is told',
    'user-unknown',
    'user-closed',
    'sends-max',
  )
  async changePhone(
    @Body({ schema: PhoneBody }) { phoneNumber }: PhoneBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<UserView> {
    const tokenId = newId(partitionOf(userId))
    await this.commands.submit({ command: { type: 'ChangePhone', userId, phoneNumber, tokenId }, ...exchange })
    return this.own(userId)
  }

  @Post('phone-verification')
  @HttpCode(202)
  @RateClass('credentials')
  @ApiAcceptedResponse()
  @Operation(
    'Sends a code to the telephone number; older codes are worth nothing then',
    'user-unknown',
    'user-closed',
    'phone-unknown',
    'already-verified',
    'sends-max',
  )
  async sendCode(@Asked() { caller: { userId }, ...exchange }: Asked): Promise<void> {
    const tokenId = newId(partitionOf(userId))
    const command: IdentityCommand = { type: 'IssueToken', userId, tokenId, kind: 'phone_verification' }
    await this.commands.submit({ command, ...exchange })
  }

  @Post('verify-phone')
  @HttpCode(204)
  @RateClass('credentials')
  @ApiNoContentResponse()
  @Operation(
    'Verifies the telephone number that the code was sent to',
    'user-unknown',
    'user-closed',
    'token-unknown',
    'token-used',
    'token-expired',
    'tries-max',
    'wrong-code',
  )
  async verifyPhone(
    @Body({ schema: PhoneCodeBody }) { code }: PhoneCodeBody,
    @Asked() { caller: { userId }, ...exchange }: Asked,
  ): Promise<void> {
    const tokenId = await this.queries.newestPhoneToken(userId)
    if (!tokenId) throw new Problem(404, 'token-unknown', 'No code has been sent.')
    const codeCorrect = same(Buffer.from(code), Buffer.from(this.tokens.codeOf(tokenId)))
    const command: IdentityCommand = { type: 'VerifyPhone', userId, tokenId, codeCorrect }
    await this.commands.submit({ command, ...exchange, pointers: { wrong_code: '/code' } })
  }

  private async own(userId: string): Promise<UserView> {
    return existing(await this.users.own(userId))
  }
}
