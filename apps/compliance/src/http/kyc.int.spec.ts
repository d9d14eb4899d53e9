import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { partitionOf, type Id } from '@filao/kernel'
import { newId } from '@filao/service'
import { DECLARED } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { hmacHex, simpleText } from '../didit/didit-signature'
import { CaseView } from './kyc.schemas'
import { officer, OF_MAURITIUS, registered, second } from '../testing/kyc-people'
import { KycService, WEBHOOK_SECRET } from '../testing/kyc-service'

jest.setTimeout(60_000)
let kyc: KycService
beforeAll(async () => {
  kyc = await KycService.start()
})
afterAll(() => kyc.stop())

const mlro = newId(1)

const client = (firstName = 'Ada') => registered(kyc, { ...OF_MAURITIUS, firstName, dateOfBirth: '1990-12-10' })
const caseOf = async (userId: Id): Promise<string> =>
  (await kyc.rows('SELECT id FROM compliance.kyc_cases WHERE user_id = $1', [userId]))[0]!['id'] as string
const asClient = (userId: Id) => ({ userId, roles: ['client'] })
const asOfficer = (userId: Id) => ({ userId, roles: ['compliance'] })

/** A client of whom the provider has thought what it thinks of somebody with this first name. */
async function decided(firstName: string, status: string): Promise<Id> {
  const userId = await client(firstName)
  await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: asClient(userId), body: DECLARED })
  expect((await kyc.ask('POST', '/v1/kyc/sessions', { as: asClient(userId) })).status).toBe(201)
  await kyc.until(async () => (await sessionOf(userId))?.['provider_status'] === status)
  return userId
}
const sessionOf = async (userId: Id) =>
  (await kyc.rows('SELECT * FROM compliance.kyc_sessions WHERE user_id = $1 ORDER BY attempt DESC', [userId]))[0]

const fetched = (userId: Id) => kyc.until(async () => (await sessionOf(userId))!['decision_fetched_at'] !== null)

/**
 * Approves like an officer who is told that a later attempt may succeed: what the provider says may be fetched once more
 * meanwhile, and what bears on the risk is scored anew.
 */
async function approve(id: string, as: { userId: Id; roles: string[]; isSenior?: boolean }) {
  for (;;) {
    const answer = await kyc.ask('POST', `/v1/kyc-cases/${id}/approve`, { as })
    if (answer.body.code !== 'risk-not-scored') return answer
  }
}

async function verified(userId: Id): Promise<string> {
  const id = await caseOf(userId)
  await fetched(userId)
  await kyc.screened(userId)
  const body = { fields: Object.keys(DECLARED), verifiedBy: (await sessionOf(userId))!['id'] }
  expect((await kyc.ask('POST', `/v1/kyc-cases/${id}/verify`, { as: asOfficer(officer), body })).status).toBe(200)
  return id
}

describe('a client', () => {
  test('cannot start before compliance has heard of them', async () => {
    const stranger = newId(1)
    const before = await kyc.ask('GET', '/v1/kyc', { as: asClient(stranger) })
    expect(before.body).toMatchObject({ status: 'not_started', canStart: false })
    const known = await kyc.ask('GET', '/v1/kyc', { as: asClient(await client()) })
    expect(known.body).toMatchObject({ status: 'not_started', canStart: true })
  })
  test('begins, is looked at, and is approved by an officer alone', async () => {
    const userId = await decided('Ada', 'Approved')
    await kyc.until(async () => (await sessionOf(userId))!['decision_fetched_at'] !== null)
    const own = await kyc.ask('GET', '/v1/kyc', { as: asClient(userId) })
    expect(own.body).toMatchObject({ status: 'pending', canStart: false, attemptsLeft: 4 })
    expect(own.body.identity).toMatchObject({ fullName: 'Ada Lovelace', documentNumber: expect.stringMatching(/^…/) })
    const id = await caseOf(userId)
    const early = await approve(id, asOfficer(officer))
    expect([early.status, early.body.code]).toEqual([422, 'cdd-incomplete'])
    await verified(userId)
    const approved = await approve(id, asOfficer(officer))
    expect(approved.body).toEqual({ outcome: 'done', status: 'approved' })
    expect((await kyc.ask('GET', '/v1/kyc', { as: asClient(userId) })).body).toMatchObject({ status: 'approved' })
    const again = await approve(id, asOfficer(second))
    expect(again.body.code).toBe('kyc-already-approved')
    const told = await kyc.commandsOf(userId)
    expect(told).toEqual(
      expect.arrayContaining(['filao.identity.ActivateUser.v1', 'filao.identity.RecordKycStatus.v1']),
    )
  })
  test('who is declined is rejected by the provider, and may try again', async () => {
    const userId = await decided('DECLINE', 'Declined')
    await fetched(userId)
    const own = await kyc.ask('GET', '/v1/kyc', { as: asClient(userId) })
    expect(own.body).toMatchObject({ status: 'rejected', canStart: true })
    expect(own.body.reasons).toContain('The document cannot be read')
  })
  test('sees nothing of what its screening found', async () => {
    const userId = await decided('AMLHIT', 'In Review')
    await kyc.until(async () => (await sessionOf(userId))!['decision_fetched_at'] !== null)
    const own = await kyc.ask('GET', '/v1/kyc', { as: asClient(userId) })
    // The simulated name that makes the hit is the client's own.
    expect(JSON.stringify(own.body).replaceAll('AMLHIT', '')).not.toMatch(/aml|match|risk|hit|screen/i)
    expect(own.body).toMatchObject({ status: 'pending' })
    const view = await kyc.ask('GET', `/v1/kyc-cases/${await caseOf(userId)}`, { as: asOfficer(officer) })
    expect(CaseView.parse(view.body).sessions[0]!.evidence).toMatchObject({ aml_screenings: [{ total_hits: 1 }] })
  })
  test('sees their own alone, by the database as well', async () => {
    const userId = await decided('Ada', 'Approved')
    const other = await client()
    expect((await kyc.ask('GET', '/v1/kyc', { as: asClient(other) })).body).toMatchObject({ status: 'not_started' })
    for (const column of ['four_eyes_required', 'first_approved_by', 'wanted_provider']) {
      await expect(kyc.asReader(userId, `SELECT ${column} FROM compliance.kyc_cases`)).rejects.toThrow(
        /permission denied/,
      )
    }
    expect(await kyc.asReader(other, 'SELECT id FROM compliance.kyc_sessions')).toEqual([])
    await expect(kyc.asReader(userId, 'SELECT id FROM compliance.aml_checks')).rejects.toThrow(/permission denied/)
    await expect(kyc.asReader(userId, 'SELECT risk_level FROM compliance.subjects')).rejects.toThrow(
      /permission denied/,
    )
  })
})

describe('an officer', () => {
  test('never decides on themselves, and a case that nobody has is not found', async () => {
    const userId = await decided('Ada', 'Approved')
    const id = await verified(userId)
    const own = await approve(id, asOfficer(userId))
    expect(own.body.code).toBe('own-case')
    const none = await approve(newId(1), asOfficer(officer))
    expect([none.status, none.body.code]).toEqual([404, 'case-not-found'])
  })
  test('sees the client opened, on record; support sees where the case stands', async () => {
    const userId = await decided('Ada', 'Approved')
    const id = await verified(userId)
    const view = await kyc.ask('GET', `/v1/kyc-cases/${id}`, { as: asOfficer(officer) })
    expect(CaseView.parse(view.body)).toMatchObject({ name: 'Ada Lovelace', approval: 'pending_approval' })
    const viewed = await kyc.rows(`SELECT data FROM compliance.event_log WHERE type LIKE '%RecordViewed%'`)
    expect(JSON.stringify(viewed)).toContain(id)
    const list = await kyc.ask('GET', `/v1/kyc-cases?userId=${userId}`, { as: { userId: second, roles: ['support'] } })
    expect(list.body.items).toMatchObject([{ id, status: 'pending' }])
    const read = await kyc.ask('GET', `/v1/kyc-cases/${id}`, { as: { userId: second, roles: ['support'] } })
    expect(read.status).toBe(403)
  })
  test.each(['support', 'treasury', 'admin', 'auditor'])('%s decides on nobody', async (role) => {
    const userId = await decided('Ada', 'Approved')
    const id = await caseOf(userId)
    for (const what of ['approve', 'reject', 'request-resubmission', 'grant-attempt', 'verify']) {
      const as = { userId: second, roles: [role] }
      expect((await kyc.ask('POST', `/v1/kyc-cases/${id}/${what}`, { as, body: {} })).status).toBe(403)
    }
  })
  test('shows the second factor anew for each decision', async () => {
    const userId = await decided('Ada', 'Approved')
    const id = await caseOf(userId)
    for (const what of ['approve', 'reject', 'request-resubmission', 'grant-attempt']) {
      const answer = await kyc.ask('POST', `/v1/kyc-cases/${id}/${what}`, {
        as: { ...asOfficer(officer), stale: true },
        body: { reason: 'x' },
      })
      expect([what, answer.status, answer.body.code]).toEqual([what, 403, 'step-up-required'])
    }
  })
  test('a politically exposed person takes two, one of them of senior management', async () => {
    const userId = await client('Ada')
    const body = { ...DECLARED, pepDeclaration: 'foreign', sourceOfWealth: 'Inheritance', transactionReasons: 'Saving' }
    await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: asClient(userId), body })
    await kyc.ask('POST', '/v1/kyc/sessions', { as: asClient(userId) })
    await kyc.until(async () => (await sessionOf(userId))?.['provider_status'] === 'Approved')
    const id = await caseOf(userId)
    // What the decision says of the client is screened too.
    await fetched(userId)
    await kyc.screened(userId)
    const verify = (fields: string[], verifiedBy: string) =>
      kyc.ask('POST', `/v1/kyc-cases/${id}/verify`, { as: asOfficer(officer), body: { fields, verifiedBy } })
    expect((await verify(['purpose'], 'letter of 2 May')).body.code).toBe('invalid-request')
    expect((await verify(['purpose'], newId(1))).body.code).toBe('document-unknown')
    await verify(Object.keys(body), (await sessionOf(userId))!['id'] as string)
    const early = await approve(id, asOfficer(officer))
    expect(early.body).toMatchObject({ code: 'cdd-incomplete', detail: expect.stringContaining('sourceOfFunds') })
    const paper = await kyc.upload(asClient(userId), { documentType: 'bank_statement' }, Buffer.from(`%PDF-1.7 ${id}`))
    const approval = { as: asOfficer(officer), body: {} }
    await kyc.ask('POST', `/v1/kyc-cases/${id}/documents/${paper.body.id}/approve`, approval)
    expect((await verify(['sourceOfFunds', 'sourceOfWealth'], paper.body.id)).status).toBe(200)
    expect((await approve(id, asOfficer(officer))).body).toEqual({ outcome: 'first_approved', status: 'pending' })
    expect((await approve(id, asOfficer(officer))).body.code).toBe('same-approver')
    expect((await approve(id, asOfficer(second))).body.code).toBe('senior-approver-required')
    // To be the MLRO is not to be of senior management.
    expect((await approve(id, { userId: mlro, roles: ['mlro'] })).body.code).toBe('senior-approver-required')
    expect((await approve(id, { ...asOfficer(second), isSenior: true })).body).toEqual({
      outcome: 'done',
      status: 'approved',
    })
  })
})

describe('a webhook', () => {
  const content = (of: object = {}) => ({
    event_id: randomUUID(),
    webhook_type: 'status.updated',
    timestamp: Math.floor(Date.now() / 1000),
    created_at: Math.floor(Date.now() / 1000),
    environment: 'sandbox',
    session_id: 'nobody-knows-it',
    status: 'Approved',
    ...of,
  })
  const send = (body: ReturnType<typeof content>, by: 'raw' | 'simple' = 'raw', secret = WEBHOOK_SECRET) => {
    const text = JSON.stringify(body)
    const { timestamp, session_id: sessionId, status, webhook_type: webhookType } = body
    const simple = simpleText({ timestamp, sessionId, status, webhookType })
    const signature: Record<string, string> =
      by === 'raw' ? { 'x-signature': hmacHex(secret, text) } : { 'x-signature-simple': hmacHex(secret, simple) }
    return kyc.ask('POST', '/v1/webhooks/kyc/didit', {
      text,
      headers: { ...signature, 'x-timestamp': String(timestamp) },
    })
  }
  const kept = (eventId: string) =>
    kyc.rows('SELECT * FROM compliance.provider_webhooks WHERE event_id = $1', [eventId])

  test('is kept once, sealed, and answered at once', async () => {
    const body = content({ vendor_data: 'Zebulon Secret' })
    expect((await send(body)).body).toEqual({ received: true })
    expect((await send(body)).status).toBe(200)
    const rows = await kept(body.event_id)
    expect(rows).toHaveLength(1)
    expect((rows[0]!['body'] as Buffer).toString('latin1')).not.toContain('Zebulon')
  })
  test('that nobody has signed is refused and not kept', async () => {
    const body = content()
    expect((await send(body, 'raw', 'some-other-secret-here')).body.code).toBe('invalid-signature')
    expect(await kept(body.event_id)).toEqual([])
  })
  test('that is not taken is in the log, with the hash of what came and nothing of what it said', async () => {
    const stale = content({ timestamp: content().timestamp - 3_600, vendor_data: 'Zebulon Secret' })
    expect((await send(stale)).status).toBe(401)
    expect((await kyc.ask('POST', '/v1/webhooks/kyc/didit', { text: 'no JSON of Zebulon' })).status).toBe(400)
    const rows = await kyc.rows(
      `SELECT data, headers->>'ce_actor' AS actor FROM compliance.event_log WHERE type LIKE '%WebhooksRefused%'`,
    )
    const found = rows.map(({ data }) => data as { reason: string; provider: string; count: number })
    expect(found.map(({ reason }) => reason).sort()).toEqual(['forged', 'stale', 'unreadable'])
    for (const one of found) expect(one).toMatchObject({ provider: 'didit', count: 1 })
    expect(JSON.stringify(rows)).not.toContain('Zebulon')
    expect(rows[0]).toMatchObject({ actor: 'provider:didit' })
  })
  test('that claims an approval under the simple signature approves nobody: the provider is asked', async () => {
    const userId = await decided('REVIEW', 'In Review')
    const session = (await sessionOf(userId))!
    const body = content({ session_id: session['didit_session_id'], status: 'Approved' })
    expect((await send(body, 'simple')).status).toBe(200)
    await kyc.until(async () => (await kept(body.event_id))[0]!['handled_at'] !== null)
    expect(await sessionOf(userId)).toMatchObject({ status: 'in_review' })
    expect(
      await kyc.rows('SELECT admin_approval_status FROM compliance.kyc_cases WHERE user_id = $1', [userId]),
    ).toEqual([{ admin_approval_status: null }])
  })
  test('that says what the provider does not say when it is asked is corrected', async () => {
    const userId = await decided('Ada', 'Approved')
    const session = (await sessionOf(userId))!
    const body = content({
      session_id: session['didit_session_id'],
      status: 'Declined',
      created_at: content().created_at + 2,
    })
    await send(body)
    await kyc.until(async () => (await kept(body.event_id))[0]!['handled_at'] !== null)
    expect(await sessionOf(userId)).toMatchObject({ status: 'approved' })
  })
  test('of another provider has no address', async () => {
    expect((await kyc.ask('POST', '/v1/webhooks/kyc/onfido', { text: '{}' })).status).toBe(404)
  })
})

test('one document is one person: the second client who shows it is seen, and not approved', async () => {
  await fetched(await decided('Twin', 'Approved'))
  const other = await decided('Twin', 'Approved')
  const id = await verified(other)
  const answer = await approve(id, asOfficer(officer))
  expect(answer.body.code).toBe('duplicate-identity')
  expect(partitionOf(id)).toBe(1)
})
