import type { ComplianceCommand } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import {
  BodyHashes,
  Commands,
  createApp,
  Database,
  oversightProviders,
  SubjectKeys,
  type ServiceApp,
} from '@filao/service'
import { ClamdSimulator, DiditSimulator } from '@filao/testing/simulators'
import { until } from '@filao/testing'
import { Module } from '@nestjs/common'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DOCUMENT_CONTROLLERS, documentProviders } from '../documents/document.providers'
import { takeForms } from '../http/form-body'
import { KYC_CONTROLLERS, kycProviders } from '../kyc/kyc.providers'
import { SETTINGS } from '../configuration.schemas'
import { LIMIT_CONTROLLERS, limitProviders } from '../limit/limit.providers'
import {
  type ComplianceEngine,
  type CompliancePlatform,
  PARTITIONS,
  startCompliance,
  submit,
} from './compliance-platform.store'
import { ResidentLists } from '../screening/resident-lists'

export const WEBHOOK_SECRET = 'simulated-webhook-secret'
const API_KEY = 'simulated-api-key'
const DECIDE_MS = 200
const STALE_SECONDS = 3_600
/** Longer than a machine that does much else stands still. */
const SCAN_MS_MAX = 8_000

/** Who asks; staff have shown their second factor just now, unless `stale`. */
interface Person {
  readonly userId: string
  readonly roles: readonly string[]
  readonly isSenior?: boolean
  readonly stale?: boolean
}

interface Asked {
  readonly as?: Person
  readonly body?: object
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Compliance over HTTP on a real PostgreSQL, beside the simulated provider; its webhooks come over a real port. */
export class KycService {
  private constructor(
    private readonly platform: CompliancePlatform,
    private readonly engine: ComplianceEngine,
    private readonly service: ServiceApp,
    private readonly parts: {
      readonly sign: (as: Person) => Promise<string>
      readonly didit: DiditSimulator
      readonly clamd: ClamdSimulator
      readonly door: Server
      readonly folder: string
    },
  ) {}

  static async start(): Promise<KycService> {
    const platform = await startCompliance(Date.now())
    const engine = await platform.engine()
    const advance = setInterval(() => (platform.now = Date.now()), 20)
    advance.unref()
    const folder = mkdtempSync(join(tmpdir(), 'filao-kyc-'))
    for (const name of ['storage.key', 'key-access.token', 'body-hash.key'])
      writeFileSync(join(folder, name), randomBytes(32))
    const { publicKey, privateKey } = await generateKeyPair('EdDSA')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }
    const door = createServer()
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
    const didit = new DiditSimulator({
      host: '127.0.0.1',
      port: 0,
      apiKey: API_KEY,
      webhookSecret: WEBHOOK_SECRET,
      webhookUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}/v1/webhooks/kyc/didit`,
      publicUrl: 'http://didit.example',
      seed: 1,
      decideMs: DECIDE_MS,
      file: undefined,
    })
    process.env['DIDIT_BASE_URL'] = `http://127.0.0.1:${await didit.start()}`
    process.env['DIDIT_API_KEY'] = API_KEY
    process.env['DIDIT_WEBHOOK_SECRET'] = WEBHOOK_SECRET
    process.env['DIDIT_WORKFLOW_ID'] = 'filao-test'
    const clamd = new ClamdSimulator({ host: '127.0.0.1', port: 0, seed: 1, delayMs: 2 * SCAN_MS_MAX })
    process.env['CLAMD_HOST'] = '127.0.0.1'
    process.env['CLAMD_PORT'] = String(await clamd.start())
    process.env['CLAMD_TIMEOUT_MS'] = String(SCAN_MS_MAX)
    process.env['FILAO_DOCUMENTS_DIR'] = join(folder, 'documents')
    const service = await createApp(moduleOf(platform, engine), {
      service: 'compliance',
      configure: takeForms,
      environment: {
        FILAO_DATABASE_URL: urlOf(platform, 'compliance'),
        FILAO_READER_DATABASE_URL: urlOf(platform, 'compliance_reader'),
        FILAO_PARTITIONS: String(PARTITIONS),
        FILAO_SECRETS_DIR: folder,
        FILAO_IDENTITY_INTERNAL_URL: 'http://127.0.0.1:9',
        RATE_DEFAULT: '100000',
        RATE_STAFF: '100000',
        LOG_LEVEL: 'silent',
      },
      keys: createLocalJWKSet({ keys: [jwk] }),
    })
    const sign = ({ userId, roles, isSenior = false, stale = false }: Person): Promise<string> =>
      new SignJWT({
        roles,
        sid: randomUUID(),
        amr: ['pwd', 'mfa'],
        senior_management: isSenior,
        second_factor_time: Math.floor(Date.now() / 1000) - (stale ? STALE_SECONDS : 0),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
        .setIssuer('https://filao.dev')
        .setAudience('filao')
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey)
    const kyc = new KycService(platform, engine, service, { sign, didit, clamd, door, folder })
    door.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const {
          host: _,
          'content-length': __,
          connection: ___,
          'transfer-encoding': ____,
          ...headers
        } = request.headers
        const text = Buffer.concat(chunks).toString()
        void kyc
          .ask('POST', request.url!, { text, headers: headers as Record<string, string> })
          .then(({ status }) => response.writeHead(status).end())
      })
    })
    return kyc
  }

  async ask(method: 'GET' | 'POST' | 'PUT', url: string, { as, body, text, headers }: Asked = {}) {
    const content = text ?? (body && JSON.stringify(body))
    const answer = await this.service.app.inject({
      method,
      url,
      headers: {
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${await this.parts.sign(as)}` }),
        ...headers,
      },
      ...(content === undefined ? {} : { payload: content }),
    })
    // What a spec looks at, it says.

    return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) }
  }

  /** Hands a file in, as a browser does. */
  async upload(as: Person, fields: Readonly<Record<string, string>>, file?: Buffer) {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    if (file) form.set('file', new Blob([new Uint8Array(file)]), 'passport.exe')
    const request = new Request('http://compliance', { method: 'POST', body: form })
    const answer = await this.service.app.inject({
      method: 'POST',
      url: '/v1/kyc/documents',
      headers: {
        'content-type': request.headers.get('content-type')!,
        authorization: `Bearer ${await this.parts.sign(as)}`,
      },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    return { status: answer.statusCode, body: JSON.parse(answer.body) }
  }

  /** A file with its headers. */
  async download(as: Person, url: string) {
    const authorization = `Bearer ${await this.parts.sign(as)}`
    const { statusCode, headers, rawPayload } = await this.service.app.inject({ url, headers: { authorization } })
    return { status: statusCode, headers, content: rawPayload }
  }

  get scanner(): ClamdSimulator {
    return this.parts.clamd
  }

  /** Where the files lie. */
  get folder(): string {
    return join(this.parts.folder, 'documents')
  }

  submit(command: ComplianceCommand) {
    return submit(this.engine, command)
  }

  /** Answers every check of a client that waits: nobody was found. */
  async screened(userId: string): Promise<void> {
    const waiting = "SELECT id FROM compliance.aml_checks WHERE owner_id = $1 AND check_status = 'requested'"
    for (const { id } of await this.rows(waiting, [userId])) {
      await this.submit({
        type: 'RecordResult',
        ownerId: userId,
        checkId: id as string,
        provider: 'filao',
        subjectHash: 'b'.repeat(64),
        listVersionIds: [],
        algorithm: 'filao-name',
        algorithmVersion: '1',
        configVersions: {},
        durationMs: 1,
        thresholds: { reviewScore: 0.7, alertScore: 0.9 },
        dueHours: { low: 240, medium: 72, high: 24, critical: 4 },
        found: { bestScore: 0, hits: [], near: [] },
      })
    }
  }

  rows(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.platform.rows(sql, values)
  }

  get database(): Database {
    return this.service.app.get(Database)
  }

  /** What a client's own connection is shown. */
  asReader(userId: string, sql: string): Promise<unknown[]> {
    return this.database.readAs(userId, async (_, client) => (await client.query<Record<string, unknown>>(sql)).rows)
  }

  /** Types of the commands that a client's events have sent. */
  async commandsOf(userId: string): Promise<string[]> {
    const rows = await this.rows('SELECT commands FROM compliance.event_log WHERE key = $1 AND commands IS NOT NULL', [
      userId,
    ])
    return rows.flatMap(({ commands }) => (commands as { type: string }[]).map(({ type }) => type))
  }

  readonly until = until

  async stop(): Promise<void> {
    await this.parts.didit.stop()
    await this.parts.clamd.stop()
    this.parts.door.closeAllConnections()
    await new Promise((resolve) => this.parts.door.close(resolve))
    await this.service.close()
    await this.platform.stop()
    rmSync(this.parts.folder, { recursive: true })
  }
}

function moduleOf(platform: CompliancePlatform, engine: ComplianceEngine) {
  @Module({
    controllers: [...KYC_CONTROLLERS, ...DOCUMENT_CONTROLLERS, ...LIMIT_CONTROLLERS],
    providers: [
      ...oversightProviders([...SETTINGS]),
      ...kycProviders,
      ...documentProviders,
      ...limitProviders,
      { provide: SubjectKeys, useValue: platform.keys },
      { provide: ServiceEngine, useValue: engine },
      // No list is in force: whoever was asked about is on none.
      { provide: ResidentLists, useValue: { inForce: () => [] } },
      {
        provide: Commands,
        inject: [BodyHashes],
        useFactory: (hashes: BodyHashes) => new Commands(engine as never, 'compliance', hashes),
      },
    ],
  })
  class TestModule {}
  return TestModule
}

function urlOf({ database }: CompliancePlatform, role: string): string {
  const url = new URL(database.url)
  url.searchParams.set('options', `-c role=${role}`)
  return url.toString()
}
