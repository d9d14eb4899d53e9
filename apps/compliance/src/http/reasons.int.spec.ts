import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Id } from '@filao/kernel'
import { SubjectKeys } from '@filao/service'
import { LimitQueries } from '../read/limit.queries'
import { OwnKycQueries } from '../read/own-kyc.queries'
import { RiskQueries } from '../read/risk.queries'
import { as, officer, OF_MAURITIUS, registered, second } from '../testing/kyc-people'
import { KycService } from '../testing/kyc-service'

jest.setTimeout(60_000)
let kyc: KycService
beforeAll(async () => {
  kyc = await KycService.start()
})
afterAll(() => kyc.stop())

/** Words that stand nowhere else. */
const REASON = 'Her brother Zebulon Quist has told the desk'
/** Keys as they are once a person's is destroyed. */
const noKeys = new SubjectKeys({ keysOf: () => Promise.resolve([]) }, ['cdd'])

const post = (url: string, by: Id, body: object) => kyc.ask('POST', url, { as: as(by), body })
/** Whatever is kept of a client: the log with its commands, and the row. */
async function kept(userId: Id, table: string, column: string): Promise<string> {
  const log = await kyc.rows('SELECT data::text, commands::text FROM compliance.event_log WHERE key = $1', [userId])
  const owner = table === 'subjects' ? 'id' : 'user_id'
  const rows = await kyc.rows(`SELECT ${column}::text FROM compliance.${table} WHERE ${owner} = $1`, [userId])
  expect(JSON.stringify(rows)).toContain('$enc')
  return JSON.stringify([log, rows])
}
const caseOf = async (userId: Id) =>
  (await kyc.rows('SELECT * FROM compliance.kyc_cases WHERE user_id = $1', [userId]))[0]!
async function withCase(): Promise<{ readonly userId: Id; readonly caseId: Id }> {
  const userId = await registered(kyc, OF_MAURITIUS)
  await kyc.ask('POST', '/v1/kyc/sessions', { as: as(userId, 'client') })
  return { userId, caseId: (await caseOf(userId))['id'] as Id }
}

describe('a reason that staff write of a client is sealed in log and row, shown to who may read it, and gone with the key', () => {
  test('of an override of the risk, wanted and set', async () => {
    const userId = await registered(kyc, OF_MAURITIUS)
    const url = `/v1/risk-scores/${userId}/override`
    await post(url, officer, { tier: 'high', reason: REASON })
    const lower = { tier: 'medium', reason: REASON, expiresOn: '2099-01-31' }
    expect((await post(url, officer, lower)).body.outcome).toBe('proposed')
    expect(await kept(userId, 'subjects', 'risk_proposal')).not.toContain('Zebulon')
    await post(url, second, { ...lower, reason: 'I have looked at it too' })
    expect(await kept(userId, 'risk_scores', 'override')).not.toContain('Zebulon')
    const list = (await kyc.ask('GET', `/v1/risk-scores?userId=${userId}`, { as: as(officer, 'auditor') })).body
    const reasons = (items: readonly { override: { reason: string | null } | null }[]) =>
      items.map(({ override }) => override?.reason)
    expect(reasons(list.items)).toEqual([REASON, REASON])
    const erased = await new RiskQueries(kyc.database.pool, noKeys).list({ limit: 2, userId })
    expect(reasons(erased.items)).toEqual([null, null])
  })

  test('of a limit, of a client’s and of everybody’s', async () => {
    const userId = await registered(kyc, OF_MAURITIUS)
    const set = (by: Id, maxOrderValue: string) =>
      post('/v1/risk-limits', by, { userId, maxOrderValue, reason: REASON })
    expect((await set(officer, '5')).body.limit.reason).toBe(REASON)
    expect((await set(officer, '50')).body).toMatchObject({ outcome: 'proposed', limit: { reason: REASON } })
    expect(await kept(userId, 'risk_limits', 'reason')).not.toContain('Zebulon')
    expect(await kept(userId, 'risk_limit_proposals', 'reason')).not.toContain('Zebulon')
    const bases = { whole: () => Promise.reject(new Error('not asked for')) }
    const queries = new LimitQueries(kyc.database.pool, { one: () => Promise.resolve(undefined) }, bases, noKeys)
    const ids = await kyc.rows('SELECT id FROM compliance.risk_limits WHERE user_id = $1', [userId])
    expect((await queries.one(ids[0]!['id'] as Id))?.reason).toBeNull()

    const all = await post('/v1/risk-limits', officer, { maxOrderValue: '99999', reason: REASON })
    expect(all.body).toMatchObject({ outcome: 'done', limit: { userId: null, reason: REASON } })
    const log = await kyc.rows(`SELECT data::text FROM compliance.event_log WHERE type LIKE '%RiskLimitSet%'`)
    expect(JSON.stringify(log)).not.toContain('Zebulon')
  })

  test.each(['reject', 'request-resubmission'])('of a case: %s', async (what) => {
    const { userId, caseId } = await withCase()
    await kyc.until(async () => (await caseOf(userId))['admin_approval_status'] === 'pending_approval')
    expect((await post(`/v1/kyc-cases/${caseId}/${what}`, officer, { reason: REASON })).status).toBe(200)
    const view = await kyc.ask('GET', `/v1/kyc-cases/${caseId}`, { as: as(officer) })
    expect(view.body.reason).toBe(REASON)
    expect(await kept(userId, 'kyc_cases', 'rejection_reason')).not.toContain('Zebulon')
    const own = await kyc.ask('GET', '/v1/kyc', { as: as(userId, 'client') })
    expect(own.body.reasons).toContain(REASON)
    const erased = await new OwnKycQueries(kyc.database, noKeys).of(userId)
    expect(erased.reasons).toEqual([])
  })

  test('of a document', async () => {
    const { userId, caseId } = await withCase()
    const file = Buffer.from(`%PDF-1.7\n${userId}\n%%EOF`)
    const document = (await kyc.upload(as(userId, 'client'), { documentType: 'utility_bill' }, file)).body
    const url = `/v1/kyc-cases/${caseId}/documents/${document.id}/reject`
    expect((await post(url, officer, { reason: REASON })).body.reason).toBe(REASON)
    expect(await kept(userId, 'kyc_documents', 'rejection_reason')).not.toContain('Zebulon')
    const own = await kyc.ask('GET', '/v1/kyc/documents', { as: as(userId, 'client') })
    expect(own.body.items).toContainEqual(expect.objectContaining({ id: document.id, reason: REASON }))
  })

  test('of one more attempt', async () => {
    const { userId, caseId } = await withCase()
    expect((await post(`/v1/kyc-cases/${caseId}/grant-attempt`, officer, { reason: REASON })).status).toBe(200)
    const log = await kyc.rows('SELECT type, data::text FROM compliance.event_log WHERE key = $1', [userId])
    expect(JSON.stringify(log)).toContain('KycAttemptGranted.v1')
    expect(JSON.stringify(log)).not.toContain('Zebulon')
  })
})
