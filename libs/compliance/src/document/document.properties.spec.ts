import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import { localDay } from '@filao/kernel'
import fc from 'fast-check'
import { idOf } from '../scenario.fixture'
import { CLIENT, KycScenario, OFFICER, OTHER } from '../kyc/kyc.fixture'

const DAY_MS = 86_400_000
const document = fc.integer({ min: 0, max: 3 }).map((n) => idOf(60 + n))
const by = fc.constantFrom(OFFICER, OTHER, CLIENT)
const upload: fc.Arbitrary<ComplianceCommand> = fc
  .record({ documentId: document, file: fc.integer({ min: 0, max: 3 }), duplicate: fc.boolean() })
  .map(({ documentId, file, duplicate }) => ({
    type: 'UploadDocument',
    userId: CLIENT,
    documentId,
    documentType: 'passport',
    expiresOn: '2027-06-30',
    filePath: `aa/${file}`,
    fileHash: String(file).repeat(64),
    fileSize: 1,
    mediaType: 'application/pdf',
    uploadedBy: CLIENT,
    duplicate,
  }))
const review: fc.Arbitrary<ComplianceCommand> = fc
  .record({ documentId: document, verdict: fc.constantFrom('start', 'approve', 'reject', 'request_resubmission'), by })
  .map((of) => ({ ...of, type: 'ReviewDocument', userId: CLIENT, reason: 'x' }))
const expire: fc.Arbitrary<ComplianceCommand> = document.map((documentId) => ({
  type: 'ExpireDocument',
  userId: CLIENT,
  documentId,
}))
const steps = fc.array(fc.record({ command: fc.oneof(upload, review, expire), days: fc.constantFrom(0, 0, 1, 100) }), {
  maxLength: 60,
})

function play(
  sequence: { command: ComplianceCommand; days: number }[],
  look: (event: ComplianceEvent, scenario: KycScenario) => void,
) {
  const scenario = new KycScenario().registered()
  for (const { command, days } of sequence) {
    scenario.now += days * DAY_MS
    const outcome = scenario.when(command)
    if (typeof outcome !== 'string') for (const event of outcome) look(event, scenario)
  }
  return scenario
}

test('no sequence approves a document by its owner, of another client, or whose last day is over', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      play(sequence, (event, { state, now }) => {
        if (event.type !== 'DocumentApproved') return
        const { duplicate, expiresOn } = state.documents.get(event.documentId)!
        expect([event.by === CLIENT, duplicate, expiresOn! < localDay(now)]).toEqual([false, false, false])
      })
    }),
    { numRuns: 400 },
  )
})
test('each file is one document, and what was decided on it is decided once', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const decided = new Map<string, string[]>()
      const { state } = play(sequence, (event) => {
        if (!('documentId' in event) || event.type === 'DocumentReviewStarted') return
        decided.set(event.documentId, [...(decided.get(event.documentId) ?? []), event.type])
      })
      const hashes = [...state.documents.values()].map(({ fileHash }) => fileHash)
      expect(new Set(hashes).size).toBe(hashes.length)
      for (const types of decided.values()) expect(new Set(types).size).toBe(types.length)
    }),
    { numRuns: 400 },
  )
})
