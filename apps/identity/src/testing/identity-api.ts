import { ServiceEngine } from '@filao/engine'
import { partitionOf } from '@filao/kernel'
import { BodyHashes, Commands, createApp, newId, oversightProviders, type ServiceApp } from '@filao/service'
import { AuthenticatorCodes } from '@filao/testing/servers'
import { Module } from '@nestjs/common'
import { createLocalJWKSet } from 'jose'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SETTINGS } from '../configuration.schemas'
import { registerInternalRoutes } from '../http/internal-routes'
import { http } from '../identity.module'
import { KeyAccess } from '../keys/key-access'
import { IdentityQueries } from '../read/identity.queries'
import { RevocationQueries } from '../read/revocation.queries'
import { AccessTokens } from '../tokens/access-tokens'
import { SigningKeys } from '../tokens/signing-keys'
import { PARTITIONS } from './identity-database.store'
import { IdentityEngine } from './identity-engine.store'

export const PASSWORD = 'Zebra-Quartz-71'
/** A migrated database, an engine and people with their passwords: on a busy machine more than a test takes. */
export const START_MS_MAX = 180_000

export interface Answer {
  readonly status: number
  // What a test looks at, it says; a type for each answer would repeat the schemas.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
  readonly headers: Record<string, unknown>
}
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export interface Asked {
  readonly as?: string
  readonly body?: object
  readonly from?: string
}

/** Somebody who has registered and logged in. */
export interface Registered {
  readonly id: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
}
/** Somebody with an authenticator, which they have just shown. */
export interface Shown {
  readonly id: string
  readonly email: string
  readonly token: string
  readonly secret: string
  readonly recoveryCodes: readonly string[]
}

const codes = new AuthenticatorCodes()
/** The next code of an authenticator, good once: one more at a time than there is time, then it waits for its own. */
export const codeOf = (secret: string): Promise<string> => codes.next(secret)
/** The first code of a new authenticator, so that the next need not wait. */
export const firstCodeOf = (secret: string): Promise<string> => codes.first(secret)

/** Identity over HTTP, on a real database, with the bus in memory. */
export class IdentityApi {
  private people = 0

  private constructor(
    readonly identity: IdentityEngine,
    readonly service: ServiceApp,
    /** Base URL of the management port. */
    readonly management: string,
  ) {}

  static async start(): Promise<IdentityApi> {
    const identity = await IdentityEngine.start()
    writeFileSync(join(identity.folder, 'body-hash.key'), randomBytes(32))
    const service = await createApp(moduleOf(identity), {
      service: 'identity',
      environment: {
        FILAO_DATABASE_URL: identity.database.urlOf('identity'),
        FILAO_READER_DATABASE_URL: identity.database.urlOf('identity_reader'),
        FILAO_PARTITIONS: String(PARTITIONS),
        FILAO_SECRETS_DIR: identity.folder,
        FILAO_TRUSTED_PROXIES: '1',
        RATE_CREDENTIALS: '1000',
        RATE_DEFAULT: '1000',
        RATE_STAFF: '1000',
        LOG_LEVEL: 'silent',
      },
      keys: createLocalJWKSet({
        keys: new SigningKeys(identity.folder, { now: () => Date.now() }).published().map((key) => ({ ...key })),
      }),
    })
    registerInternalRoutes(service.management, {
      queries: service.app.get(IdentityQueries),
      revocations: service.app.get(RevocationQueries),
      accessTokens: service.app.get(AccessTokens),
      keyAccess: service.app.get(KeyAccess),
    })
    const port = await service.management.listen({ host: '127.0.0.1', port: 0 })
    return new IdentityApi(identity, service, `http://127.0.0.1:${port}`)
  }

  async stop(): Promise<void> {
    await this.service.management.close()
    await this.service.close()
    await this.identity.stop()
  }

  async ask(method: Method, url: string, { as, body, from }: Asked = {}): Promise<Answer> {
    const answer = await this.service.app.inject({
      method,
      url,
      headers: {
        ...(as && { authorization: `Bearer ${as}` }),
        'x-forwarded-for': from ?? '192.0.2.10',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
      },
      ...(body && { payload: body }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers }
  }

  someone() {
    return {
      email: `ada${(this.people += 1)}@example.com`,
      password: PASSWORD,
      firstName: 'Ada',
      lastName: 'Lovelace',
    }
  }

  logIn(email: string, { password = PASSWORD, otp, from }: { password?: string; otp?: string; from?: string } = {}) {
    return this.ask('POST', '/v1/sessions', {
      body: { email, password, ...(otp !== undefined && { otp }) },
      ...(from && { from }),
    })
  }

  /** A client whom compliance has approved. */
  async client(details: object = {}): Promise<Registered> {
    const { id: userId, email } = await this.register(details)
    await this.identity.submit({ type: 'ActivateUser', userId, accountId: newId(partitionOf(userId)) })
    return this.loggedIn(userId, email)
  }

  /** A client who is not approved yet. */
  async registered(details: object = {}): Promise<Registered> {
    const { id, email } = await this.register(details)
    return this.loggedIn(id, email)
  }

  private async register(details: object): Promise<{ id: string; email: string }> {
    const person = { ...this.someone(), ...details }
    const { body } = await this.ask('POST', '/v1/users', { body: person })
    return { id: body.id, email: person.email }
  }

  private async loggedIn(id: string, email: string): Promise<Registered> {
    const { accessToken: token, refreshToken } = (await this.logIn(email)).body
    return { email, id, token, refreshToken }
  }

  /** Gives somebody who is logged in an authenticator. */
  async enrol({ id, email, token }: Pick<Registered, 'id' | 'email' | 'token'>): Promise<Shown> {
    const { secret } = (await this.ask('POST', '/v1/users/me/two-factor', { as: token, body: { password: PASSWORD } }))
      .body
    const confirmed = await this.ask('POST', '/v1/users/me/two-factor/confirm', {
      as: token,
      body: { code: await firstCodeOf(secret) },
    })
    if (confirmed.status !== 200) throw new Error(`no second factor: ${JSON.stringify(confirmed.body)}`)
    return { id, email, secret, token: confirmed.body.accessToken, recoveryCodes: confirmed.body.recoveryCodes }
  }

  async clientWithFactor(): Promise<Shown> {
    return this.enrol(await this.client())
  }

  /** Staff as the first admins come to be and grant everything else. */
  async team(): Promise<Team> {
    const admins: Shown[] = []
    for (const slot of ['first', 'second'] as const) {
      const { password: _password, ...person } = this.someone()
      const { emailKey, secretId, userId } = await this.identity.prepare(person.email, PASSWORD)
      await this.identity.submit({
        type: 'BootstrapAdmin',
        userId,
        grantId: userId,
        emailKey,
        secretId,
        slot,
        ...person,
      })
      const { accessToken: token } = (await this.logIn(person.email)).body
      admins.push(await this.enrol({ id: userId, email: person.email, token }))
    }
    return new Team(this, admins as [Shown, Shown])
  }
}

/** The admins, and whomever they hire. */
export class Team {
  constructor(
    private readonly api: IdentityApi,
    private readonly people: readonly [Shown, Shown],
  ) {}

  /** Their tokens. */
  get admins(): readonly [string, string] {
    return [this.people[0].token, this.people[1].token]
  }

  /** A person of staff with a role and an authenticator. */
  async grant(role: string, mlroRank?: string): Promise<Shown> {
    return this.api.enrol(await this.hire(role, mlroRank))
  }

  /** A person of staff who has a role, and no authenticator yet. */
  async hire(role: string, mlroRank?: string): Promise<Pick<Registered, 'id' | 'email' | 'token'>> {
    const person = this.api.someone()
    const { body: user } = await this.api.ask('POST', '/v1/staff', { as: this.admins[0], body: person })
    const proposed = await this.api.ask('POST', '/v1/roles', {
      as: this.admins[0],
      body: { userId: user.id, role, mlroRank, reason: 'joined' },
    })
    const granted = await this.api.ask('POST', `/v1/roles/${proposed.body.id}/approve`, { as: this.admins[1] })
    if (granted.status !== 200) throw new Error(`not granted: ${JSON.stringify(granted.body)}`)
    const { accessToken: token } = (await this.api.logIn(person.email)).body
    return { id: user.id, email: person.email, token }
  }
}

function moduleOf(identity: IdentityEngine) {
  @Module({
    controllers: http.controllers,
    providers: [
      ...http.providers,
      ...oversightProviders(SETTINGS),
      { provide: ServiceEngine, useValue: identity.engine },
      {
        provide: Commands,
        inject: [BodyHashes],
        useFactory: (hashes: BodyHashes) => new Commands(identity.engine as never, 'identity', hashes),
      },
    ],
  })
  class TestModule {}
  return TestModule
}
