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
import { SecondFactors } from '../factors/second-factors'
import { AccessQueries } from '../read/access.queries'
import { LogIns } from './log-ins'
import { EVERYONE, MANAGE } from './permissions'
import {
  AccessTokenView,
  CodeBody,
  EndSessionsQuery,
  LogInBody,
  RefreshBody,
  SessionList,
  SessionPath,
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
  ) {}

  @Post()
  @Public()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: TokensView })
  @Operation(
    'Logs in; who has a second factor sends a code of it as well',
    'invalid-credentials',
    'otp-required',
    'maintenance',
  )
  logIn(@Body({ schema: LogInBody }) body: LogInBody, @HttpExchange() exchange: HttpExchange): Promise<TokensView> {
    return this.logIns.logIn(body, exchange)
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
    @Body({ schema: CodeBody }) { code }: CodeBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<AccessTokenView> {
    const proof = await this.secondFactors.proofOf(userId, code)
    const command: IdentityCommand = { type: 'StepUp', userId, sessionId, ...proof }
    await this.commands.submit({ command, ...exchange, pointers: { wrong_code: '/code', code_used: '/code' } })
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
