import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import {
  Asked,
  Caller,
  Commands,
  HttpExchange,
  Operation,
  Public,
  RateClass,
  Roles,
  Scope,
  SingleFactor,
} from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { Passkeys } from '../factors/passkeys'
import { SecondFactors } from '../factors/second-factors'
import { AccessQueries } from '../read/access.queries'
import { LogIns } from './log-ins'
import { PasskeyRequestView } from './passkey.schemas'
import { EVERYONE, MANAGE } from './permissions'
import {
  AccessTokenView,
  EndSessionsQuery,
  LogInBody,
  RefreshBody,
  SessionList,
  SessionPath,
  StepUpBody,
  TokensView,
  type SessionView,
} from './session.schemas'

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly logIns: LogIns,
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly access: AccessQueries,
    private readonly secondFactors: SecondFactors,
    private readonly passkeys: Passkeys,
  ) {}

  @Post()
  @Public()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: TokensView })
  @Operation(
    'Logs in; who has a second factor shows it as well: a code, or a passkey',
    'invalid-credentials',
    'otp-required',
    'maintenance',
    'configuration-unavailable',
  )
  logIn(@Body({ schema: LogInBody }) body: LogInBody, @HttpExchange() exchange: HttpExchange): Promise<TokensView> {
    return this.logIns.logIn(body, exchange)
  }

  @Post('passkey-options')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: PasskeyRequestView })
  @Operation('What a browser asks a passkey by at a log-in, good for five minutes; the same whoever asks')
  logInOptions(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.passkeys.request('log-in')
  }

  @Post('step-up/passkey-options')
  @HttpCode(200)
  @Roles(...EVERYONE)
  @SingleFactor()
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: PasskeyRequestView })
  @Operation('What a browser asks a passkey by within this session, good for five minutes')
  stepUpOptions(@Caller() { sessionId }: Caller): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.passkeys.request({ sessionId })
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokensView })
  @Operation(
    'Rotates the refresh token; an old one that comes back ends the session',
    'invalid-refresh-token',
    'session-over',
    'session-unknown',
    'token-reuse',
    'configuration-unavailable',
  )
  refresh(
    @Body({ schema: RefreshBody }) { refreshToken }: RefreshBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<TokensView> {
    return this.logIns.refresh(refreshToken, exchange)
  }

  @Post('step-up')
  @HttpCode(200)
  @Roles(...EVERYONE)
  @SingleFactor()
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: AccessTokenView })
  @Operation(
    'Shows the second factor anew: the token that is answered opens what asks for it, for five minutes',
    'wrong-code',
    'code-used',
    'factor-not-enrolled',
    'session-unknown',
    'session-over',
  )
  async stepUp(
    @Body({ schema: StepUpBody }) { code, passkey }: StepUpBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<AccessTokenView> {
    const proof = passkey
      ? await this.passkeys.proofOf(userId, passkey as AuthenticationResponseJSON, { sessionId })
      : await this.secondFactors.proofOf(userId, code!)
    const command: IdentityCommand = { type: 'StepUp', userId, sessionId, ...proof }
    const pointer = passkey ? '/passkey' : '/code'
    await this.commands.submit({ command, ...exchange, pointers: { wrong_code: pointer, code_used: pointer } })
    return this.logIns.steppedUp(sessionId)
  }

  @Get()
  @SingleFactor()
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: SessionList })
  @Operation("The caller's sessions")
  async list(@Caller() { userId, sessionId }: Caller): Promise<{ items: SessionView[]; next: null }> {
    return { items: await this.access.sessions(userId, sessionId), next: null }
  }

  @Delete()
  @HttpCode(204)
  @SingleFactor()
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @ApiNoContentResponse()
  @Operation('Ends every session of the caller; with `keepCurrent`, every other one', 'user-unknown')
  async endAll(
    @Query({ schema: EndSessionsQuery }) { keepCurrent }: EndSessionsQuery,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<void> {
    const keepSessionId = keepCurrent ? sessionId : undefined
    const command: IdentityCommand = { type: 'RevokeSessions', userId, keepSessionId, reason: 'owner' }
    await this.commands.submit({ command, ...exchange })
  }

  @Delete(':id')
  @HttpCode(204)
  @SingleFactor()
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @ApiNoContentResponse()
  @Operation('Ends a session; `current` logs out', 'session-unknown')
  async end(
    @Param({ schema: SessionPath }) { id }: SessionPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<void> {
    const { userId, sessionId: own } = caller
    const command: IdentityCommand =
      id === 'current' || id === own
        ? { type: 'LogOut', userId, sessionId: own }
        : { type: 'RevokeSession', userId, sessionId: id, reason: 'owner' }
    await this.commands.submit({ command, ...exchange })
  }
}
