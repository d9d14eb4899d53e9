import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { RISK_LIMITS } from '@filao/compliance'
import type { Id } from '@filao/kernel'
import { newId } from '@filao/service'
import { as, officer, second, withAccount } from '../testing/kyc-people'
import { KycService } from '../testing/kyc-service'

jest.setTimeout(180_000)
let kyc: KycService
beforeAll(async () => {
  kyc = await KycService.start()
})
afterAll(() => kyc.stop())

const client = () => withAccount(kyc)
const set = (by: Id, body: object) =>
  kyc.ask('POST', '/v1/risk-limits', { as: as(by), body: { reason: 'As the committee says', ...body } })
/** An instrument that market has listed. */
async function listed(): Promise<Id> {
  const assetId = newId(0)
  await kyc.submit({ type: 'RegisterInstrument', assetId, symbol: `L${assetId.slice(-8).toUpperCase()}` })
  return assetId
}
const list = async (query: string) => (await kyc.ask('GET', `/v1/risk-limits?${query}`, { as: as(officer) })).body
const told = async (userId: Id) => {
  const rows = await kyc.rows('SELECT commands FROM compliance.event_log WHERE key = $1 AND commands IS NOT NULL', [
    userId,
  ])
  return rows
    .flatMap(({ commands }) => commands as { type: string; data: string | { limits?: { maxOrderValue?: string } } }[])
    .filter(({ type }) => type.includes('SetAccountLimits'))
}
const resolved = (userId: Id, fits: (limits: Record<string, unknown>) => boolean) =>
  kyc.until(async () => {
    const [row] = await kyc.rows('SELECT limits FROM compliance.subjects WHERE id = $1', [userId])
    const limits = row!['limits'] as Record<string, unknown> | null
    return limits !== null && fits(limits)
  })
const orderIs = (value: string) => (limits: Record<string, unknown>) => limits['maxOrderValue'] === value

describe('the limits of a client', () => {
  test('are the defaults of the settings, told to wallet by itself', async () => {
    const { userId } = await client()
    await resolved(userId, orderIs('100000'))
    expect(await told(userId)).toHaveLength(1)
    expect((await list(`userId=${userId}`)).effective).toMatchObject({
      version: 1,
      maxOrderValue: { value: '100000', level: 'default' },
      maxPositionSize: { value: null, level: null },
      leverageMultiplier: { value: '1', level: 'default' },
    })
  })
  test('are lowered by one person at once, and raised by two', async () => {
    const { userId } = await client()
    const lowered = await set(officer, { userId, maxOrderValue: '5000' })
    expect(lowered.body).toMatchObject({
      outcome: 'done',
      limit: { userId, assetId: null, maxOrderValue: '5000', status: 'in_force', setBy: officer, approvedBy: null },
    })
    await resolved(userId, orderIs('5000'))
    expect((await list(`userId=${userId}`)).effective.maxOrderValue).toEqual({ value: '5000', level: 'user' })
    const raise = { userId, maxOrderValue: '250000.5' }
    expect((await set(officer, raise)).body).toMatchObject({
      outcome: 'proposed',
      limit: { status: 'proposed', maxOrderValue: '250000.5', setBy: officer },
    })
    expect((await set(officer, raise)).body.code).toBe('same-approver')
    expect((await list(`userId=${userId}`)).items.map(({ status }: { status: string }) => status)).toEqual([
      'proposed',
      'in_force',
    ])
    expect((await set(second, raise)).body).toMatchObject({
      outcome: 'done',
      limit: { maxOrderValue: '250000.5', setBy: officer, approvedBy: second },
    })
    await resolved(userId, orderIs('250000.5'))
    expect((await list(`userId=${userId}`)).items.map(({ status }: { status: string }) => status)).toEqual([
      'in_force',
      'over',
    ])
  })
  test('of an instrument, and of everybody, take their places by precedence, and fall back by themselves', async () => {
    const { userId } = await client()
    const assetId = await listed()
    expect((await set(officer, { assetId, maxPositionSize: '10' })).body.outcome).toBe('done')
    const effectiveFor = async (ms: number) => {
      const ends = Date.now() + ms
      await set(officer, { maxOrderValue: '70000', effectiveUntil: new Date(ends).toISOString() })
      await resolved(userId, (limits) => (orderIs('70000')(limits) && 'assets' in limits) || Date.now() > ends)
      return (await list(`userId=${userId}`)).effective
    }
    // A machine that does much else may be later than its end: then it is set for longer.
    let ms = 6_000
    let effective = await effectiveFor(ms)
    while (effective.maxOrderValue.value !== '70000' && ms < 90_000) effective = await effectiveFor((ms *= 2))
    expect(effective.maxOrderValue).toEqual({ value: '70000', level: 'global' })
    expect(effective.assets).toContainEqual({
      assetId,
      maxOrderValue: { value: '70000', level: 'global' },
      maxPositionValue: { value: '500000', level: 'default' },
      maxPositionSize: { value: '10', level: 'asset' },
    })
    expect((await list(`assetId=${assetId}`)).items).toMatchObject([{ assetId, maxPositionSize: '10' }])
    await resolved(userId, orderIs('100000'))
    expect((await set(officer, { assetId })).body.outcome).toBe('proposed')
    expect((await set(second, { assetId })).body).toEqual({ outcome: 'done', limit: null })
    await resolved(userId, (limits) => !('assets' in limits))
  })
})

describe('a limit', () => {
  test.each<[string, object, string]>([
    ['without a reason', { reason: '' }, 'invalid-request'],
    ['as a number', { maxOrderValue: 5 }, 'invalid-request'],
    ['of nothing', { maxOrderValue: '0' }, 'limit-out-of-range'],
    ['with leverage that is none', { leverageMultiplier: '101' }, 'limit-out-of-range'],
    ['in the past', { maxOrderValue: '5', effectiveFrom: '2020-01-01T00:00:00.000Z' }, 'limit-period'],
    ['that ends before it begins', { maxOrderValue: '5', effectiveUntil: '2020-01-01T00:00:00.000Z' }, 'limit-period'],
  ])('%s is refused', async (_, body, code) => {
    expect((await set(officer, body)).body.code).toBe(code)
  })
  test('of withdrawals is of no instrument', async () => {
    const body = { assetId: await listed(), maxDailyWithdrawal: '5' }
    expect((await set(officer, body)).body.code).toBe('limit-not-by-asset')
  })
  test('of an instrument that nobody has listed is refused', async () => {
    const { status, body } = await set(officer, { assetId: newId(0), maxPositionSize: '5' })
    expect([status, body.code, body.errors[0].pointer]).toEqual([404, 'instrument-unknown', '/assetId'])
  })
  test('is of no stranger, of nobody’s own, and takes a second factor just shown', async () => {
    const { userId } = await client()
    const body = { userId, maxOrderValue: '5', reason: 'x' }
    expect(await set(officer, { ...body, userId: newId(1) })).toMatchObject({ status: 404 })
    expect((await set(userId, body)).body.code).toBe('own-case')
    const stale = { as: { ...as(officer), stale: true }, body }
    expect((await kyc.ask('POST', '/v1/risk-limits', stale)).body.code).toBe('step-up-required')
  })
  test.each(['client', 'support', 'admin'])('is shown to nobody who is %s', async (role) => {
    expect((await kyc.ask('GET', '/v1/risk-limits', { as: as(officer, role) })).status).toBe(403)
  })
  test.each(['treasury', 'auditor'])('is shown to whoever is %s, and set by others', async (role) => {
    expect((await kyc.ask('GET', '/v1/risk-limits', { as: as(officer, role) })).status).toBe(200)
    const body = { maxOrderValue: '5', reason: 'x' }
    expect((await kyc.ask('POST', '/v1/risk-limits', { as: as(officer, role), body })).status).toBe(403)
  })
  test('that is looked at is on record first', async () => {
    const { userId } = await client()
    await list(`userId=${userId}`)
    const viewed = await kyc.rows(`SELECT data::text FROM compliance.event_log WHERE type LIKE '%RecordViewed%'`)
    expect(JSON.stringify(viewed)).toMatch(new RegExp(`risk_limits.*${userId}|${userId}.*risk_limits`))
  })
  test('never holds beside another of its key, whoever writes it', async () => {
    const { userId } = await client()
    await set(officer, { userId, maxOrderValue: '5' })
    const copy = (id: Id, owner: string) =>
      kyc.rows(
        `INSERT INTO compliance.risk_limits (partition, id, position, user_id, max_order_value, set_by, reason, effective_from)
         VALUES (1, $1, 0, ${owner}, 6, $2, '"x"', now() + interval '1 day')`,
        [id, officer],
      )
    await expect(copy(newId(1), `'${userId}'`)).rejects.toThrow(/risk_limits_one_at_a_time/)
    await copy(newId(1), 'NULL')
    // Nulls are equal.
    await expect(copy(newId(1), 'NULL')).rejects.toThrow(/risk_limits_one_at_a_time/)
    await kyc.rows('DELETE FROM compliance.risk_limits WHERE position = 0')
  })
  test('of everybody lives with no client', async () => {
    await set(officer, { maxDailyWithdrawal: '49000' })
    expect(
      await kyc.rows('SELECT DISTINCT partition, subject FROM compliance.event_log WHERE subject = $1', [RISK_LIMITS]),
    ).toEqual([{ partition: 0, subject: RISK_LIMITS }])
  })
})
