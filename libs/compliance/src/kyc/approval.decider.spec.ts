import { describe, expect, test } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { idOf } from '../scenario.fixture'
import { CLIENT, KycScenario, OFFICER, OTHER, PAPER } from './kyc.fixture'

/** A client whom the provider was content with, and an officer is to decide on. */
const awaiting = (): KycScenario => new KycScenario(CLIENT).awaiting()
const refusalOf = (scenario: KycScenario): unknown => scenario.refusal(scenario.approve())

describe('what an approval is refused for', () => {
  const required = [
    'otherNames',
    'residentialAddress',
    'permanentAddress',
    'phoneNumber',
    'email',
    'occupation',
    'employer',
    'purpose',
    'expectedMonthlyDeposits',
    'sourceOfFunds',
    'taxResidence',
    'pepDeclaration',
  ] as const
  test.each(required)('%s that nothing has verified', (field) => {
    const scenario = new KycScenario(CLIENT).registered().diligent([field]).begun()
    scenario.given(scenario.decision('Approved'))
    expect(refusalOf(scenario)).toMatchObject({ refused: 'cdd_incomplete', detail: { field } })
  })
  test.each([
    ['legalName', { fullName: undefined }],
    ['dateOfBirth', { dateOfBirth: undefined }],
    ['placeOfBirth', { placeOfBirth: undefined }],
    ['nationalities', { nationality: undefined }],
    ['identityDocument', { documentNumber: undefined }],
  ])('%s that the provider did not read', (field, lacking) => {
    const scenario = new KycScenario(CLIENT).registered().diligent().begun()
    const { identity } = scenario.decision('Approved')
    scenario.given(scenario.decision('Approved', { identity: { ...identity, ...lacking } }))
    expect(refusalOf(scenario)).toMatchObject({ refused: 'cdd_incomplete', detail: { field } })
  })
  test('a decision that was not fetched', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent().begun()
    scenario.given(scenario.told('Approved'))
    expect(scenario.when(scenario.approve())).toBe('decision_not_fetched')
  })
  test('a document that has expired', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent().begun()
    scenario.given(scenario.decision('Approved', { documentExpiresOn: '2026-11-25' }))
    expect(scenario.when(scenario.approve())).toBe('document_expired')
  })
  test('a document of another client', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent().begun()
    scenario.given(scenario.decision('Approved', { duplicate: true }))
    expect(scenario.when(scenario.approve())).toBe('duplicate_identity')
  })
  test.each(['suspended', 'closed'] as const)('a client who is %s', (status) => {
    const scenario = awaiting().given({ type: 'RecordUserStatus', userId: CLIENT, status })
    expect(scenario.when(scenario.approve())).toBe('account_not_eligible')
  })
  test('a client who is frozen', () => {
    const freeze = {
      userId: CLIENT,
      freezeId: idOf(60),
      reason: 'court_order',
      reference: 'order 7',
      by: OFFICER,
    } as const
    const scenario = awaiting().given({ type: 'ApplyFreeze', ...freeze })
    expect(scenario.when(scenario.approve())).toBe('account_not_eligible')
  })
  test('a screening that nobody has answered, or that a list was missing from', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent()
    scenario.unanswered = true
    scenario.begun().given(scenario.decision('Approved'))
    expect(scenario.when(scenario.approve())).toBe('screening_not_clear')
    const answered = awaiting()
    const approval = answered.approve() as Extract<ComplianceCommand, { type: 'ApproveKyc' }>
    expect(answered.when({ ...approval, listsInForce: {} })).toBe('screening_not_clear')
    expect(answered.when({ ...approval, listsInForce: undefined })).toBe('screening_not_clear')
    expect(answered.names(approval)).toEqual(['KycApproved'])
  })
  test('a provider that has changed its mind', () => {
    const scenario = awaiting()
    scenario.given(scenario.told('In Review', { fetched: true }))
    expect(scenario.when(scenario.approve())).toBe('not_awaiting_approval')
  })
})

describe('a client who goes by another name than the papers show', () => {
  test('takes two people', () => {
    const scenario = awaiting()
    const by = (officer: string): ComplianceCommand => scenario.approve(officer, false, 0.8999)
    expect(scenario.names(by(OFFICER))).toEqual(['KycFirstApproved'])
    expect(scenario.when(by(OFFICER))).toBe('same_approver')
    expect(scenario.names(by(OTHER))).toEqual(['KycApproved'])
  })
  test('is let in by nobody who has not compared the names', () => {
    const scenario = awaiting()
    const approval = { ...scenario.approve(), nameScore: undefined } as ComplianceCommand
    expect(scenario.when(approval)).toBe('decision_not_fetched')
  })
  test('is let in by one where it is nearly the same', () => {
    const scenario = awaiting()
    expect(scenario.names(scenario.approve(OFFICER, false, 0.9))).toEqual(['KycApproved'])
  })
})

describe('high risk', () => {
  const risky = (): KycScenario => {
    const scenario = awaiting()
    scenario.state.riskLevel = 'high'
    return scenario
  }
  test('takes two people, one of senior management', () => {
    const scenario = risky()
    expect(scenario.names(scenario.approve(OFFICER))).toEqual(['KycFirstApproved'])
    expect(scenario.when(scenario.approve(OFFICER, true))).toBe('same_approver')
    expect(scenario.when(scenario.approve(OTHER))).toBe('senior_approver_required')
    expect(scenario.names(scenario.approve(OTHER, true))).toEqual(['KycApproved'])
  })
  test('is approved by two people who have seen the same decision', () => {
    const scenario = risky().given(awaiting().approve(OFFICER, true))
    const { identity } = scenario.decision('Approved')
    scenario.given(scenario.decision('Approved', { identity: { ...identity, placeOfBirth: 'Curepipe' } }))
    expect(scenario.state.kyc).toMatchObject({ officer: 'pending_approval', first: undefined })
    scenario.state.riskLevel = 'high'
    expect(scenario.names(scenario.approve(OTHER))).toEqual(['KycFirstApproved'])
  })
  test('a senior first person will do as well', () => {
    const scenario = risky().given(awaiting().approve(OFFICER, true))
    expect(scenario.names(scenario.approve(OTHER))).toEqual(['KycApproved'])
  })
  test('asks where the wealth is from, and why the money moves', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent(['sourceOfWealth']).begun()
    scenario.given(scenario.decision('Approved'))
    scenario.state.riskLevel = 'critical'
    expect(refusalOf(scenario)).toMatchObject({ refused: 'cdd_incomplete', detail: { field: 'sourceOfWealth' } })
  })
  test('a politically exposed person is one of two people too', () => {
    const scenario = new KycScenario(CLIENT).registered().diligent()
    scenario.given({
      type: 'SetCdd',
      userId: CLIENT,
      cdd: { pepDeclaration: { value: 'foreign', verifiedBy: PAPER } },
      by: { kind: 'staff', id: OFFICER },
    })
    scenario.begun().given(scenario.decision('Approved'))
    expect(scenario.names(scenario.approve())).toEqual(['KycFirstApproved'])
  })
})
