import { ServiceEngine } from '@filao/engine'
import { makeId } from '@filao/kernel'
import { BodyHashes, Commands, createApp, type ServiceApp } from '@filao/service'
import { Module } from '@nestjs/common'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { MarketEngine } from '../definition'
import { ProviderSymbols } from '../feed/provider-symbols'
import { firstStartCommands } from '../intake/first-start.commands'
import { http } from '../market.module'
import { type MarketPlatform, PARTITIONS, startMarket, submit } from './market-platform.store'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers: Record<string, unknown>
}

/** `other` is another client. */
type Who = 'admin' | 'client' | 'other' | 'treasury'

export const BTC = {
  symbol: 'BTC',
  name: 'Bitcoin',
  assetType: 'crypto',
  exchange: 'CRYPTO',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: '0.001',
}

/** The running service over HTTP, with its first calendars and rates. */
export class MarketService {
  private constructor(
    readonly platform: MarketPlatform,
    readonly engine: MarketEngine,
    readonly service: ServiceApp,
    readonly tokens: Readonly<Record<Who, string>>,
  ) {}

  static async start(): Promise<MarketService> {
    const platform = await startMarket(Date.now())
    const engine = await platform.engine()
    for (const command of firstStartCommands({ calendars: new Set(), pairs: new Set() }, platform.now))
      await submit(engine, command)
    const { publicKey, privateKey } = await generateKeyPair('EdDSA')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }
    const token = (role: string, user = 1n): Promise<string> =>
      new SignJWT({ roles: [role], sid: randomUUID(), amr: ['pwd', 'mfa'] })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
        .setIssuer('https://filao.dev')
        .setAudience('filao')
        .setSubject(makeId({ partition: 0, at: platform.now, unique: user }))
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey)

    @Module({
      controllers: http.controllers,
      providers: [
        ...http.providers,
        { provide: ProviderSymbols, useValue: new ProviderSymbols(undefined) },
        {
          provide: Commands,
          inject: [BodyHashes],
          useFactory: (hashes: BodyHashes) =>
            new Commands(engine as unknown as ServiceEngine<never, never, never, never>, 'market', hashes),
        },
      ],
    })
    class TestModule {}

    const service = await createApp(TestModule, {
      service: 'market',
      environment: {
        FILAO_DATABASE_URL: platform.database.url,
        FILAO_READER_DATABASE_URL: readerUrlOf(platform),
        FILAO_PARTITIONS: String(PARTITIONS),
        LOG_LEVEL: 'silent',
      },
      keys: createLocalJWKSet({ keys: [jwk] }),
    })
    return new MarketService(platform, engine, service, {
      admin: await token('admin'),
      client: await token('client'),
      other: await token('client', 2n),
      treasury: await token('treasury'),
    })
  }

  async ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, as: Who, body?: object): Promise<Answer> {
    const answer = await this.service.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${this.tokens[as]}` },
      ...(body && { payload: body }),
    })
    const said = answer.body === '' ? {} : answer.json<Record<string, unknown>>()
    return { status: answer.statusCode, body: said, headers: answer.headers }
  }

  /** What a book has last traded at, in 10⁻⁸; time goes on by a second with it. */
  async traded(symbol: string, lastPrice: bigint): Promise<void> {
    const { body: asset } = await this.ask('GET', `/v1/assets/${symbol}`, 'client')
    this.platform.now += 1000
    const head = { type: 'IngestQuote', assetId: asset['id'] as string, symbol, source: 'book' } as const
    await submit(this.engine, { ...head, lastPrice, asOf: this.platform.now })
  }

  /** Where the service listens. */
  async address(): Promise<string> {
    const { app } = this.service
    if (!app.getHttpServer().listening) await app.listen({ host: '127.0.0.1', port: 0 })
    return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    await this.service.close()
    await this.platform.stop()
  }
}

/** Connection string of the role that reads for clients. */
function readerUrlOf({ database }: MarketPlatform): string {
  const url = new URL(database.url)
  url.searchParams.set('options', '-c role=market_reader')
  return url.toString()
}
