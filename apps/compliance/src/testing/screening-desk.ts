import { expect } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { until } from '@filao/testing'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { submit } from './compliance-platform.store'
import { ScreeningService, type Answered, type Person } from './screening-service'

export const UN = readFileSync(join(__dirname, '../../../../libs/compliance/fixtures/un-invented.xml'))
/** The UN's file as it is a day later, with an entry more. */
export const NEXT_UN = Buffer.from(
  UN.toString()
    .replace('2026-01-05T00:00:01.000Z', '2026-01-06T00:00:01.000Z')
    .replace(
      '</INDIVIDUALS>',
      `<INDIVIDUAL><DATAID>9000003</DATAID><FIRST_NAME>OCTAVIO</FIRST_NAME><SECOND_NAME>BRELLWICK</SECOND_NAME>
        <REFERENCE_NUMBER>XXi.003</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>`,
    ),
)
/** A register that the firm keeps itself. */
export const register = (entries: unknown[], generatedAt = '2026-01-05T00:00:00.000Z'): Buffer =>
  Buffer.from(JSON.stringify({ generatedAt, entries }))

export type Who = 'eve' | 'bob' | 'mlro' | 'client' | 'support' | 'treasury' | 'auditor' | 'service'

export const newId = (partition = 1): Id =>
  makeId({ partition, at: Date.now(), unique: randomBytes(8).readBigUInt64BE() })

/** What tells of a hit, of a reason or of who is listed. */
export const TELLING = /quentari|brellwick|ostregante|provisional|passport seen|XXi\.00/i

/** A check of a client, as it is asked for when they come. */
export const asked = (userId: Id, names: string[]): ComplianceCommand => ({
  type: 'RequestCheck',
  checkId: newId(),
  ownerId: userId,
  subjectKind: 'client',
  subjectId: userId,
  names,
  referenceId: newId(),
  trigger: 'onboarding',
})

/** The screening of a running service, with those who work on it (Eve and Bob are of compliance) and those who do not. */
export class ScreeningDesk {
  private constructor(
    readonly screening: ScreeningService,
    readonly people: Readonly<Record<Who, Person>>,
  ) {}

  static async start(): Promise<ScreeningDesk> {
    const screening = await ScreeningService.start()
    return new ScreeningDesk(screening, {
      eve: await screening.person('compliance', 1),
      bob: await screening.person('compliance', 2),
      mlro: await screening.person('mlro', 3),
      client: await screening.person('client', 4),
      support: await screening.person('support', 5),
      treasury: await screening.person('treasury', 6),
      auditor: await screening.person('auditor', 7),
      service: await screening.person('service', 8),
    })
  }

  post(who: Who, url: string, body: unknown = {}): Promise<Answered> {
    return this.screening.ask(this.people[who], 'POST', url, body)
  }

  get(who: Who, url: string): Promise<Answered> {
    return this.screening.ask(this.people[who], 'GET', url)
  }

  async decided(command: ComplianceCommand): Promise<void> {
    expect(await submit(this.screening.engine, command)).toMatchObject({ kind: 'done' })
  }

  /** A version of a list in force: loaded by Eve, approved by Bob, matched. */
  async inForce(list: string, file: Buffer): Promise<string> {
    const loaded = await this.post('eve', `/v1/screening/lists/${list}/versions`, file)
    expect([list, loaded.status, loaded.body]).toMatchObject([list, 201, { list, state: 'loaded' }])
    const { sha256 } = loaded.body
    const approval = `/v1/screening/lists/${list}/versions/${sha256}/approve`
    expect((await this.post('eve', approval)).body.code).toBe('same-approver')
    expect((await this.post('bob', approval)).body.state).toBe('matching')
    await until(async () => {
      const { body } = await this.get('auditor', '/v1/screening/lists')
      return body.items.some(
        (version: { sha256: string; state: string }) => version.sha256 === sha256 && version.state === 'active',
      )
    })
    return loaded.body.versionId
  }

  /** The lists without which nobody is clear, and one of politically exposed people. */
  async listsInForce(): Promise<void> {
    const provenance = { noticeNumber: 'GN 1/2026', noticeDate: '2026-01-02', documentHash: 'a'.repeat(64) }
    await Promise.all([
      this.inForce('un', UN),
      this.inForce('mu-domestic', register([{ id: 'one', schema: 'Person', name: 'Ponsoby Grandcourt', provenance }])),
      this.inForce('pep', register([{ id: 'one', schema: 'Person', name: 'Honoria Velbrandt' }])),
    ])
  }

  async client(firstName: string, lastName: string): Promise<Id> {
    const userId = newId()
    await this.decided({ type: 'RegisterSubject', userId, firstName, lastName })
    await this.decided({ type: 'RegisterAccount', userId, accountId: newId(), mode: 'live' })
    return userId
  }

  /** The client's newest check, once it has come to its end. */
  async checkOf(userId: Id): Promise<Record<string, unknown>> {
    let found: Record<string, unknown> | undefined
    await until(async () => {
      const { body } = await this.get('eve', `/v1/screening/checks?userId=${userId}`)
      found = body.items[0]
      return found !== undefined && found['status'] !== 'requested'
    })
    return found!
  }

  /** All that the log holds and sends, as text. */
  async logged(): Promise<string> {
    const rows = await this.screening.platform.rows(
      'SELECT data::text, commands::text, headers::text FROM compliance.event_log',
    )
    return JSON.stringify(rows)
  }

  stop(): Promise<void> {
    return this.screening.stop()
  }
}
