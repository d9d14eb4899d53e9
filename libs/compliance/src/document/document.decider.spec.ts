import { VerificationStatus, type ComplianceCommand } from '@filao/contracts'
import { startOfDay } from '@filao/kernel'
import { timers } from '../compliance.reactions'
import { at, idOf } from '../scenario.fixture'
import { CLIENT, KycScenario, OFFICER, OTHER } from '../kyc/kyc.fixture'

const DOCUMENT = idOf(60)
const DAY_MS = 86_400_000
const LAST_DAY = '2027-01-31'

type Upload = Extract<ComplianceCommand, { type: 'UploadDocument' }>
type Verdict = Extract<ComplianceCommand, { type: 'ReviewDocument' }>['verdict']

const upload = (more: Partial<Upload> = {}): Upload => ({
  type: 'UploadDocument',
  userId: CLIENT,
  documentId: DOCUMENT,
  documentType: 'passport',
  documentNumber: 'X1234567',
  documentKey: 'd'.repeat(64),
  expiresOn: LAST_DAY,
  filePath: 'aa/file',
  fileHash: 'f'.repeat(64),
  fileSize: 1_000,
  mediaType: 'image/jpeg',
  uploadedBy: CLIENT,
  ...more,
})
const review = (
  verdict: Verdict,
  by = OFFICER,
  reason: string | undefined = 'It cannot be read',
): ComplianceCommand => ({
  type: 'ReviewDocument',
  userId: CLIENT,
  documentId: DOCUMENT,
  verdict,
  reason,
  by,
})
const expire: ComplianceCommand = { type: 'ExpireDocument', userId: CLIENT, documentId: DOCUMENT }
const handedIn = (more: Partial<Upload> = {}): KycScenario => new KycScenario().registered().given(upload(more))

/** A document in each state, and its last day over where an input needs it. */
function inState(status: VerificationStatus, isOver = false): KycScenario {
  const scenario = handedIn()
  if (status === 'under_review') scenario.given(review('start'))
  if (status === 'approved') scenario.given(review('approve'))
  if (status === 'rejected') scenario.given(review('reject'))
  if (status === 'resubmission_required') scenario.given(review('request_resubmission'))
  if (isOver || status === 'expired') scenario.now = startOfDay('2027-02-01')
  if (status === 'expired') scenario.given(expire)
  expect(scenario.state.documents.get(DOCUMENT)!.status).toBe(status)
  return scenario
}

describe('each input in each state', () => {
  const table: Record<VerificationStatus, Record<string, string>> = {
    pending: {
      upload: '',
      start: 'DocumentReviewStarted',
      approve: 'DocumentApproved',
      reject: 'DocumentRejected',
      request_resubmission: 'DocumentResubmissionRequired',
      expire: 'DocumentExpired',
    },
    under_review: {
      upload: '',
      start: '',
      approve: 'DocumentApproved',
      reject: 'DocumentRejected',
      request_resubmission: 'DocumentResubmissionRequired',
      expire: 'DocumentExpired',
    },
    approved: {
      upload: '',
      start: 'already_reviewed',
      approve: '',
      reject: 'already_reviewed',
      request_resubmission: 'already_reviewed',
      expire: 'DocumentExpired',
    },
    rejected: {
      upload: '',
      start: 'already_reviewed',
      approve: 'already_reviewed',
      reject: '',
      request_resubmission: 'already_reviewed',
      expire: '',
    },
    expired: {
      upload: '',
      start: 'document_expired',
      approve: 'document_expired',
      reject: 'already_reviewed',
      request_resubmission: 'DocumentResubmissionRequired',
      expire: '',
    },
    resubmission_required: {
      upload: '',
      start: 'already_reviewed',
      approve: 'already_reviewed',
      reject: 'already_reviewed',
      request_resubmission: '',
      expire: '',
    },
  }
  const rows = VerificationStatus.options.flatMap((status) =>
    Object.entries(table[status]).map(([input, answer]) => [status, input, answer] as const),
  )
  test.each(rows)('%s, %s: %s', (status, input, answer) => {
    const scenario = inState(status, input === 'expire')
    const command = input === 'upload' ? upload() : input === 'expire' ? expire : review(input as Verdict)
    const outcome = scenario.names(command)
    expect(typeof outcome === 'string' ? outcome : outcome.join(' ')).toBe(answer)
  })
  test('a document that nobody has handed in', () => {
    const scenario = new KycScenario().registered()
    expect(scenario.names(review('approve'))).toBe('document_unknown')
    expect(scenario.names(expire)).toEqual([])
    expect(new KycScenario().names(upload())).toBe('subject_unknown')
  })
})

describe('a document', () => {
  test('is handed in once: the same file again is the one that is there', () => {
    const scenario = handedIn()
    expect(scenario.names(upload({ documentId: idOf(61), documentType: 'utility_bill' }))).toEqual([])
    expect(scenario.names(upload({ documentId: idOf(61), fileHash: 'e'.repeat(64) }))).toEqual(['DocumentUploaded'])
  })
  test('whose last day is over is not taken, nor approved', () => {
    expect(new KycScenario().registered().when(upload({ expiresOn: '2026-11-25' }))).toBe('document_expired')
    expect(new KycScenario().registered().names(upload({ expiresOn: '2026-11-26' }))).toEqual(['DocumentUploaded'])
    expect(inState('pending', true).names(review('approve'))).toBe('document_expired')
  })
  test('is one of at most fifty', () => {
    const scenario = new KycScenario().registered()
    const paper = (n: number) => upload({ documentId: idOf(200 + n), fileHash: String(n).padStart(64, '0') })
    for (let n = 0; n < 50; n += 1) scenario.given(paper(n))
    expect(scenario.when(paper(50))).toBe('documents_max')
  })
  test('that is another client’s is kept, and never approved', () => {
    const scenario = handedIn({ duplicate: true })
    expect(scenario.names(review('approve'))).toBe('duplicate_identity')
    expect(scenario.names(review('reject'))).toEqual(['DocumentRejected'])
  })
  test('is never judged by its owner', () => {
    expect(handedIn().names(review('approve', CLIENT))).toBe('own_case')
  })
  test('changes hands in a review, and is turned down with a reason alone', () => {
    const scenario = inState('under_review')
    expect(scenario.names(review('start', OTHER))).toEqual(['DocumentReviewStarted'])
    expect(scenario.state.documents.get(DOCUMENT)).toMatchObject({ reviewedBy: OTHER })
    const bare = { ...review('reject'), reason: undefined } as ComplianceCommand
    expect(scenario.names(bare)).toBe('not_allowed_in_state')
  })
  test('does not run out before its last day is over, whatever the timer says', () => {
    const scenario = inState('approved')
    scenario.now = startOfDay(LAST_DAY) + DAY_MS - 1
    expect(scenario.names(expire)).toEqual([])
    scenario.now += 1
    expect(scenario.names(expire)).toEqual(['DocumentExpired'])
  })
})

describe('what a document proves', () => {
  const verify = (verifiedBy: string): ComplianceCommand => ({
    type: 'VerifyCdd',
    userId: CLIENT,
    fields: ['occupation'],
    verifiedBy,
    by: OFFICER,
  })
  test('is proven by an approved one', () => {
    const scenario = new KycScenario().registered().diligent(['occupation']).given(upload())
    expect(scenario.names(verify(DOCUMENT))).toBe('evidence_not_approved')
    expect(scenario.names(verify(idOf(77)))).toBe('document_unknown')
    scenario.given(review('approve'))
    expect(scenario.names(verify(DOCUMENT))).toEqual(['CddRecorded'])
  })
  test('is no longer proven once it has run out: the approval names the field', () => {
    const scenario = new KycScenario().registered().diligent(['occupation']).given(upload(), review('approve'))
    scenario.given(verify(DOCUMENT)).begun().given(scenario.decision('Approved'))
    expect(scenario.refusal(scenario.approve())).toBeUndefined()
    scenario.now = startOfDay('2027-02-01')
    scenario.given(expire)
    expect(scenario.refusal(scenario.approve())).toMatchObject({
      refused: 'cdd_incomplete',
      detail: { field: 'occupation' },
    })
  })
  test('ends the approval that stands on it, with the restriction that follows', () => {
    const scenario = new KycScenario().awaiting().given(upload(), review('approve'))
    scenario.given({
      type: 'VerifyCdd',
      userId: CLIENT,
      fields: ['identityDocument'],
      verifiedBy: DOCUMENT,
      by: OFFICER,
    })
    scenario.given(scenario.approve())
    scenario.now = startOfDay('2027-02-01')
    expect(scenario.names(expire)).toEqual(['DocumentExpired', 'KycExpired'])
    expect(scenario.state.kyc).toMatchObject({ status: 'resubmission_required', reason: 'document_expired' })
  })
  test('does not end an approval that stands on something else', () => {
    const scenario = new KycScenario().approved().given(upload(), review('approve'))
    scenario.now = startOfDay('2027-02-01')
    expect(scenario.names(expire)).toEqual(['DocumentExpired'])
    expect(scenario.state.kyc!.status).toBe('approved')
  })
})

test('the timer of a document is set for the day after its last, and cleared when it is turned down', () => {
  const { type: _, ...uploaded } = upload()
  const moment = { now: at, position: 1 }
  expect(timers({ ...uploaded, type: 'DocumentUploaded', duplicate: false }, moment)).toEqual([
    { set: `document/${DOCUMENT}`, dueAt: startOfDay('2027-02-01'), command: expire },
  ])
  expect(
    timers({ type: 'DocumentRejected', userId: CLIENT, documentId: DOCUMENT, by: OFFICER, reason: 'x' }, moment),
  ).toEqual([{ clear: `document/${DOCUMENT}` }])
})
test('a document that never ends, which its country writes as the last day there is, has a timer like others', () => {
  const { type: _, ...forEver } = upload({ expiresOn: '9999-12-31' })
  expect(timers({ ...forEver, type: 'DocumentUploaded', duplicate: false }, { now: at, position: 1 })).toEqual([
    { set: `document/${DOCUMENT}`, dueAt: Date.parse('9999-12-31T20:00:00.000Z'), command: expire },
  ])
})
