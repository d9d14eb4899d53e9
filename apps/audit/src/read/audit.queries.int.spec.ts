import { randomUUID } from 'node:crypto'
import { AuditEventQuery } from '../http/audit.schemas'
import { AuditIntake } from '../intake/intake.consumer'
import { auditDatabase, type AuditDatabase } from '../testing/audit-database.store'
import { chunkOf, linkedCommand, SampleLog } from '../testing/sample-log.state'
import { readAuditEvents } from './audit.queries'
import { readCompleteness } from './completeness.queries'
import type { OwnerHeads } from './owner-heads.queries'

let now = Date.parse('2026-01-31T23:59:58.000Z')
const silent = { recorded: () => undefined, stopped: () => undefined, unrecordable: () => undefined }
let database: AuditDatabase
let intake: AuditIntake
beforeAll(async () => {
  database = await auditDatabase(new Date(now))
  intake = new AuditIntake(database.service, { now: () => now }, silent)
})
afterAll(() => database.close())

const find = (query: object) => readAuditEvents(database.service, AuditEventQuery.parse(query))
type Heads = Pick<OwnerHeads, 'read'>
const headsAt = (
  service: string,
  ...heads: readonly { partition: number; position: number; hash: string }[]
): Heads => ({
  read: () => Promise.resolve(new Map(heads.map((head) => [`${service}/${head.partition}`, head]))),
})
const headsOf = (...logs: readonly SampleLog[]): Heads =>
  headsAt(logs[0]?.service ?? '', ...logs.map(({ head }) => head))
const viewOf = async (heads: Heads, service: string, partition: number) =>
  (await readCompleteness(database.service, heads, { now: () => now })).items.find(
    (item) => item.source === service && item.partition === partition,
  )

describe('looking records up', () => {
  const [subject, client, staff] = [randomUUID(), randomUUID(), randomUUID()]
  beforeAll(async () => {
    const log = new SampleLog('order', 0)
    for (let i = 0; i < 6; i += 1) {
      log.append(1, { subject, actor: `client:${client}`, time: `2026-01-05T05:30:0${i}.000Z` })
    }
    log.append(4).append(1, { name: 'MarketHalted', actor: `staff:${staff}` })
    for (let from = 1; from <= log.records.length; from += 3) {
      await intake.take(log.chunk(from, Math.min(from + 2, log.records.length)))
      now += 1000
    }
    const link = { source: 'order', partition: 0, target: 'wallet', targetPartition: 2, sequence: 1 } as const
    await intake.take(chunkOf('wallet.commands.v1', 2, [linkedCommand(link, 0n, { subject })]))
  })

  test('answers newest first, page by page, over the end of a month, each record once', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await find({ limit: '4', ...(cursor ? { cursor } : {}) })
      expect(page.items.length).toBeLessThanOrEqual(4)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toEqual(['order/0/wallet/2/1', ...Array.from({ length: 11 }, (_, i) => `order/0/${11 - i}`)])
  })
  test.each<[string, () => object, number]>([
    ['a type', () => ({ type: 'filao.order.MarketHalted.v1' }), 1],
    ['a subject, in events and commands', () => ({ subject }), 7],
    ['an actor', () => ({ actor: `client:${client}` }), 6],
    ['an actor of another kind', () => ({ actor: `staff:${client}` }), 0],
    ['a time from', () => ({ subject, from: '2026-01-05T05:30:04.000Z' }), 2],
    ['a time to, itself left out', () => ({ subject, to: '2026-01-05T05:30:01.000Z' }), 2],
    ['several at once', () => ({ subject, type: 'filao.wallet.ReserveFunds.v1', actor: `client:${client}` }), 0],
  ])('finds by %s', async (_, query, count) => {
    expect((await find(query())).items).toHaveLength(count)
  })
  test('shows what a record is and who caused it', async () => {
    const { items } = await find({ actor: `staff:${staff}` })
    expect(items).toMatchObject([
      {
        id: 'order/0/11',
        source: 'order',
        sourcePosition: '11',
        category: 'admin_action',
        severity: 'warning',
        actor: `staff:${staff}`,
        recordedAt: '2026-02-01T00:00:01.000Z',
      },
    ])
    expect(items[0]!.description).toContain('"market halted"')
    expect(JSON.parse(items[0]!.data!)).toHaveProperty('orderId')
  })
  test('of what only compliance may read shows where it stands and its hashes, and finds it by nothing else', async () => {
    const [met, officer] = [randomUUID(), `staff:${randomUUID()}`]
    const log = new SampleLog('compliance', 3)
    const about = { subject: met, actor: officer, time: '2026-01-05T06:00:00.000Z' }
    log.append(1, { name: 'AccountFrozen', ...about }).append(1, { name: 'KycApproved', ...about })
    await intake.take(log.chunk(1, 2))
    const { items } = await find({ from: about.time })
    const withheld = items.find(({ id }) => id === 'compliance/3/1')
    expect(withheld).toEqual({
      ...{ id: 'compliance/3/1', source: 'compliance', sourcePartition: 3, sourcePosition: '1', isWithheld: true },
      ...{ type: null, category: null, severity: null, subject: null, description: null },
      ...{ actor: null, requestId: null, traceparent: null, data: null },
      ...{ dataHash: expect.any(String), leafHash: expect.any(String), chainHash: expect.any(String) },
      ...{ occurredAt: about.time, recordedAt: expect.any(String) },
    })
    for (const query of [{ subject: met }, { actor: officer }, { subject: met, actor: officer }])
      expect((await find(query)).items.map(({ id }) => id)).toEqual(['compliance/3/2'])
    expect((await find({ type: 'filao.compliance.AccountFrozen.v1' })).items).toEqual([])
  })
  test.each([
    ['nothing', ''],
    ['no place', Buffer.from('[1,2,3,4]').toString('base64url')],
    ['a place that is none', Buffer.from('["x","order","0","1"]').toString('base64url')],
    ['a year that no database has', Buffer.from('["0000-01-01T00:00:00.000Z","order","0","1"]').toString('base64url')],
  ])('refuses a cursor that holds %s', async (_, cursor) => {
    await expect(readAuditEvents(database.service, { limit: 5, cursor })).rejects.toMatchObject({ status: 422 })
  })
  test.each([
    { type: '\0' },
    { subject: 'a\0b' },
    { actor: 'nobody' },
    { from: '0000-01-01T00:00:00.000Z' },
    { to: 'x' },
  ])('refuses the query %j', (query) => {
    expect(AuditEventQuery.safeParse(query).success).toBe(false)
  })
})

describe('completeness', () => {
  test('agrees when position and hash are the owner’s', async () => {
    const log = new SampleLog('wallet', 1).append(5)
    await intake.take(log.chunk())
    expect(await viewOf(headsOf(log), 'wallet', 1)).toMatchObject({
      first: '1',
      last: '5',
      count: '5',
      treeSize: '5',
      gaps: [],
      lag: '0',
      agrees: true,
    })
  })
  test('waits for what the owner had written when it was asked', async () => {
    const log = new SampleLog('wallet', 2).append(6)
    await intake.take(log.chunk(1, 3))
    const asked = viewOf(headsOf(log), 'wallet', 2)
    await intake.take(log.chunk(4))
    expect(await asked).toMatchObject({ last: '6', agrees: true })
  })
  test('does not agree while the audit is behind', async () => {
    const log = new SampleLog('wallet', 3).append(6)
    await intake.take(log.chunk(1, 4))
    expect(await viewOf(headsOf(log), 'wallet', 3)).toMatchObject({ last: '4', lag: '2', agrees: false })
  })
  test('agrees when the log went on after its owner was asked, from the hash that it told', async () => {
    const log = new SampleLog('market', 1).append(4)
    const { head } = log
    await intake.take(log.append(3).chunk())
    expect(await viewOf(headsAt('market', head), 'market', 1)).toMatchObject({ last: '7', lag: '0', agrees: true })
    const forked = { ...head, hash: 'f'.repeat(64) }
    expect(await viewOf(headsAt('market', forked), 'market', 1)).toMatchObject({ agrees: false })
  })
  test('a row of the owner’s log altered by hand, with all hashes after it made to fit, is found by its head', async () => {
    const log = new SampleLog('market', 2).append(5)
    await intake.take(log.chunk())
    const altered = new SampleLog('market', 2).append(5)
    expect(await viewOf(headsOf(altered), 'market', 2)).toMatchObject({ last: '5', lag: '0', agrees: false })
  })
  test('an owner that was restored, and lacks what is recorded, does not agree although its hash is right', async () => {
    const log = new SampleLog('market', 3).append(2)
    const { head } = log
    await intake.take(log.append(3).chunk())
    now += 60_000
    expect(await viewOf(headsAt('market', head), 'market', 3)).toMatchObject({ last: '5', agrees: false })
  })
  test('a gap is named, and a source that is stopped does not agree', async () => {
    const log = new SampleLog('identity', 1).append(6)
    await intake.take(log.chunk(1, 2))
    await intake.take(log.chunk(4))
    await intake.take(log.chunk(4))
    expect(await viewOf(headsOf(log), 'identity', 1)).toMatchObject({ gaps: ['3'], stopped: 'gap', agrees: false })
  })
  test('an owner that does not answer, and a log of which nothing came, do not agree', async () => {
    expect(await viewOf(headsOf(), 'wallet', 1)).toMatchObject({ owner: null, lag: null, agrees: false })
    const unheard = new SampleLog('identity', 3).append(2)
    expect(await viewOf(headsOf(unheard), 'identity', 3)).toMatchObject({ last: '0', lag: '2', agrees: false })
  })
  test('a link without a missing number agrees with itself', async () => {
    expect(await viewOf(headsOf(), 'order>wallet/2', 0)).toMatchObject({ last: '1', owner: null, agrees: true })
  })
})
