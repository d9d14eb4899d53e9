import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { Asked, Commands, Operation, RateClass, Roles, Scope, SingleFactor, StepUp } from '@filao/service'
import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { randomUUID } from 'node:crypto'
import { Authenticators } from '../factors/authenticators'
import { newCodeIds, RecoveryCodes } from '../factors/recovery-codes'
import { SecondFactors } from '../factors/second-factors'
import { Passwords } from '../passwords/passwords'
import { SecretDrafts } from '../passwords/secret-drafts'
import { IdentityQueries } from '../read/identity.queries'
import { UserQueries } from '../read/user.queries'
import { LogIns } from './log-ins'
import { originOf } from './origin'
import { EVERYONE, MANAGE } from './permissions'
import { BeginFactorBody, BegunFactorView, CodeBody, EnrolledFactorView, RecoveryCodesView } from './session.schemas'

/** The caller's authenticator: begun with the password, in force with its first code. */
@ApiTags('two-factor')
@Controller('v1/users/me/two-factor')
@Roles(...EVERYONE)
@Scope(MANAGE)
export class TwoFactorController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly authenticators: Authenticators,
    private readonly secondFactors: SecondFactors,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly passwords: Passwords,
    private readonly drafts: SecretDrafts,
    private readonly queries: IdentityQueries,
    private readonly users: UserQueries,
    private readonly logIns: LogIns,
  ) {}

  @Post()
  @SingleFactor()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: BegunFactorView })
  @Operation(
    'Makes the secret of an authenticator, which is shown here and never again; a code of it puts it in force',
    'user-unknown',
    'invalid-credentials',
    'already-enrolled',
  )
  async begin(
    @Body({ schema: BeginFactorBody }) { password }: BeginFactorBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<BegunFactorView> {
    const passwordCorrect = await this.passwords.isRight(password, await this.queries.passwordOfUser(userId))
    const [secret, credentialId] = [this.authenticators.makeSecret(), randomUUID()]
    const sealed = await this.secondFactors.seal(userId, credentialId, secret)
    await this.drafts.put(JSON.stringify(sealed), credentialId)
    const command: IdentityCommand = {
      type: 'BeginFactor',
      userId,
      sessionId,
      credentialId,
      passwordCorrect,
      ...originOf(exchange.request),
    }
    await this.commands.submit({ command, ...exchange })
    const user = await this.users.own(userId)
    return { secret, uri: this.authenticators.uriOf(secret, user?.email ?? userId) }
  }

  @Post('confirm')
  @HttpCode(200)
  @SingleFactor()
  @ApiOkResponse({ standardSchema: EnrolledFactorView })
  @Operation(
    'Puts the authenticator in force, and gives the recovery codes, once; every other session ends',
    'user-unknown',
    'wrong-code',
    'already-enrolled',
    'factor-not-begun',
    'session-unknown',
    'session-over',
    'user-closed',
  )
  async confirm(
    @Body({ schema: CodeBody }) { code }: CodeBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<EnrolledFactorView> {
    const step = await this.secondFactors.firstStep(userId, code)
    const recoveryCodeIds = newCodeIds()
    const command: IdentityCommand = { type: 'EnrolFactor', userId, sessionId, step, recoveryCodeIds }
    await this.commands.submit({ command, ...exchange, pointers: { wrong_code: '/code' } })
    return { ...(await this.logIns.steppedUp(sessionId)), recoveryCodes: this.written(recoveryCodeIds) }
  }

  @Post('recovery-codes')
  @HttpCode(200)
  @StepUp()
  @ApiOkResponse({ standardSchema: RecoveryCodesView })
  @Operation('Gives new recovery codes, once; the old are worth nothing then', 'user-unknown', 'factor-not-enrolled')
  async renew(@Asked() { caller: { userId }, ...exchange }: Asked): Promise<RecoveryCodesView> {
    const recoveryCodeIds = newCodeIds()
    await this.commands.submit({ command: { type: 'RenewRecoveryCodes', userId, recoveryCodeIds }, ...exchange })
    return { recoveryCodes: this.written(recoveryCodeIds) }
  }

  @Delete()
  @HttpCode(204)
  @StepUp()
  @ApiNoContentResponse()
  @Operation(
    'Removes the authenticator with its recovery codes; every other session ends',
    'user-unknown',
    'factor-not-enrolled',
  )
  async remove(@Asked() { caller: { userId, sessionId }, ...exchange }: Asked): Promise<void> {
    await this.commands.submit({ command: { type: 'RemoveFactor', userId, sessionId }, ...exchange })
  }

  private written(recoveryCodeIds: readonly string[]): string[] {
    return recoveryCodeIds.map((id) => this.recoveryCodes.make(id))
  }
}
