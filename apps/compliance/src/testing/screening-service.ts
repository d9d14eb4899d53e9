import { ServiceEngine } from '@filao/engine'
import { makeId, type Id } from '@filao/kernel'
import { BodyHashes, Commands, Configuration, createApp, LOG, Views, type Log, type ServiceApp } from '@filao/service'
import { Module } from '@nestjs/common'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import { takeListFiles } from '../http/list-body'
import { SCREENING_CONTROLLERS, screeningHttp, screeningWork } from '../screening/screening.providers'
import {
  type ComplianceEngine,
  type CompliancePlatform,
  PARTITIONS,
  startCompliance,
} from './compliance-platform.store'

/** A person of a spec: one role, one token. */
export interface Person {
  readonly id: Id
  readonly token: string
}

export interface Answered {
  readonly status: number
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a service answers, looked at by specs
  readonly body: any
  readonly headers: Readonly<Record<string, unknown>>
}

/** The screening of a running service over HTTP, with what it does by itself. */
export class ScreeningService {
  private constructor(
    readonly platform: CompliancePlatform,
    readonly engine: ComplianceEngine,
    readonly service: ServiceApp,
    private readonly sign: (role: string, unique: bigint) => Promise<Person>,
  ) {}

  static async start(): Promise<ScreeningService> {
    const platform = await startCompliance(Date.now())
    const engine = await platform.engine()
    const { publicKey, privateKey } = await generateKeyPair('EdDSA')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }

    @Module({
      controllers: SCREENING_CONTROLLERS,
      providers: [
        { provide: ServiceEngine, useValue: engine },
        { provide: Views, useFactory: () => new Views(engine as never) },
        {
          provide: Configuration,
          inject: [LOG],
          useFactory: (log: Log) => new Configuration(platform.pool, 'compliance', log),
        },
        {
          provide: Commands,
          inject: [BodyHashes],
          useFactory: (hashes: BodyHashes) => new Commands(engine as never, 'compliance', hashes),
        },
        ...screeningHttp(() => platform.keys),
        ...screeningWork(() => platform.keys),
      ],
    })
    class TestModule {}

    const service = await createApp(TestModule, {
      service: 'compliance',
      environment: {
        FILAO_DATABASE_URL: platform.database.url,
        FILAO_PARTITIONS: String(PARTITIONS),
        LOG_LEVEL: 'silent',
        RATE_STAFF: '1000000000',
        RATE_DEFAULT: '1000000000',
      },
      keys: createLocalJWKSet({ keys: [jwk] }),
      configure: takeListFiles,
    })
    const sign = async (role: string, unique: bigint): Promise<Person> => {
      const id = makeId({ partition: 0, at: platform.now, unique })
      const token = await new SignJWT({
        roles: [role],
        sid: randomUUID(),
        // Staff have shown their second factor just now.
        amr: ['pwd', 'mfa'],
        second_factor_time: Math.floor(Date.now() / 1000),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
        .setIssuer('https://filao.dev')
        .setAudience('filao')
        .setSubject(id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey)
      return { id, token }
    }
    return new ScreeningService(platform, engine, service, sign)
  }

  person(role: string, unique: number): Promise<Person> {
    return this.sign(role, BigInt(unique))
  }

  async ask(person: Person, method: 'GET' | 'POST', url: string, body?: unknown): Promise<Answered> {
    const isFile = body instanceof Buffer
    const answer = await this.service.app.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${person.token}`,
        ...(body !== undefined && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && { payload: isFile ? body : JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: JSON.parse(answer.body || 'null') as unknown, headers: answer.headers }
  }

  async stop(): Promise<void> {
    await this.service.close()
    await this.platform.stop()
  }
}
