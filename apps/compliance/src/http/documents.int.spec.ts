import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Id } from '@filao/kernel'
import { newId } from '@filao/service'
import { DECLARED } from '@filao/testing/servers'
import { EICAR } from '@filao/testing/simulators'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '../documents/sealed-files'
import { officer, OF_MAURITIUS, registered } from '../testing/kyc-people'
import { KycService } from '../testing/kyc-service'

jest.setTimeout(60_000)
let kyc: KycService
beforeAll(async () => {
  kyc = await KycService.start()
})
afterAll(() => kyc.stop())
afterEach(() => kyc.scanner.misbehave({}))

const asOfficer = (userId = officer) => ({ userId, roles: ['compliance'] })
const asClient = (userId: Id) => ({ userId, roles: ['client'] })
const PDF = (words: string): Buffer => Buffer.from(`%PDF-1.7\n${words}`)
const PASSPORT = {
  documentType: 'passport',
  documentNumber: 'AB 123-456',
  documentCountry: 'MUS',
  issuedOn: '2020-01-01',
  expiresOn: '2099-01-31',
}

const client = (firstName = 'Ada') => registered(kyc, { ...OF_MAURITIUS, firstName, dateOfBirth: '1990-12-10' })
/** With a case, so that officers see what was handed in. */
async function started(firstName?: string): Promise<{ userId: Id; caseId: string }> {
  const userId = await client(firstName)
  await kyc.ask('POST', '/v1/kyc/sessions', { as: asClient(userId) })
  const [row] = await kyc.rows('SELECT id FROM compliance.kyc_cases WHERE user_id = $1', [userId])
  return { userId, caseId: row!['id'] as string }
}
const filesIn = (): string[] =>
  readdirSync(kyc.folder, { recursive: true })
    .map(String)
    .filter((name) => name.length > 3)
const number = (): string => `N${Math.random().toString(36).slice(2, 12)}`

describe('a client', () => {
  test('hands a document in: sealed in the folder, known by its content, masked when it is shown', async () => {
    const userId = await client()
    const file = PDF('Zebulon Lovelace, passport')
    const answer = await kyc.upload(asClient(userId), { ...PASSPORT, documentNumber: number() }, file)
    expect(answer).toMatchObject({
      status: 201,
      body: { documentType: 'passport', status: 'pending', mediaType: 'application/pdf', size: file.length },
    })
    expect(answer.body.documentNumber).toMatch(/^….{4}$/)
    const [row] = await kyc.rows('SELECT * FROM compliance.kyc_documents WHERE id = $1', [answer.body.id])
    expect(row).toMatchObject({ file_hash: hashOf(file), file_size: file.length, mime_type: 'application/pdf' })
    expect([row!['file_path'], row!['document_number']]).toEqual([
      expect.objectContaining({ $enc: 1 }),
      expect.objectContaining({ $enc: 1 }),
    ])
    const stored = filesIn().map((name) => readFileSync(join(kyc.folder, name)).toString('latin1'))
    expect(stored.join('')).not.toContain('Zebulon')
    const log = await kyc.rows('SELECT data::text FROM compliance.event_log WHERE subject = $1', [answer.body.id])
    expect(JSON.stringify(log)).not.toMatch(/Zebulon|AB 123/)
    expect((await kyc.ask('GET', '/v1/kyc/documents', { as: asClient(userId) })).body.items).toEqual([answer.body])
  })
  test('is given the document that is there when the same file comes again, and no second file is kept', async () => {
    const userId = await client()
    const file = PDF(userId)
    const first = await kyc.upload(asClient(userId), { documentType: 'utility_bill' }, file)
    const before = filesIn().length
    const again = await kyc.upload(asClient(userId), { documentType: 'utility_bill' }, file)
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id } })
    expect(filesIn()).toHaveLength(before)
    // The same paper of another client is another document.
    const other = await client()
    expect((await kyc.upload(asClient(other), { documentType: 'utility_bill' }, file)).status).toBe(201)
  })
  test('sees the own alone, and nothing of what is thought of it, by the database as well', async () => {
    const [userId, other] = [await client(), await client()]
    await kyc.upload(asClient(userId), { documentType: 'utility_bill' }, PDF(userId))
    expect((await kyc.ask('GET', '/v1/kyc/documents', { as: asClient(other) })).body.items).toEqual([])
    expect(await kyc.asReader(other, 'SELECT id FROM compliance.kyc_documents')).toEqual([])
    for (const column of ['duplicate', 'review_notes', 'reviewed_by', 'file_path'])
      await expect(kyc.asReader(userId, `SELECT ${column} FROM compliance.kyc_documents`)).rejects.toThrow(/denied/)
  })
  test.each<[string, Record<string, string>, Buffer | undefined, string, string | undefined]>([
    ['a program', { documentType: 'passport' }, Buffer.from('MZ not a picture'), 'document-type-not-taken', undefined],
    ['an empty file', { documentType: 'passport' }, Buffer.alloc(0), 'document-type-not-taken', undefined],
    ['a virus', { documentType: 'passport' }, PDF(EICAR), 'document-infected', undefined],
    ['no file', { documentType: 'passport' }, undefined, 'invalid-request', '/file'],
    ['no type', {}, PDF('x'), 'invalid-request', '/documentType'],
    ['a field more', { documentType: 'passport', owner: 'me' }, PDF('x'), 'invalid-request', '/owner'],
    [
      'a number of no country',
      { documentType: 'passport', documentNumber: 'x' },
      PDF('x'),
      'invalid-request',
      '/documentCountry',
    ],
    ['dates in no order', { ...PASSPORT, issuedOn: '2099-02-01' }, PDF('x'), 'invalid-request', '/expiresOn'],
    [
      'one that has run out',
      { documentType: 'passport', expiresOn: '2020-01-31' },
      PDF('old'),
      'document-expired',
      undefined,
    ],
  ])('is refused with %s, and nothing is kept', async (_, fields, file, code, pointer) => {
    const userId = await client()
    const before = filesIn().length
    const answer = await kyc.upload(asClient(userId), fields, file)
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([422, code, pointer])
    expect(filesIn()).toHaveLength(before)
    expect((await kyc.ask('GET', '/v1/kyc/documents', { as: asClient(userId) })).body.items).toEqual([])
  })
  test('is refused with more than 10 MiB', async () => {
    const userId = await client()
    const answer = await kyc.upload(asClient(userId), { documentType: 'passport' }, Buffer.alloc(10 * 1_048_576 + 1, 1))
    expect([answer.status, answer.body.code]).toEqual([413, 'body-too-large'])
  })
  test('with 10 MiB is taken', async () => {
    const file = Buffer.alloc(10 * 1_048_576)
    PDF('large').copy(file)
    expect((await kyc.upload(asClient(await client()), { documentType: 'bank_statement' }, file)).status).toBe(201)
  })
  test.each(['drop', 'error_500', 'delay'])(
    'waits while nobody can look at files (%s): nothing is kept',
    async (fault) => {
      const userId = await client()
      kyc.scanner.misbehave({ [fault]: 1 })
      const before = filesIn().length
      const answer = await kyc.upload(asClient(userId), { documentType: 'utility_bill' }, PDF(userId))
      expect([answer.status, answer.body.code]).toEqual([503, 'scan-unavailable'])
      expect(filesIn()).toHaveLength(before)
    },
  )
  test('who is nobody yet, or sends no form, is refused', async () => {
    expect((await kyc.upload(asClient(newId(1)), { documentType: 'passport' }, PDF('x'))).body.code).toBe(
      'subject-unknown',
    )
    const json = await kyc.ask('POST', '/v1/kyc/documents', { as: asClient(await client()), body: {} })
    expect([json.status, json.body.code]).toEqual([415, 'unsupported-media-type'])
  })
})

describe('an officer', () => {
  const handedIn = async () => {
    const { userId, caseId } = await started()
    const { body } = await kyc.upload(asClient(userId), { ...PASSPORT, documentNumber: number() }, PDF(userId))
    return { userId, caseId, documentId: body.id as string, url: `/v1/kyc-cases/${caseId}/documents/${body.id}` }
  }
  test('looks at the file as it was sent, on record first', async () => {
    const { userId, documentId, url } = await handedIn()
    const file = await kyc.download(asOfficer(), url)
    expect(file.content).toEqual(PDF(userId))
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${documentId}"`,
    })
    const viewed = await kyc.rows(`SELECT data FROM compliance.event_log WHERE type LIKE '%RecordViewed%'`)
    expect(JSON.stringify(viewed)).toContain(documentId)
  })
  test('starts, approves, and the document proves what it shows', async () => {
    const { userId, caseId, documentId, url } = await handedIn()
    const post = (what: string, body?: object) =>
      kyc.ask('POST', `${url}/${what}`, { as: asOfficer(), ...(body && { body }) })
    expect((await post('start-review')).body).toMatchObject({ status: 'under_review', reviewedBy: officer })
    await kyc.ask('PUT', '/v1/kyc/due-diligence', { as: asClient(userId), body: DECLARED })
    const verify = { as: asOfficer(), body: { fields: ['employer'], verifiedBy: documentId } }
    expect((await kyc.ask('POST', `/v1/kyc-cases/${caseId}/verify`, verify)).body.code).toBe('evidence-not-approved')
    expect((await post('approve', { notes: 'The seal is genuine' })).body).toMatchObject({
      status: 'approved',
      notes: 'The seal is genuine',
    })
    expect((await post('approve', {})).status).toBe(200)
    expect((await kyc.ask('POST', `/v1/kyc-cases/${caseId}/verify`, verify)).status).toBe(200)
    const late = await post('reject', { reason: 'x' })
    expect([late.status, late.body.code]).toEqual([409, 'already-reviewed'])
    const own = await kyc.ask('GET', '/v1/kyc/documents', { as: asClient(userId) })
    expect(JSON.stringify(own.body)).not.toContain('seal')
  })
  test('turns one down with a reason that the client reads', async () => {
    const { userId, documentId, url } = await handedIn()
    const body = { reason: 'A corner is missing', notes: 'Looks forged' }
    const answer = await kyc.ask('POST', `${url}/request-resubmission`, { as: asOfficer(), body })
    expect(answer.body).toMatchObject({ status: 'resubmission_required', ...body })
    const { items } = (await kyc.ask('GET', '/v1/kyc/documents', { as: asClient(userId) })).body
    const own = (items as { id: string }[]).find(({ id }) => id === documentId)
    expect(own).toMatchObject({ status: 'resubmission_required', reason: 'A corner is missing' })
    expect(JSON.stringify(own)).not.toContain('forged')
  })
  test('decides with a second factor just shown, and never on the own documents', async () => {
    const { userId, url } = await handedIn()
    for (const what of ['approve', 'reject', 'request-resubmission']) {
      const body = what === 'approve' ? {} : { reason: 'x' }
      const stale = await kyc.ask('POST', `${url}/${what}`, { as: { ...asOfficer(), stale: true }, body })
      expect(stale.body.code).toBe('step-up-required')
      const own = await kyc.ask('POST', `${url}/${what}`, { as: asOfficer(userId), body })
      expect(own.body.code).toBe('own-case')
    }
  })
  test('finds no document in another client’s case', async () => {
    const { documentId } = await handedIn()
    const { caseId } = await started()
    const answer = await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents/${documentId}`, { as: asOfficer() })
    expect([answer.status, answer.body.code]).toEqual([404, 'document-unknown'])
  })
  test.each(['client', 'support', 'treasury', 'admin'])('%s sees none', async (role) => {
    const { caseId, url } = await handedIn()
    const as = { userId: newId(1), roles: [role] }
    expect((await kyc.ask('GET', url, { as })).status).toBe(403)
    expect((await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as })).status).toBe(403)
  })
  test('is shown no file that was changed where it lies', async () => {
    const { documentId, url } = await handedIn()
    const file = join(kyc.folder, documentId.slice(-2), documentId)
    const changed = readFileSync(file)
    changed[changed.length - 20]! ^= 1
    writeFileSync(file, changed)
    const answer = await kyc.ask('GET', url, { as: asOfficer() })
    expect([answer.status, answer.body.code]).toEqual([500, 'internal'])
  })
  test('sees that two clients have shown one document; the second is not approved by it, and hears nothing', async () => {
    const said = { ...PASSPORT, documentNumber: number() }
    await kyc.upload(asClient(await client()), said, PDF('first'))
    const { userId, caseId } = await started()
    const second = await kyc.upload(
      asClient(userId),
      { ...said, documentNumber: ` ${said.documentNumber.toLowerCase()}` },
      PDF('second'),
    )
    expect(second.status).toBe(201)
    expect(JSON.stringify(second.body)).not.toMatch(/duplicate/i)
    const list = await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as: asOfficer() })
    expect(list.body.items).toContainEqual(expect.objectContaining({ id: second.body.id, isDuplicate: true }))
    const url = `/v1/kyc-cases/${caseId}/documents/${second.body.id}/approve`
    expect((await kyc.ask('POST', url, { as: asOfficer(), body: {} })).body.code).toBe('duplicate-identity')
  })
})

describe('the pictures of the provider', () => {
  const fetched = async (userId: Id) =>
    kyc.until(
      async () =>
        (
          await kyc.rows(
            'SELECT 1 FROM compliance.kyc_sessions WHERE user_id = $1 AND decision_fetched_at IS NOT NULL',
            [userId],
          )
        ).length > 0,
    )
  test('are copied before the decision is kept, once, with what it says of the document', async () => {
    const { userId, caseId } = await started()
    await fetched(userId)
    const list = await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as: asOfficer() })
    expect(list.body.items).toHaveLength(3)
    for (const item of list.body.items)
      expect(item).toMatchObject({
        documentType: 'passport',
        method: 'didit_api',
        mediaType: 'image/png',
        uploadedBy: null,
      })
    const file = await kyc.download(asOfficer(), `/v1/kyc-cases/${caseId}/documents/${list.body.items[0].id}`)
    expect(hashOf(file.content)).toBe(list.body.items[0].sha256)
    // The provider's address of none of them is kept.
    const view = await kyc.ask('GET', `/v1/kyc-cases/${caseId}`, { as: asOfficer() })
    expect(JSON.stringify(view.body.sessions[0].evidence)).not.toMatch(/http/)
  })
  test('that no scanner lets pass are left out, and the decision is kept without them', async () => {
    const { userId, caseId } = await started('INFECTED')
    await fetched(userId)
    const list = await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as: asOfficer() })
    expect(list.body.items).toHaveLength(2)
  })
  test('that cannot be looked at for now hold the decision back until they can', async () => {
    kyc.scanner.misbehave({ drop: 1 })
    const { userId, caseId } = await started()
    const status = async () =>
      (await kyc.rows('SELECT provider_status FROM compliance.kyc_sessions WHERE user_id = $1', [userId]))[0]?.[
        'provider_status'
      ]
    await kyc.until(async () => (await status()) === 'Approved')
    expect((await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as: asOfficer() })).body.items).toEqual([])
    kyc.scanner.misbehave({})
    await fetched(userId)
    expect((await kyc.ask('GET', `/v1/kyc-cases/${caseId}/documents`, { as: asOfficer() })).body.items).toHaveLength(3)
  })
})
