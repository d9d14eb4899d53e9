import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { isUnderAge } from '@filao/identity'
import { partitionOf } from '@filao/kernel'
import {
  Asked,
  Commands,
  Configuration,
  HttpExchange,
  newId,
  Operation,
  Problem,
  Public,
  RateClass,
  Roles,
  ServiceConfig,
} from '@filao/service'
import { Body, Controller, Post } from '@nestjs/common'
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger'
import { randomInt } from 'node:crypto'
import { MAINTENANCE, REGISTRATION } from '../configuration.schemas'
import { weaknessOf } from '../passwords/password-policy'
import { Passwords } from '../passwords/passwords'
import { SecretDrafts } from '../passwords/secret-drafts'
import { ServerKey } from '../tokens/server-key'
import { maintenance } from './platform.controller'
import { RegisterBody, RegisterStaffBody, UserView } from './user.schemas'

type RegisterUser = Extract<IdentityCommand, { type: 'RegisterUser' }>

@ApiTags('users')
@Controller('v1')
export class RegistrationController {
  constructor(
    private readonly commands: Commands<IdentityCommand, IdentityEvent>,
    private readonly passwords: Passwords,
    private readonly drafts: SecretDrafts,
    private readonly key: ServerKey,
    private readonly config: ServiceConfig,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Who has registered before is not told: a known e-mail gets the answer of a new one, made of what was sent, and
   * nothing comes to be. So nothing may be refused after the e-mail was looked at that is not refused before.
   */
  @Post('users')
  @Public()
  @RateClass('credentials')
  @ApiCreatedResponse({ standardSchema: UserView })
  @Operation(
    'Registers a client; a known e-mail gets the same answer, and no account',
    'under-age',
    'weak-password',
    'registration-disabled',
    'maintenance',
    'configuration-unavailable',
  )
  async register(
    @Body({ schema: RegisterBody }) body: RegisterBody,
    @HttpExchange() exchange: HttpExchange,
  ): Promise<UserView> {
    if (this.configuration.current(MAINTENANCE).value) throw maintenance()
    if (!this.configuration.current(REGISTRATION).value) throw closed()
    if (isUnderAge(body.dateOfBirth, Date.now())) throw underAge()
    const command = await this.command(body, 'client')
    // Who registers is the user that comes to be by it.
    const acting = { actor: `client:${command.userId}` }
    try {
      await this.commands.submit({ command, ...exchange, acting })
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'email-taken')) throw error
    }
    // Only a registration that happened has a position.
    exchange.reply.removeHeader('filao-position')
    return registered(command)
  }

  @Post('staff')
  @Roles('admin')
  @ApiCreatedResponse({ standardSchema: UserView })
  @Operation(
    'Registers a person of staff, who gets no trading account; roles are granted apart',
    'email-taken',
    'under-age',
    'weak-password',
  )
  async registerStaff(
    @Body({ schema: RegisterStaffBody }) body: RegisterStaffBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<UserView> {
    const command = { ...(await this.command(body, 'staff')), registeredBy: caller.userId }
    await this.commands.submit({ command, ...exchange, pointers: { email_taken: '/email' } })
    return registered(command)
  }

  private async command(body: RegisterBody, kind: 'client' | 'staff'): Promise<RegisterUser> {
    const { password, ...person } = body
    const weakness = weaknessOf(password, body.email)
    if (weakness !== undefined) throw weak('/password', weakness)
    const secretId = await this.drafts.put(await this.passwords.hash(password))
    const userId = newId(randomInt(this.config.partitions))
    return {
      type: 'RegisterUser',
      userId,
      tokenId: newId(partitionOf(userId)),
      kind,
      emailKey: this.key.emailKey(body.email),
      ...person,
      secretId,
    }
  }
}

const closed = (): Problem => new Problem(403, 'registration-disabled', 'Nobody can register at present.')

const underAge = (): Problem =>
  new Problem(422, 'under-age', 'Clients are 18 or older.', {
    errors: [{ pointer: '/dateOfBirth', code: 'under-age', detail: 'Clients are 18 or older.' }],
  })

/** A password that will not do, with the field that it stands in. */
export const weak = (pointer: string, detail: string): Problem =>
  new Problem(422, 'weak-password', 'Choose another password.', {
    errors: [{ pointer, code: 'weak-password', detail }],
  })

/** What a registration answers, made of the command alone, so that it is the same whether or not it happened. */
function registered(command: RegisterUser): UserView {
  return {
    id: command.userId,
    kind: command.kind,
    email: command.email as string,
    firstName: command.firstName as string,
    lastName: command.lastName as string,
    phoneNumber: (command.phoneNumber as string | undefined) ?? null,
    dateOfBirth: (command.dateOfBirth as string | undefined) ?? null,
    nationality: (command.nationality as string | undefined) ?? null,
    residentialAddress: (command.residentialAddress as UserView['residentialAddress'] | undefined) ?? null,
    accountStatus: command.kind === 'staff' ? 'active' : 'pending_kyc',
    accountType: 'market_data_only',
    kycStatus: 'not_started',
    twoFactorEnabled: false,
    emailVerified: false,
    phoneVerified: false,
    roles: command.kind === 'client' ? ['client'] : [],
    isSeniorManagement: false,
    createdAt: new Date(timeOf(command.userId)).toISOString(),
    lastLoginAt: null,
  }
}

/** Milliseconds that a UUIDv7 begins with. */
const timeOf = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
