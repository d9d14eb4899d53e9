import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { Caller, Commands, Public, RateClass, Roles, Scope, type Reply, type Request } from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { AccessQueries } from '../read/access.queries'
import { LogIns } from './log-ins'
import { EVERYONE, MANAGE } from './permissions'
import { LogInBody, RefreshBody, SessionList, SessionPath, TokensView, type SessionView } from './session.schemas'

@ApiTags('sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly logIns: LogIns,
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly access: AccessQueries,
  ) {}

  @Post()
  @Public()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: TokensView })
  logIn(
    @Body({ schema: LogInBody }) body: LogInBody,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TokensView> {
    return this.logIns.logIn(body, { request, reply })
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokensView })
  refresh(
    @Body({ schema: RefreshBody }) { refreshToken }: RefreshBody,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TokensView> {
    return this.logIns.refresh(refreshToken, { request, reply })
  }

  @Get()
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @ApiOkResponse({ standardSchema: SessionList })
  async list(@Caller() { userId, sessionId }: Caller): Promise<{ items: SessionView[]; next: null }> {
    return { items: await this.access.sessions(userId, sessionId), next: null }
  }

  /** `current` logs out; another one of the caller's is revoked. */
  @Delete(':id')
  @HttpCode(204)
  @Roles(...EVERYONE)
  @Scope(MANAGE)
  @ApiNoContentResponse()
  async end(
    @Param({ schema: SessionPath }) { id }: SessionPath,
    @Caller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<void> {
    const { userId, sessionId: own } = caller
    const command: IdentityCommand =
      id === 'current' || id === own
        ? { type: 'LogOut', userId, sessionId: own }
        : { type: 'RevokeSession', userId, sessionId: id, reason: 'owner' }
    await this.commands.submit({ command, request, reply })
  }
}
