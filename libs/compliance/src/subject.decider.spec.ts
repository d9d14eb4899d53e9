import type { Cdd, CddField, ComplianceCommand } from '@filao/contracts'
import { CLIENT, KycScenario, PAPER } from './kyc/kyc.fixture'
import { at, idOf, Scenario } from './scenario.fixture'
import { cddOf } from './subject.state'

const staff = idOf(90)
const client = idOf(1)

describe('a subject', () => {
  test('is registered once, and again when something has changed: what is absent stays', () => {
    const scenario = new Scenario().registered()
    expect(scenario.names({ type: 'RegisterSubject', userId: client, firstName: 'Ada' })).toEqual([])
    expect(scenario.when({ type: 'RegisterSubject', userId: client, nationality: 'FRA' })).toMatchObject([
      { type: 'SubjectRegistered', firstName: 'Ada', lastName: 'Lovelace', nationality: 'FRA', residence: 'MUS' },
    ])
  })
  test('without a name is nobody', () => {
    expect(new Scenario().when({ type: 'RegisterSubject', userId: client, nationality: 'FRA' })).toBe('subject_unknown')
  })
  test('has each account once', () => {
    const scenario = new Scenario().registered()
    const account = { type: 'RegisterAccount', userId: client, accountId: idOf(2), mode: 'live' } as const
    expect(scenario.names(account)).toEqual(['AccountRegistered'])
    expect(scenario.names(account)).toEqual([])
  })
})

describe('due diligence', () => {
  const occupation = (value: string, verifiedBy?: string) => ({ occupation: { value, verifiedBy } })
  const says = (value: string) =>
    ({
      type: 'SetCdd',
      userId: client,
      cdd: occupation(value, 'my word'),
      by: { kind: 'client', id: client },
    }) as const
  const verifies = (fields: CddField[], by = staff, verifiedBy = PAPER) =>
    ({ type: 'VerifyCdd', userId: client, fields, verifiedBy, by }) as const

  test('of an approved client stays as it was verified, until it is verified anew', () => {
    const scenario = new KycScenario(CLIENT).approved()
    const claims = (cdd: Cdd) => ({ type: 'SetCdd', userId: CLIENT, cdd, by: { kind: 'client', id: CLIENT } }) as const
    const other: Cdd = {
      legalName: { value: 'Ada Byron' },
      otherNames: { value: ['Countess'] },
      dateOfBirth: { value: '1971-03-02' },
      placeOfBirth: { value: 'London' },
      nationalities: { value: ['GBR'] },
      identityDocument: { value: { type: 'passport', number: 'Z7654321', country: 'GBR' } },
    }
    for (const [field, fact] of Object.entries(other)) {
      expect([field, scenario.when(claims({ [field]: fact }))]).toEqual([field, 'identity_locked'])
      const known = scenario.state.cdd as Record<string, { value: unknown }>
      expect(scenario.when(claims({ [field]: { value: known[field]!.value } }))).toEqual([])
    }
    expect(scenario.names(claims({ occupation: { value: 'Countess' } }))).toEqual(['CddRecorded'])
    const due = new KycScenario(CLIENT).due()
    expect(due.when(claims({ dateOfBirth: { value: '1971-03-02' } }))).toBe('identity_locked')
  })
  test('of who has said that they are exposed says so until somebody else says that they are not', () => {
    const scenario = new KycScenario(CLIENT).approved()
    const pep = (value: 'none' | 'foreign' | 'domestic') =>
      ({
        type: 'SetCdd',
        userId: CLIENT,
        cdd: { pepDeclaration: { value } },
        by: { kind: 'client', id: CLIENT },
      }) as const
    expect(scenario.names(pep('foreign'))).toContain('CddRecorded')
    expect(scenario.when(pep('none'))).toBe('identity_locked')
  })
  test('is of known clients only', () => {
    expect(new Scenario().when(says('Miller'))).toBe('subject_unknown')
    expect(new Scenario().when(verifies(['occupation']))).toBe('subject_unknown')
  })
  test('that a client declares is verified by nobody, whatever they write', () => {
    expect(new Scenario().registered().when(says('Miller'))).toMatchObject([
      { type: 'CddRecorded', cdd: { occupation: { value: 'Miller' } } },
    ])
  })
  test('is verified by staff with evidence, never by the client', () => {
    const scenario = new KycScenario().registered().onPaper().given(says('Miller'))
    expect(scenario.when(verifies(['occupation'], client))).toBe('own_case')
    expect(scenario.when(verifies(['employer']))).toBe('cdd_field_unknown')
    scenario.given(verifies(['occupation']))
    expect(cddOf(scenario.state).occupation).toEqual({ value: 'Miller', verifiedBy: PAPER, verifiedAt: at })
    expect(scenario.names(verifies(['occupation']))).toEqual([])
  })
  test('is verified by a document or a check of the provider’s, and by nobody’s words', () => {
    const scenario = new KycScenario().registered().given(says('Miller'))
    const occupation = (verifiedBy: string) => scenario.names(verifies(['occupation'], staff, verifiedBy))
    expect(occupation('letter of 2 May')).toBe('document_unknown')
    expect(occupation(PAPER)).toBe('document_unknown')
    scenario.begun()
    expect(occupation(scenario.session)).toBe('evidence_not_approved')
    scenario.given(scenario.decision('Approved'))
    expect(occupation(scenario.session)).toEqual(['CddRecorded'])
    expect(cddOf(scenario.state).occupation).toMatchObject({ value: 'Miller', verifiedBy: scenario.session })
    scenario.given(scenario.told('Declined', { fetched: true }))
    expect(occupation(scenario.session)).toBe('evidence_not_approved')
  })
  test('that staff record names what verifies it in the same way', () => {
    const scenario = new KycScenario().registered()
    const records = (verifiedBy?: string) =>
      scenario.names({
        type: 'SetCdd',
        userId: client,
        cdd: occupation('Miller', verifiedBy),
        by: { kind: 'staff', id: staff },
      })
    expect(records('letter of 2 May')).toBe('document_unknown')
    expect(records()).toEqual(['CddRecorded'])
    scenario.onPaper()
    expect(records(PAPER)).toEqual(['CddRecorded'])
  })
  test('keeps its verification while the value is said again, and loses it with another value', () => {
    const scenario = new KycScenario()
      .registered()
      .onPaper()
      .given(says('Miller'), verifies(['occupation']))
    expect(scenario.names(says('Miller'))).toEqual([])
    scenario.given(says('Smith'))
    expect(cddOf(scenario.state).occupation).toEqual({ value: 'Smith' })
  })
  test('that the provider has found comes with its check', () => {
    const scenario = new Scenario().registered()
    scenario.given({
      type: 'SetCdd',
      userId: client,
      cdd: { legalName: { value: 'Ada Lovelace', verifiedBy: 'session-1' } },
      by: { kind: 'provider', id: idOf(3) },
    })
    expect(cddOf(scenario.state).legalName).toEqual({ value: 'Ada Lovelace', verifiedBy: 'session-1', verifiedAt: at })
  })
})

test('a check that is asked for again is the same check', () => {
  const scenario = new Scenario()
  const check: ComplianceCommand = {
    type: 'RequestCheck',
    checkId: idOf(5),
    ownerId: idOf(1),
    subjectKind: 'client',
    subjectId: idOf(1),
    names: ['Ada Lovelace'],
    referenceId: idOf(6),
    trigger: 'onboarding',
  }
  expect(scenario.names(check)).toEqual(['AmlCheckRequested'])
  expect(scenario.names(check)).toEqual([])
})
