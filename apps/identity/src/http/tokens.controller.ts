import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import {
  actorOf,
  Asked,
  Commands,
  HttpExchange,
  newId,
  Operation,
  Problem,
  Public,
  RateClass,
  Roles,
  Scope,
  ServiceConfig,
} from '@filao/service'
import { Body, Controller, HttpCode, Post } from '@nestjs/common'
import { ApiAcceptedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger'
import { weaknessOf } from '../passwords/password-policy'
import { Passwords } from '../passwords/passwords'
import { SecretDrafts } from '../passwords/secret-drafts'
import { IdentityQueries, type TokenOwner } from '../read/identity.queries'
import { OneTimeTokens } from '../tokens/one-time-tokens'
import { ServerKey } from '../tokens/server-key'
import { decoyOf } from './origin'
import { EVERYONE, MANAGE } from './permissions'
import { weak } from './registration.controller'
import { ResetBody, ResetRequestBody, TokenBody } from './token.schemas'

/** What is proven by reading a mailbox: that an address is one's own, and who may choose a new password. */
@ApiTags('users')
@Controller('v1/users')
export class TokensController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly queries: IdentityQueries,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly drafts: SecretDrafts,
    private readonly key: ServerKey,
    private readonly config: ServiceConfig,
  ) {}

  @Post('me/email-verification')
  @HttpCode(202)
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @RateClass('credentials')
  @ApiAcceptedResponse()
  @Operation(
    "Sends the link that verifies the caller's e-mail address once more; older links are worth nothing then",
    'user-unknown',
    'user-closed',
    'already-verified',
    'sends-max',
  )
  async resend(@Asked() { caller: { userId }, ...exchange }: Asked): Promise<void> {
    const tokenId = newId(partitionOf(userId))
    await this.commands.submit({
      command: { type: 'IssueToken', userId, tokenId, kind: 'email_verification' },
      ...exchange,
    })
  }

  @Post('verify-email')
  @HttpCode(204)
  @Public()
  @RateClass('credentials')
  @ApiNoContentResponse()
  @Operation(
    'Verifies the e-mail address that the token was sent to',
    'user-unknown',
    'token-unknown',
    'token-used',
    'token-expired',
    'user-closed',
  )
  async verifyEmail(
    @Body({ schema: TokenBody }) { token }: TokenBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<void> {
    const { tokenId, owner } = await this.read(token)
    const { userId } = owner
    const acting = { actor: actorOf(owner) }
    await this.commands.submit({ command: { type: 'VerifyEmail', userId, tokenId }, ...exchange, acting })
  }

  /** Who is registered is not told: every e-mail is answered alike, after the same work. */
  @Post('reset-password')
  @HttpCode(202)
  @Public()
  @RateClass('credentials')
  @ApiAcceptedResponse()
  @Operation('Sends a link by which a new password is chosen, if the e-mail address is known')
  async requestReset(
    @Body({ schema: ResetRequestBody }) { email }: ResetRequestBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<void> {
    const found = await this.queries.passwordOf(email)
    const userId = found?.userId ?? decoyOf(email, this.key, this.config)
    const tokenId = newId(partitionOf(userId))
    const command: IdentityCommand = { type: 'IssueToken', userId, tokenId, kind: 'password_reset' }
    try {
      await this.commands.submit({ command, ...exchange })
    } catch (error) {
      if (!(error instanceof Problem && SAME_ANSWER.has(error.code))) throw error
    }
    // Only what happened has a position.
    exchange.reply.removeHeader('filao-position')
  }

  @Post('reset-password/confirm')
  @HttpCode(204)
  @Public()
  @RateClass('credentials')
  @ApiNoContentResponse()
  @Operation(
    'Sets the new password, once, ends every session and revokes every API key',
    'user-unknown',
    'token-unknown',
    'token-used',
    'token-expired',
    'user-closed',
    'weak-password',
  )
  async reset(
    @Body({ schema: ResetBody }) { token, newPassword }: ResetBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<void> {
    const { tokenId, owner } = await this.read(token)
    const weakness = weaknessOf(newPassword, owner.email)
    if (weakness !== undefined) throw weak('/newPassword', weakness)
    const secretId = await this.drafts.put(await this.passwords.hash(newPassword))
    const command: IdentityCommand = { type: 'ResetPassword', userId: owner.userId, tokenId, secretId }
    await this.commands.submit({ command, ...exchange, acting: { actor: actorOf(owner) } })
  }

  /** Whose token it is. One that is not ours is nobody's, and is not looked for. */
  private async read(token: string): Promise<{ tokenId: Id; owner: TokenOwner }> {
    const tokenId = this.tokens.read(token)
    const owner = tokenId && (await this.queries.ownerOfToken(tokenId))
    if (!tokenId || !owner) throw new Problem(404, 'token-unknown', 'There is no such token.')
    return { tokenId, owner }
  }
}

/** Refusals that would tell whether somebody is registered. */
const SAME_ANSWER: ReadonlySet<string> = new Set(['user-unknown', 'user-closed', 'sends-max'])
