import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import {
  Asked,
  Caller,
  Commands,
  Operation,
  Problem,
  RateClass,
  Roles,
  Scope,
  SingleFactor,
  StepUp,
} from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common'
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { randomUUID } from 'node:crypto'
import { Passkeys } from '../factors/passkeys'
import { newCodeIds, RecoveryCodes } from '../factors/recovery-codes'
import { Passwords } from '../passwords/passwords'
import { AccessQueries } from '../read/access.queries'
import { IdentityQueries } from '../read/identity.queries'
import { UserQueries } from '../read/user.queries'
import { LogIns } from './log-ins'
import { originOf } from './origin'
import {
  EnrolledPasskeyView,
  EnrolPasskeyBody,
  PasskeyCreationView,
  PasskeyList,
  PasskeyPath,
  type PasskeyView,
} from './passkey.schemas'
import { EVERYONE, MANAGE } from './permissions'

/** The caller's passkeys: each a second factor of its own, beside an authenticator or without one. */
@ApiTags('two-factor')
@Controller('v1/users/me/passkeys')
@Roles(...EVERYONE)
@Scope(MANAGE)
export class PasskeysController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly passkeys: Passkeys,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly passwords: Passwords,
    private readonly queries: IdentityQueries,
    private readonly access: AccessQueries,
    private readonly users: UserQueries,
    private readonly logIns: LogIns,
  ) {}

  @Post('options')
  @HttpCode(200)
  @SingleFactor()
  @ApiOkResponse({ standardSchema: PasskeyCreationView })
  @Operation('What a browser makes a passkey by, good for five minutes within this session')
  async options(@Caller() { userId, sessionId }: Caller): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const user = await this.users.own(userId)
    return this.passkeys.creation({ userId, sessionId, email: user?.email ?? userId })
  }

  @Post()
  @SingleFactor()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: EnrolledPasskeyView })
  @Operation(
    'Puts a passkey in force. The first second factor brings recovery codes, once, and ends every other session; a further one takes what there is, shown within five minutes',
    'user-unknown',
    'invalid-credentials',
    'passkey-invalid',
    'passkey-taken',
    'passkeys-max',
    'step-up-required',
    'session-unknown',
    'session-over',
  )
  async enrol(
    @Body({ schema: EnrolPasskeyBody }) { password, label, passkey }: EnrolPasskeyBody,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<EnrolledPasskeyView> {
    const made = await this.passkeys.made(passkey, sessionId)
    if (!made) throw new Problem(422, 'passkey-invalid', 'This passkey was not made for what was asked for.')
    const passwordCorrect = await this.passwords.isRight(password, await this.queries.passwordOfUser(userId))
    const [credentialId, recoveryCodeIds] = [randomUUID(), newCodeIds()]
    const { events } = await this.commands.submit({
      command: {
        ...{ type: 'EnrolPasskey', userId, sessionId, credentialId, passwordCorrect, label, recoveryCodeIds },
        ...made,
        ...originOf(exchange.request),
      },
      ...exchange,
    })
    const codes = events.flatMap(({ event }) => (event.type === 'PasskeyEnrolled' ? event.recoveryCodeIds : []))
    const enrolled = (await this.access.passkeys(userId)).find(({ id }) => id === credentialId)
    if (!enrolled) throw new Error('a passkey that was just enrolled is there')
    const token = await this.logIns.steppedUp(sessionId)
    return { ...token, passkey: enrolled, recoveryCodes: codes.map((id) => this.recoveryCodes.make(id)) }
  }

  @Get()
  @SingleFactor()
  @ApiOkResponse({ standardSchema: PasskeyList })
  @Operation("The caller's passkeys, the newest first")
  async list(@Caller() { userId }: Caller): Promise<{ items: PasskeyView[]; next: null }> {
    return { items: await this.access.passkeys(userId), next: null }
  }

  @Delete(':id')
  @HttpCode(204)
  @StepUp()
  @ApiNoContentResponse()
  @Operation('Removes a passkey; every other session ends', 'user-unknown', 'passkey-unknown')
  async remove(
    @Param({ schema: PasskeyPath }) { id: credentialId }: PasskeyPath,
    @Asked() { caller: { userId, sessionId }, ...exchange }: Asked,
  ): Promise<void> {
    const command: IdentityCommand = { type: 'RemovePasskey', userId, sessionId, credentialId }
    await this.commands.submit({ command, ...exchange })
  }
}
