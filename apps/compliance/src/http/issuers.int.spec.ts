import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { until } from '@filao/testing'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { submit, type ComplianceEngine } from '../testing/compliance-platform.store'
import { ScreeningService, type Person } from '../testing/screening-service'

const UN = readFileSync(join(__dirname, '../../../../libs/compliance/fixtures/un-invented.xml'))
const provenance = { noticeNumber: 'GN 2/2026', noticeDate: '2026-01-02', documentHash: 'a'.repeat(64) }
/** The domestic register of a day, with the firms that stand on it. */
const domestic = (day: number, ...names: readonly string[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      generatedAt: `2026-01-0${day}T00:00:00.000Z`,
      entries: names.map((name, at) => ({ id: `firm-${at}`, schema: 'Organization', name, provenance })),
    }),
  )

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let screening: ScreeningService
let engine: ComplianceEngine
let people: Record<'eve' | 'bob' | 'mlro' | 'admin', Person>
beforeAll(async () => {
  screening = await ScreeningService.start()
  engine = (screening.platform as unknown as { running: ComplianceEngine }).running
  people = {
    eve: await screening.person('compliance', 1),
    bob: await screening.person('compliance', 2),
    mlro: await screening.person('mlro', 3),
    admin: await screening.person('admin', 4),
  }
  await inForce('un', UN)
  await inForce('mu-domestic', domestic(1))
})
afterAll(() => screening.stop())

const post = (person: Person, url: string, body: unknown = {}) => screening.ask(person, 'POST', url, body)
const get = (person: Person, url: string) => screening.ask(person, 'GET', url)

async function inForce(list: string, file: Buffer): Promise<void> {
  const path = `/v1/screening/lists/${list}/versions`
  const { sha256 } = (await screening.ask(people.eve, 'POST', path, file)).body
  expect((await post(people.bob, `${path}/${sha256}/approve`)).body.state).toBe('matching')
  await until(async () => {
    const { items } = (await get(people.eve, '/v1/screening/lists')).body
    return items.some((one: { sha256: string; state: string }) => one.sha256 === sha256 && one.state === 'active')
  })
}

async function listed(symbol: string, legalName?: string): Promise<Id> {
  const assetId = makeId({ partition: 1, at: Date.now(), unique: randomBytes(8).readBigUInt64BE() })
  await register(assetId, symbol, legalName)
  return assetId
}
async function register(assetId: Id, symbol: string, legalName?: string): Promise<void> {
  const issuer = legalName === undefined ? {} : { issuer: { legalName, country: 'MUS' } }
  const command: ComplianceCommand = { type: 'RegisterInstrument', assetId, symbol, ...issuer }
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}

const checksOf = async (assetId: Id, trigger?: string): Promise<Record<string, unknown>[]> =>
  (await get(people.eve, `/v1/screening/checks?limit=200`)).body.items.filter(
    (check: { subjectId: string; trigger: string }) =>
      check.subjectId === assetId && (trigger === undefined || check.trigger === trigger),
  )
const checked = (assetId: Id): Promise<void> =>
  until(async () => {
    const checks = await checksOf(assetId)
    return checks.length > 0 && checks.every(({ status }) => status === 'completed')
  })
const hitsOf = async (assetId: Id): Promise<{ id: string }[]> =>
  (await get(people.eve, '/v1/hits?limit=200')).body.items.filter(
    ({ subjectId }: { subjectId: string }) => subjectId === assetId,
  )
const isHeld = async (assetId: Id): Promise<boolean> =>
  (await get(people.eve, '/v1/screening/instruments?limit=200')).body.items.find(({ id }: { id: Id }) => id === assetId)
    .isHeld
/** What order was told of an instrument, in order. */
const told = async (assetId: Id): Promise<string[]> => {
  const rows = await screening.platform.rows(
    'SELECT commands FROM compliance.event_log WHERE key = $1 AND commands IS NOT NULL ORDER BY position',
    [assetId],
  )
  return rows.flatMap(({ commands }) => (commands as { type: string }[]).map(({ type }) => type))
}

describe('the issuer of an instrument', () => {
  test('is screened when the instrument is listed, and without one nobody is', async () => {
    const [assetId, coin] = [await listed('VLQ', 'Velqua Maritime Works'), await listed('COIN')]
    await checked(assetId)
    expect(await checksOf(assetId)).toMatchObject([
      { subjectKind: 'issuer', userId: null, trigger: 'onboarding', result: 'clear', bestScore: 0 },
    ])
    expect(await checksOf(coin)).toEqual([])
    expect([await isHeld(assetId), await told(assetId)]).toEqual([false, []])
  })

  test('whom a new version names has trading halted before the version is in force; two people end that', async () => {
    const [named, other] = [await listed('OSTREL', 'Ostrel Harvest Foundry'), await listed('PLAIN', 'Plain Bakeries')]
    await Promise.all([checked(named), checked(other)])
    await inForce('mu-domestic', domestic(2, 'Ostrel Harvest Foundry'))
    expect(await checksOf(named, 'list')).toMatchObject([{ subjectKind: 'issuer', result: 'alert' }])
    expect(await checksOf(other)).toHaveLength(1)
    expect([await isHeld(named), await isHeld(other)]).toEqual([true, false])
    expect(await told(named)).toEqual(['filao.order.HoldMarket.v1'])
    const held = (await get(people.eve, '/v1/screening/instruments?held=true')).body.items
    expect(held.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['OSTREL'])
    const alerts = (await get(people.eve, '/v1/alerts?status=open')).body.items
    expect(alerts).toMatchObject([{ severity: 'critical', source: 'screening', userId: null }])

    const [hit] = await hitsOf(named)
    const clearing = { reasonCode: 'other', evidence: 'another register, another number' }
    const release = { authorityReference: 'NSS/12', documentHash: 'd'.repeat(64) }
    expect((await post(people.mlro, `/v1/screening/instruments/${named}/release`, release)).body.code).toBe('hit-open')
    await post(people.eve, `/v1/hits/${hit!.id}/clear`, clearing)
    expect((await post(people.eve, `/v1/hits/${hit!.id}/clear`, clearing)).body.code).toBe('same-approver')
    expect(await isHeld(named)).toBe(true)
    expect((await post(people.bob, `/v1/hits/${hit!.id}/clear`, clearing)).body.status).toBe('cleared')
    expect(await isHeld(named)).toBe(false)
    expect(await told(named)).toEqual(['filao.order.HoldMarket.v1', 'filao.order.ReleaseMarket.v1'])
  })

  test('that is on a list when it becomes the issuer is found by the change alone', async () => {
    const assetId = await listed('TURNED', 'Turned Timber')
    await checked(assetId)
    await register(assetId, 'TURNED', 'Ostrel Harvest Foundry')
    await until(async () => (await isHeld(assetId)) === true)
    expect(await checksOf(assetId, 'change')).toMatchObject([{ result: 'alert' }])
  })

  test('that is the listed party keeps it halted until two people have the authority’s word', async () => {
    const assetId = await listed('GUILTY', 'Ostrel Harvest Foundry')
    await until(async () => (await isHeld(assetId)) === true)
    const [hit] = await hitsOf(assetId)
    expect((await post(people.eve, `/v1/hits/${hit!.id}/confirm`)).body.status).toBe('confirmed')
    const path = `/v1/screening/instruments/${assetId}/release`
    const release = { authorityReference: 'NSS/12', documentHash: 'd'.repeat(64) }
    expect((await post(people.admin, path, release)).status).toBe(403)
    expect((await post(people.eve, path, {})).status).toBe(422)
    expect((await post(people.eve, path, release)).body).toMatchObject({
      isHeld: true,
      release: { authorityReference: 'NSS/12', proposedBy: people.eve.id },
    })
    expect((await post(people.bob, path, release)).body.code).toBe('mlro-required')
    expect((await post(people.mlro, path, release)).body).toMatchObject({ isHeld: false, release: null })
    const unknown = path.replace(assetId, people.eve.id)
    expect((await post(people.mlro, unknown, release)).body.code).toBe('instrument-unknown')
  })

  test('is named in the log, what was found of it is not', async () => {
    const rows = await screening.platform.rows('SELECT data::text, commands::text FROM compliance.event_log')
    expect(JSON.stringify(rows)).toMatch(/Ostrel Harvest Foundry/)
    const others = await screening.platform.rows(
      `SELECT data::text, commands::text FROM compliance.event_log WHERE type NOT LIKE '%InstrumentRegistered%'`,
    )
    expect(JSON.stringify(others)).not.toMatch(/ostrel|NSS.12|another register/i)
  })
})
