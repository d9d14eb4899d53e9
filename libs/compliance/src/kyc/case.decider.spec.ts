import type { ComplianceCommand } from '@filao/contracts'
import { at } from '../scenario.fixture'
import { ACCOUNT, CASE, CLIENT, KycScenario } from './kyc.fixture'

/** A case in each state; `pending_approval` and `renewal` are pending and approved with an officer to decide. */
const STATES: Readonly<Record<string, () => KycScenario>> = {
  not_started: () => new KycScenario(CLIENT).registered(),
  pending: () => new KycScenario(CLIENT).registered().diligent().begun(),
  pending_approval: () => new KycScenario(CLIENT).awaiting(),
  approved: () => new KycScenario(CLIENT).approved(),
  review_due: () => new KycScenario(CLIENT).due().begun(),
  renewal: () => {
    const scenario = new KycScenario(CLIENT).due().begun()
    return scenario.given(scenario.decision('Approved'))
  },
  rejected: () => {
    const scenario = new KycScenario(CLIENT).awaiting()
    return scenario.given(scenario.decided('RejectKyc'))
  },
  resubmission_required: () => {
    const scenario = new KycScenario(CLIENT).awaiting()
    return scenario.given(scenario.decided('RequestResubmission'))
  },
}
const ATTEMPTED = (scenario: KycScenario): KycScenario => {
  if (scenario.state.kyc) Object.assign(scenario.state.kyc, { attempts: scenario.state.kyc.attemptsMax })
  return scenario
}

type Input = (scenario: KycScenario) => ComplianceCommand
const session =
  (word: string): Input =>
  (scenario) =>
    scenario.told(word, { fetched: true })

/** Long after every day that a case knows. */
const later = (scenario: KycScenario, command: ComplianceCommand): ComplianceCommand => {
  scenario.now = Date.UTC(2040, 0, 1)
  return command
}
const NOWHERE: Readonly<Record<string, string>> = Object.fromEntries(Object.keys(STATES).map((state) => [state, '–']))

/** What each input does in each state: the case's events, without those of sessions; a refusal; or – for nothing. */
const TABLE: readonly (readonly [name: string, input: Input, row: Readonly<Record<string, string>>])[] = [
  [
    'StartKyc',
    (scenario) => scenario.start(),
    {
      not_started: 'KycStarted',
      pending: '–',
      pending_approval: 'awaiting_approval',
      approved: 'kyc_already_approved',
      review_due: '–',
      renewal: 'awaiting_approval',
      rejected: 'KycStarted',
      resubmission_required: 'KycStarted',
    },
  ],
  [
    'session in review',
    session('In Review'),
    {
      pending: '–',
      pending_approval: '–',
      approved: '–',
      review_due: '–',
      renewal: '–',
      rejected: '–',
      resubmission_required: '–',
    },
  ],
  [
    'session approved',
    session('Approved'),
    {
      pending: 'KycAwaitingApproval',
      pending_approval: '–',
      approved: '–',
      review_due: 'KycAwaitingApproval',
      renewal: '–',
      rejected: '–',
      resubmission_required: '–',
    },
  ],
  [
    'session declined',
    session('Declined'),
    {
      pending: 'KycRejected',
      pending_approval: 'KycRejected',
      approved: 'KycRevoked',
      review_due: 'KycRevoked',
      renewal: 'KycRevoked',
      rejected: '–',
      resubmission_required: '–',
    },
  ],
  [
    'session resubmitted',
    session('Resubmitted'),
    {
      pending: 'KycResubmissionRequired',
      pending_approval: 'KycResubmissionRequired',
      approved: 'KycRevoked',
      review_due: 'KycRevoked',
      renewal: 'KycRevoked',
      rejected: '–',
      resubmission_required: '–',
    },
  ],
  ...['Expired', 'Abandoned'].map(
    (word) =>
      [
        `session ${word}`,
        session(word),
        {
          pending: 'KycResubmissionRequired',
          pending_approval: 'KycResubmissionRequired',
          approved: '–',
          review_due: '–',
          renewal: '–',
          rejected: '–',
          resubmission_required: '–',
        },
      ] as const,
  ),
  [
    'session lapsed',
    session('Kyc Expired'),
    {
      pending: '–',
      pending_approval: '–',
      approved: 'KycExpired',
      review_due: 'KycExpired',
      renewal: 'KycExpired',
      rejected: '–',
      resubmission_required: '–',
    },
  ],
  [
    'ApproveKyc',
    (scenario) => scenario.approve(),
    {
      not_started: 'not_awaiting_approval',
      pending: 'not_awaiting_approval',
      pending_approval: 'KycApproved',
      approved: 'kyc_already_approved',
      review_due: 'kyc_already_approved',
      renewal: 'KycRenewed',
      rejected: 'not_awaiting_approval',
      resubmission_required: 'not_awaiting_approval',
    },
  ],
  [
    'RejectKyc',
    (scenario) => scenario.decided('RejectKyc'),
    {
      not_started: 'not_awaiting_approval',
      pending: 'not_awaiting_approval',
      pending_approval: 'KycRejected',
      approved: 'kyc_already_approved',
      review_due: 'kyc_already_approved',
      renewal: 'KycRejected',
      rejected: 'not_allowed_in_state',
      resubmission_required: 'not_allowed_in_state',
    },
  ],
  [
    'RequestResubmission',
    (scenario) => scenario.decided('RequestResubmission'),
    {
      not_started: 'not_allowed_in_state',
      pending: 'KycResubmissionRequired',
      pending_approval: 'KycResubmissionRequired',
      approved: 'KycRevoked',
      review_due: 'KycRevoked',
      renewal: 'KycRevoked',
      rejected: 'KycResubmissionRequired',
      resubmission_required: '–',
    },
  ],
  [
    'ReviewDue, its day come',
    (scenario) => later(scenario, { type: 'ReviewDue', userId: CLIENT, caseId: CASE }),
    { ...NOWHERE, approved: 'KycReviewDue' },
  ],
  [
    'ExpireKyc, the document over',
    (scenario) => later(scenario, { type: 'ExpireKyc', userId: CLIENT, caseId: CASE, ground: 'document_expired' }),
    { ...NOWHERE, approved: 'KycExpired', review_due: 'KycExpired', renewal: 'KycExpired' },
  ],
  [
    'ExpireKyc, the grace over',
    (scenario) => later(scenario, { type: 'ExpireKyc', userId: CLIENT, caseId: CASE, ground: 'grace_over' }),
    { ...NOWHERE, review_due: 'KycExpired', renewal: 'KycExpired' },
  ],
  [
    'GrantAttempt',
    (scenario) => scenario.decided('GrantAttempt'),
    {
      not_started: 'not_allowed_in_state',
      pending: 'KycAttemptGranted',
      pending_approval: 'KycAttemptGranted',
      approved: 'KycAttemptGranted',
      review_due: 'KycAttemptGranted',
      renewal: 'KycAttemptGranted',
      rejected: 'KycAttemptGranted',
      resubmission_required: 'KycAttemptGranted',
    },
  ],
]

const outcomeOf = (scenario: KycScenario, command: ComplianceCommand): string => {
  const names = scenario.names(command)
  if (typeof names === 'string') return names
  return names.filter((name) => !name.startsWith('KycSession') && name !== 'AmlCheckRequested').join(' ') || '–'
}

describe.each(TABLE)('%s', (_, input, row) => {
  test.each(Object.entries(row))('%s: %s', (state, outcome) => {
    const scenario = STATES[state]!()
    expect(outcomeOf(scenario, input(scenario))).toBe(outcome)
  })
})

test.each(['rejected', 'resubmission_required'])('attempts used up, %s: no further one', (state) => {
  const scenario = ATTEMPTED(STATES[state]!())
  expect(scenario.when(scenario.start())).toBe('kyc_attempts_exhausted')
  scenario.given(scenario.decided('GrantAttempt'))
  expect(scenario.names(scenario.start())).toEqual(['KycStarted'])
})
test('attempts used up, pending: a session that lives goes on, another is not begun', () => {
  const scenario = ATTEMPTED(STATES['pending']!())
  expect(scenario.names(scenario.start())).toEqual([])
})
test('attempts used up, review due: no further one', () => {
  const scenario = ATTEMPTED(new KycScenario(CLIENT).due())
  expect(scenario.when(scenario.start())).toBe('kyc_attempts_exhausted')
})
test('five sessions are five attempts, and there is no sixth', () => {
  const scenario = new KycScenario(CLIENT).registered()
  for (let attempt = 1; attempt <= 5; attempt += 1) scenario.begun().given(scenario.told('Abandoned'))
  expect(scenario.when(scenario.start())).toBe('kyc_attempts_exhausted')
})

describe('nobody decides on themselves', () => {
  test.each([
    ['ApproveKyc', (scenario: KycScenario) => scenario.approve(CLIENT)],
    ['RejectKyc', (scenario: KycScenario) => scenario.decided('RejectKyc', CLIENT)],
    ['RequestResubmission', (scenario: KycScenario) => scenario.decided('RequestResubmission', CLIENT)],
    ['GrantAttempt', (scenario: KycScenario) => scenario.decided('GrantAttempt', CLIENT)],
  ] as const)('%s', (_, command) => {
    const scenario = STATES['pending_approval']!()
    expect(scenario.when(command(scenario))).toBe('own_case')
  })
})

describe('time', () => {
  const DAY = 86_400_000
  const expire = (ground: 'document_expired' | 'grace_over') =>
    ({ type: 'ExpireKyc', userId: CLIENT, caseId: CASE, ground }) as const
  test('an approval is reviewed after the months of its risk, and a late review has its grace', () => {
    const scenario = STATES['approved']!()
    expect(scenario.state.kyc!.approval).toMatchObject({ reviewDueOn: '2028-11-26', graceEndsOn: '2028-12-26' })
    expect(scenario.names({ type: 'ReviewDue', userId: CLIENT, caseId: CASE })).toEqual([])
  })
  test('a review that is due restarts the attempts in a new cycle, once', () => {
    const scenario = new KycScenario(CLIENT).due()
    expect(scenario.state.kyc).toMatchObject({ cycle: 2, attempts: 0, status: 'approved', reviewDue: true })
    expect(scenario.names({ type: 'ReviewDue', userId: CLIENT, caseId: CASE })).toEqual([])
  })
  test('grace that is over ends the approval, not a day before', () => {
    const scenario = new KycScenario(CLIENT).due()
    scenario.now = Date.UTC(2028, 11, 26, 12)
    expect(scenario.names(expire('grace_over'))).toEqual([])
    scenario.now += DAY
    expect(scenario.names(expire('grace_over'))).toEqual(['KycExpired'])
    expect(scenario.state.kyc).toMatchObject({ status: 'resubmission_required', cycle: 3, approval: undefined })
  })
  test('a document that ends ends the approval, not on its last day', () => {
    const scenario = STATES['approved']!()
    scenario.now = Date.UTC(2031, 0, 31, 12)
    expect(scenario.names(expire('document_expired'))).toEqual([])
    scenario.now += DAY
    expect(scenario.names(expire('document_expired'))).toEqual(['KycExpired'])
    expect(scenario.names(expire('document_expired'))).toEqual([])
  })
  test('a renewal begins anew', () => {
    const scenario = STATES['renewal']!()
    scenario.given(scenario.approve())
    expect(scenario.state.kyc).toMatchObject({ status: 'approved', reviewDue: false })
    expect(scenario.state.kyc!.approval!.reviewDueOn > '2030').toBe(true)
  })
})

test('starting again withdraws what was handed in', () => {
  const scenario = STATES['rejected']!()
  expect(scenario.state.kyc!.submittedAt).toBe(at)
  scenario.given(scenario.start())
  expect(scenario.state.kyc).toMatchObject({ submittedAt: undefined, status: 'pending' })
})

test('identity and wallet are told what an approval means', () => {
  const scenario = new KycScenario(CLIENT).registered()
  scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: ACCOUNT, mode: 'live' })
  scenario.diligent().begun().given(scenario.decision('Approved'), scenario.approve())
  expect(scenario.sent.map(({ to, command }) => `${to} ${command.type}`)).toEqual(
    expect.arrayContaining(['identity RecordKycStatus', 'identity ActivateUser', 'wallet LiftRestriction']),
  )
})
