import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { newId } from '@filao/service'
import { DECLARED } from '@filao/testing/servers'
import { as, officer, OF_MAURITIUS, registered, second } from '../testing/kyc-people'
import { KycService } from '../testing/kyc-service'

jest.setTimeout(60_000)
let kyc: KycService
beforeAll(async () => {
  kyc = await KycService.start()
})
afterAll(() => kyc.stop())

const client = () => registered(kyc, OF_MAURITIUS)
const scoresOf = async (userId: Id) =>
  (await kyc.ask('GET', `/v1/risk-scores?userId=${userId}`, { as: as(officer) })).body.items
const scored = (userId: Id, fits: (tier: string) => boolean = () => true) =>
  kyc.until(async () => {
    const [row] = await kyc.rows('SELECT risk_due, risk_level FROM compliance.subjects WHERE id = $1', [userId])
    return row!['risk_due'] === false && fits(row!['risk_level'] as string)
  })
const override = (userId: Id, by: Id, body: object) =>
  kyc.ask('POST', `/v1/risk-scores/${userId}/override`, { as: as(by), body })

describe('a score', () => {
  test('is given by itself, with all that explains it, and what it was computed from sealed', async () => {
    const userId = await client()
    await scored(userId)
    const [score] = await scoresOf(userId)
    expect(score).toMatchObject({
      userId,
      modelVersion: 'risk-model/1',
      score: '19.50',
      tier: 'low',
      computedTier: 'low',
      accumulation: false,
      floors: [],
      override: null,
      configVersions: { 'risk.model': 0, 'geography.scores': 0, 'fatf.lists': 0 },
    })
    expect(score.factors).toContainEqual({
      name: 'customer',
      value: 20,
      weight: 30,
      inputsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const [row] = await kyc.rows('SELECT inputs FROM compliance.risk_scores WHERE user_id = $1', [userId])
    expect(row!['inputs']).toMatchObject({ $enc: 1 })
  })
  test('follows what is known: a declared foreign PEP is of high risk, and the case takes two', async () => {
    const userId = await client()
    await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: as(userId, 'client'), body: DECLARED })
    await kyc.ask('POST', '/v1/kyc/sessions', { as: as(userId, 'client') })
    await scored(userId)
    const twice = async () =>
      (await kyc.rows('SELECT four_eyes_required FROM compliance.kyc_cases WHERE user_id = $1', [userId]))[0]!
    expect(await twice()).toEqual({ four_eyes_required: false })
    await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: as(userId, 'client'), body: { pepDeclaration: 'foreign' } })
    await scored(userId, (tier) => tier === 'high')
    expect((await scoresOf(userId))[0]).toMatchObject({ tier: 'high', floors: ['foreign_pep'] })
    expect(await twice()).toEqual({ four_eyes_required: true })
  })
  test('follows payments: what is beyond the declared, and a bank of a country under call for action', async () => {
    const userId = await client()
    await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: as(userId, 'client'), body: DECLARED })
    await scored(userId)
    const [before] = await scoresOf(userId)
    const payment = { userId, paymentId: newId(0) }
    const turnover = (paymentId: Id, murAmount: string) =>
      kyc.submit({
        type: 'RecordTurnover',
        userId,
        paymentId,
        direction: 'deposit',
        murAmount: parseUnits(murAmount),
      })
    await turnover(payment.paymentId, DECLARED.expectedMonthlyDeposits)
    await scored(userId)
    expect((await scoresOf(userId))[0].id).toBe(before.id)
    await turnover(newId(0), '50000')
    await scored(userId)
    const [beyond] = await scoresOf(userId)
    expect(beyond.factors).toContainEqual(expect.objectContaining({ name: 'activity', value: 60 }))
    await kyc.submit({ type: 'RecordCounterparty', ...payment, country: 'KP' })
    await scored(userId, (tier) => tier === 'critical')
    expect((await scoresOf(userId))[0]).toMatchObject({ tier: 'critical', floors: ['fatf_call_for_action'] })
  })
  test('is only ever added: no row is changed or removed, by grant and trigger', async () => {
    const userId = await client()
    await scored(userId)
    for (const change of ['UPDATE compliance.risk_scores SET score = 0', 'DELETE FROM compliance.risk_scores'])
      await expect(kyc.rows(change)).rejects.toThrow(/append only/)
    await expect(kyc.asReader(userId, 'SELECT tier FROM compliance.risk_scores')).rejects.toThrow(/denied/)
  })
  test.each(['client', 'support', 'treasury', 'admin'])('is shown to nobody who is %s', async (role) => {
    const userId = await client()
    expect((await kyc.ask('GET', `/v1/risk-scores?userId=${userId}`, { as: as(userId, role) })).status).toBe(403)
  })
  test('that is looked at is on record first', async () => {
    const userId = await client()
    await scored(userId)
    const [score] = await scoresOf(userId)
    const viewed = await kyc.rows(`SELECT data::text FROM compliance.event_log WHERE type LIKE '%RecordViewed%'`)
    expect(JSON.stringify(viewed)).toContain(score.id)
  })
})

describe('an override', () => {
  test('upwards is one person’s; downwards two people’s, and both scores stay', async () => {
    const userId = await client()
    const up = await override(userId, officer, { tier: 'high', reason: 'Adverse report' })
    expect(up.body).toMatchObject({ outcome: 'done', score: { tier: 'high', computedTier: 'low' } })
    const lower = { tier: 'medium', reason: 'The report was about another', expiresOn: '2099-01-31' }
    expect((await override(userId, officer, lower)).body.outcome).toBe('proposed')
    expect((await override(userId, officer, lower)).body.code).toBe('same-approver')
    expect((await override(userId, second, lower)).body).toMatchObject({
      outcome: 'done',
      score: { tier: 'medium', override: { direction: 'down', proposedBy: officer, by: second } },
    })
    expect(await scoresOf(userId)).toHaveLength(3)
  })
  test.each<[string, object, string]>([
    ['without an end', { tier: 'low', reason: 'x' }, 'risk-override-expiry'],
    ['without a reason', { tier: 'low' }, 'invalid-request'],
    ['until a day that no calendar has', { tier: 'low', reason: 'x', expiresOn: '2099-02-30' }, 'invalid-request'],
  ])('downwards %s is refused', async (_, body, code) => {
    const userId = await client()
    await override(userId, officer, { tier: 'high', reason: 'x' })
    expect((await override(userId, second, body)).body.code).toBe(code)
  })
  test('is of no stranger, of nobody’s own, and takes a second factor just shown', async () => {
    const userId = await client()
    const body = { tier: 'high', reason: 'x' }
    expect((await override(newId(1), officer, body)).body.code).toBe('subject-unknown')
    expect((await override(userId, userId, body)).body.code).toBe('own-case')
    const stale = { as: { ...as(officer), stale: true }, body }
    expect((await kyc.ask('POST', `/v1/risk-scores/${userId}/override`, stale)).body.code).toBe('step-up-required')
  })
})
