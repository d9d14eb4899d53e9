import type { KycSessionStatus } from '@filao/contracts'
import { at, idOf } from '../scenario.fixture'
import { currentSession } from './kyc.state'
import { CLIENT, KycScenario, WORDS } from './kyc.fixture'

const STATES = Object.keys(WORDS) as KycSessionStatus[]

/** The event of each status of the provider, and the states that it is accepted from (domain 6). */
const TABLE: readonly (readonly [word: string, event: string, from: readonly KycSessionStatus[]])[] = [
  ['In Progress', 'KycSessionProgressed', ['pending', 'resubmitted']],
  ['In Review', 'KycSessionSentToReview', ['pending', 'in_progress', 'resubmitted']],
  [
    'Approved',
    'KycSessionApproved',
    ['pending', 'in_progress', 'in_review', 'resubmitted', 'declined', 'abandoned', 'kyc_expired'],
  ],
  [
    'Declined',
    'KycSessionDeclined',
    ['pending', 'in_progress', 'in_review', 'resubmitted', 'approved', 'abandoned', 'kyc_expired'],
  ],
  ['Resubmitted', 'KycSessionResubmissionRequested', ['in_review', 'approved', 'declined', 'abandoned', 'kyc_expired']],
  ['Expired', 'KycSessionExpired', ['pending', 'resubmitted']],
  ['Abandoned', 'KycSessionAbandoned', ['pending', 'in_progress', 'resubmitted']],
  ['Kyc Expired', 'KycSessionLapsed', ['approved']],
]
const IGNORED = ['Not Started', 'Awaiting User', 'approved', 'Something New']

/** A session in each state, come there by what the provider says when it is asked. */
const sessionIn = (state: KycSessionStatus): KycScenario => {
  const scenario = new KycScenario(CLIENT).registered().begun()
  return state === 'pending' ? scenario : scenario.given(scenario.told(WORDS[state], { fetched: true }))
}
const stepOf = (scenario: KycScenario, word: string, from: { at?: number; fetched?: boolean } = {}): string => {
  const names = scenario.names(scenario.told(word, from))
  return typeof names === 'string' ? names : (names[0] ?? '–')
}

describe.each(STATES)('a session that is %s', (state) => {
  test.each(TABLE)('%s', (word, event, from) => {
    const believed = from.includes(state) && WORDS[state] !== word
    expect(stepOf(sessionIn(state), word)).toBe(believed ? event : '–')
  })
  test.each(TABLE)('%s, fetched: taken as it is', (word, event) => {
    expect(stepOf(sessionIn(state), word, { fetched: true })).toBe(WORDS[state] === word ? '–' : event)
  })
  test.each(TABLE)('%s, older than what is known: ignored', (word) => {
    const scenario = sessionIn(state)
    const known = currentSession(scenario.state.kyc!)!.providerUpdatedAt
    expect(stepOf(scenario, word, { at: known - 1 })).toBe('–')
  })
  test.each(IGNORED)('"%s" changes nothing, also when it was fetched', (word) => {
    const scenario = sessionIn(state)
    expect(stepOf(scenario, word)).toBe('–')
    expect(stepOf(scenario, word, { fetched: true })).toBe('–')
  })
})

describe('a session', () => {
  test('is made once, and counts as an attempt', () => {
    const scenario = new KycScenario(CLIENT).registered()
    scenario.given(scenario.start())
    expect(scenario.state.kyc).toMatchObject({ attempts: 0, wanted: { provider: 'didit' } })
    const started = new KycScenario(CLIENT).registered().begun()
    expect(started.state.kyc).toMatchObject({ attempts: 1, wanted: undefined, status: 'pending' })
    expect(started.names(started.made('p-1'))).toEqual([])
  })
  test('that the provider has unfinished goes on, and is no new attempt', () => {
    const scenario = new KycScenario(CLIENT).registered().begun('p-1')
    scenario.given(scenario.told('In Review'), scenario.told('Resubmitted'))
    const again = scenario.start()
    scenario.given(again)
    const wanted = scenario.state.kyc!.wanted!.sessionId
    const command = { ...scenario.made('p-1', 'Resubmitted'), sessionId: wanted } as never
    expect(scenario.names(command)).toEqual(['KycSessionResumed'])
    expect(scenario.state.kyc).toMatchObject({ attempts: 1, status: 'pending', currentSessionId: scenario.session })
  })
  test('that nobody knows is refused', () => {
    const scenario = new KycScenario(CLIENT).registered()
    expect(scenario.when(scenario.told('Approved'))).toBe('session_unknown')
    scenario.begun()
    expect(scenario.when(scenario.told('Approved', { session: idOf(7) }))).toBe('session_unknown')
  })
  test('moves the case only while it is the current one', () => {
    const scenario = new KycScenario(CLIENT).registered().begun()
    const first = scenario.session
    scenario.given(scenario.told('Abandoned')).begun()
    expect(scenario.names(scenario.told('Approved', { session: first }))).toEqual(['KycSessionApproved'])
    expect(scenario.state.kyc).toMatchObject({ status: 'pending', officer: undefined })
  })
  test('of a try that is over moves nothing once another was asked for', () => {
    const scenario = new KycScenario(CLIENT).awaiting()
    scenario.given(scenario.decided('RejectKyc'), scenario.start())
    expect(scenario.names(scenario.told('Declined', { at: at + 5 }))).toEqual(['KycSessionDeclined'])
    expect(scenario.state.kyc).toMatchObject({ status: 'pending', wanted: { provider: 'didit' } })
    expect(scenario.names(scenario.told('Approved', { at: at + 6 }))).toEqual(['KycSessionApproved'])
    expect(scenario.state.kyc).toMatchObject({ status: 'pending', officer: undefined })
    const names = scenario.names(scenario.decision('Approved', { identity: { fullName: 'Somebody Else' } }))
    expect(names).toEqual(['KycDecisionRecorded'])
  })
  test('that an approval stands on ends it also while its renewal is asked for', () => {
    const scenario = new KycScenario(CLIENT).due()
    scenario.given(scenario.start())
    expect(scenario.names(scenario.told('Declined'))).toEqual(['KycSessionDeclined', 'KycRevoked'])
  })
  test('that was approved and is told again in progress, later, stays approved', () => {
    const scenario = new KycScenario(CLIENT).registered().begun()
    scenario.given(scenario.told('Approved', { at: at + 5 }))
    expect(scenario.names(scenario.told('In Progress', { at: at + 9 }))).toEqual([])
    expect(scenario.state.kyc!.officer).toBe('pending_approval')
  })
})

describe('a decision', () => {
  test('is kept with its status, and what it verifies enters due diligence', () => {
    const scenario = new KycScenario(CLIENT).registered().begun()
    expect(scenario.names(scenario.decision('Approved'))).toEqual([
      'KycDecisionRecorded',
      'CddRecorded',
      'KycSessionApproved',
      'KycAwaitingApproval',
      'AmlCheckRequested',
      'AmlCheckRequested',
    ])
    expect(scenario.events.find(({ type }) => type === 'AmlCheckRequested')).toMatchObject({
      trigger: 'onboarding',
      documentNumbers: ['X1234567'],
    })
    expect(scenario.state.cdd).toMatchObject({
      legalName: { value: 'Ada Lovelace', verifiedBy: scenario.session },
      identityDocument: { value: { type: 'passport', number: 'X1234567', country: 'MUS' } },
    })
    expect(scenario.names(scenario.decision('Approved'))).toEqual([])
  })
  test('of a declined client verifies nothing', () => {
    const scenario = new KycScenario(CLIENT).registered().begun()
    expect(scenario.names(scenario.decision('Declined'))).toEqual([
      'KycDecisionRecorded',
      'KycSessionDeclined',
      'KycRejected',
    ])
    expect(scenario.state.cdd).toEqual({})
  })
})
