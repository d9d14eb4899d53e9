import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import fc from 'fast-check'
import { ACCOUNT, CASE, CLIENT, KycScenario, OFFICER, OTHER } from './kyc.fixture'

const WORDS = [
  'Not Started',
  'In Progress',
  'In Review',
  'Approved',
  'Declined',
  'Resubmitted',
  'Expired',
  'Abandoned',
  'Kyc Expired',
  'Awaiting User',
]
type Move = (scenario: KycScenario) => ComplianceCommand | readonly ComplianceCommand[]

const word = fc.constantFrom(...WORDS)
const officer = fc.constantFrom(OFFICER, OTHER, CLIENT)
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.constant<Move>((scenario) => scenario.start()),
  fc.tuple(fc.integer({ min: 1, max: 4 }), word).map<Move>(([n, status]) => (scenario) => ({
    ...(scenario.made(`p-${n}`, status) as Extract<ComplianceCommand, { type: 'RecordKycSession' }>),
    sessionId: scenario.state.kyc?.wanted?.sessionId ?? scenario.session,
  })),
  fc
    .record({ status: word, fetched: fc.boolean(), late: fc.integer({ min: -5, max: 5 }), old: fc.boolean() })
    .map<Move>(({ status, fetched, late, old }) => (scenario) => {
      const sessions = [...(scenario.state.kyc?.sessions.keys() ?? [])]
      const session = (old ? sessions[0] : sessions.at(-1)) ?? scenario.session
      return scenario.told(status, { fetched, at: scenario.now + late, session })
    }),
  fc.tuple(word, fc.boolean()).map<Move>(([status, duplicate]) => (scenario) => {
    const session = scenario.state.kyc?.currentSessionId ?? scenario.session
    return { ...scenario.decision(status, { duplicate }), sessionId: session }
  }),
  fc.tuple(officer, fc.boolean()).map<Move>(
    ([by, senior]) =>
      (scenario) =>
        scenario.approve(by, senior),
  ),
  officer.map<Move>((by) => (scenario) => scenario.decided('RejectKyc', by)),
  officer.map<Move>((by) => (scenario) => scenario.decided('RequestResubmission', by)),
  officer.map<Move>((by) => (scenario) => scenario.decided('GrantAttempt', by)),
  fc.integer({ min: 0, max: 900 }).map<Move>((days) => (scenario) => {
    scenario.now += days * 86_400_000
    return [
      { type: 'ReviewDue', userId: CLIENT, caseId: CASE },
      { type: 'ExpireKyc', userId: CLIENT, caseId: CASE, ground: 'grace_over' },
      { type: 'ExpireKyc', userId: CLIENT, caseId: CASE, ground: 'document_expired' },
    ]
  }),
)

/** Plays moves, and looks at every event with the command that it came of. */
function play(
  sequence: readonly Move[],
  risk: 'medium' | 'high',
  look: (event: ComplianceEvent, command: ComplianceCommand, scenario: KycScenario) => void,
): KycScenario {
  const scenario = new KycScenario(CLIENT)
  scenario.tier = risk
  scenario.registered().diligent()
  scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: ACCOUNT, mode: 'live' })
  for (const move of sequence) {
    const commands: readonly ComplianceCommand[] = [move(scenario)].flat()
    for (const command of commands) {
      const outcome = scenario.when(command)
      if (typeof outcome !== 'string') for (const event of outcome) look(event, command, scenario)
    }
  }
  return scenario
}
const sequences = fc.array(moves, { minLength: 5, maxLength: 60 })
const isApproval = ({ type }: ComplianceEvent): boolean => type === 'KycApproved' || type === 'KycRenewed'

test('no sequence clears a client without an officer who is somebody else', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      play(sequence, 'medium', (event, command) => {
        if (!isApproval(event)) return
        expect(command.type).toBe('ApproveKyc')
        expect((command as { by: string }).by).not.toBe(CLIENT)
      })
    }),
    { numRuns: 400 },
  )
})
test('high risk is cleared by two different people, one of them senior', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      let firstSenior: boolean | undefined
      play(sequence, 'high', (event, command) => {
        if (event.type === 'KycFirstApproved') firstSenior = event.bySenior
        if (event.type !== 'KycApproved' && event.type !== 'KycRenewed') return
        expect(event.firstApprovedBy).toBeDefined()
        expect(event.firstApprovedBy).not.toBe(event.by)
        expect(firstSenior === true || (command as { bySenior: boolean }).bySenior).toBe(true)
      })
    }),
    { numRuns: 400 },
  )
})
test('a client is activated once for each time that they were approved after not being so', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      let approved = false
      const scenario = play(sequence, 'medium', (event) => {
        if (event.type === 'KycApproved') {
          expect(approved).toBe(false)
          approved = true
        }
        if (event.type === 'KycRevoked' || event.type === 'KycExpired') approved = false
        if (event.type === 'KycRejected' && event.wasApproved) approved = false
      })
      const activations = scenario.sent.filter(({ command }) => command.type === 'ActivateUser').length
      expect(activations).toBe(scenario.events.filter(({ type }) => type === 'KycApproved').length)
      expect(approved).toBe(scenario.state.kyc?.status === 'approved')
    }),
    { numRuns: 400 },
  )
})
test('attempts never pass what a cycle has, and an approval stands on a fetched decision that is nobody else’s', () => {
  fc.assert(
    fc.property(sequences, (sequence) => {
      play(sequence, 'medium', (event, _, { state }) => {
        expect(state.kyc!.attempts).toBeLessThanOrEqual(state.kyc!.attemptsMax)
        if (!isApproval(event)) return
        const session = state.kyc!.sessions.get(state.kyc!.currentSessionId!)!
        expect(session.status).toBe('approved')
        expect(session.decision).toMatchObject({ duplicate: false })
      })
    }),
    { numRuns: 400 },
  )
})
