import { describe, expect, test } from '@jest/globals'
import type { FreezeReason } from '@filao/contracts'
import { commandHash } from '@filao/kernel'
import { complianceRules } from './index'
import type { ComplianceEvent } from './compliance.events'
import {
  ACCOUNT,
  BOB,
  CLIENT,
  EVE,
  clearing,
  given,
  hit,
  id,
  NOW,
  registered,
  request,
  result,
} from './screening.fixture'

const FREEZE = id(61)
const about = { userId: CLIENT, freezeId: FREEZE }
const HASH = commandHash({ command: 'LiftFreeze', ...about })
const applied = (reason: FreezeReason): ComplianceEvent[] => [
  { type: 'FreezeApplied', ...about, reason, reference: 'notice 7', by: EVE },
  { type: 'AccountFrozen', userId: CLIENT, accountIds: [ACCOUNT] },
]
const proposed: ComplianceEvent = {
  ...{ type: 'FreezeLiftProposed', ...about, authorityReference: undefined, documentHash: undefined },
  ...{ asMlro: true, commandHash: HASH, proposedBy: EVE },
}
const lifted: ComplianceEvent = { type: 'FreezeLifted', ...about, commandHash: HASH, proposedBy: EVE, liftedBy: BOB }
const apply = (reason: FreezeReason) =>
  ({ type: 'ApplyFreeze', ...about, reason, reference: 'notice 7', by: EVE }) as const
const lift = (by: string, asMlro = true) => ({ type: 'LiftFreeze', ...about, asMlro, by }) as const
const authority = { authorityReference: 'NSS/12', documentHash: 'd'.repeat(64) }

const states = {
  none: () => given(...registered),
  active: () => given(...registered, ...applied('mlro_decision')),
  proposed: () => given(...registered, ...applied('mlro_decision'), proposed),
  lifted: () => given(...registered, ...applied('mlro_decision'), proposed, lifted),
}

/** Domain 6, "Freeze": what each state answers. */
describe('a freeze', () => {
  test.each<[string, Parameters<ReturnType<typeof given>['answer']>[0], readonly string[]]>([
    [
      'ApplyFreeze of the same',
      { ...apply('mlro_decision'), freezeId: id(62) },
      ['FreezeApplied AccountFrozen', '', '', 'FreezeApplied AccountFrozen'],
    ],
    [
      'ApplyFreeze of another',
      { ...apply('court_order'), freezeId: id(62) },
      ['FreezeApplied AccountFrozen', 'FreezeApplied', 'FreezeApplied', 'FreezeApplied AccountFrozen'],
    ],
    [
      'ConfirmFreeze',
      { type: 'ConfirmFreeze', ...about, by: EVE },
      ['not_frozen!', 'not_allowed_in_state!', 'not_allowed_in_state!', 'not_allowed_in_state!'],
    ],
    ['LiftFreeze by the first person', lift(EVE), ['not_frozen!', 'FreezeLiftProposed', 'same_approver!', '']],
    ['LiftFreeze by another', lift(BOB), ['not_frozen!', 'FreezeLiftProposed', 'FreezeLifted AccountUnfrozen', '']],
  ])('answers %s by its state', (_, command, answers) => {
    expect(Object.values(states).map((state) => state().answer(command))).toEqual(answers)
  })

  test('for a provisional match is confirmed once, and what was proposed before is void', () => {
    const scenario = given(...registered, ...applied('provisional_match'), proposed)
    expect(scenario.when({ type: 'ConfirmFreeze', ...about, by: BOB }).map(({ type }) => type)).toEqual([
      'FreezeConfirmed',
    ])
    expect(scenario.answer({ type: 'ConfirmFreeze', ...about, by: EVE })).toBe('')
    expect(scenario.answer(lift(BOB))).toBe('authority_reference_required!')
  })

  test.each(['confirmed_match', 'court_order'] as const)(
    'for %s is lifted with the authority’s word alone',
    (reason) => {
      const scenario = given(...registered, ...applied(reason))
      expect(scenario.answer(lift(EVE))).toBe('authority_reference_required!')
      expect(scenario.answer({ ...lift(EVE), authorityReference: 'NSS/12' })).toBe('authority_reference_required!')
      expect(scenario.answer({ ...lift(EVE), documentHash: 'd'.repeat(64) })).toBe('authority_reference_required!')
      scenario.after({ ...lift(EVE), ...authority })
      expect(scenario.answer(lift(BOB))).toBe('authority_reference_required!')
      expect(scenario.answer({ ...lift(BOB), ...authority })).toBe('FreezeLifted AccountUnfrozen')
      expect(scenario.answer({ ...lift(BOB), ...authority, documentHash: 'e'.repeat(64) })).toBe('FreezeLiftProposed')
    },
  )

  test('is lifted by two of whom one is MLRO or deputy', () => {
    const scenario = given(...registered, ...applied('fraud_suspicion')).after(lift(EVE, false))
    expect(scenario.answer(lift(BOB, false))).toBe('mlro_required!')
    expect(scenario.answer(lift(BOB, true))).toBe('FreezeLifted AccountUnfrozen')
  })

  test('for a provisional match stands while the hit is open', () => {
    const scenario = given(...registered).after(request(), result([hit(0.95)]))
    const command = { ...lift(EVE), freezeId: scenario.freezeId() }
    expect(scenario.answer(command)).toBe('hit_open!')
    scenario.after(clearing(scenario.hitId(), EVE))
    expect(scenario.answer(command)).toBe('hit_open!')
    scenario.after(clearing(scenario.hitId(), BOB), command)
    expect(scenario.answer({ ...command, by: BOB })).toBe('FreezeLifted AccountUnfrozen')
  })

  test('of a client with another one in force lifts itself alone', () => {
    const scenario = states.proposed().after({ ...apply('court_order'), freezeId: id(62) })
    expect(scenario.answer(lift(BOB))).toBe('FreezeLifted')
  })

  test('that was the last one gives back what it took, payouts only to whom is approved', () => {
    const unfrozen = states
      .proposed()
      .when(lift(BOB))
      .find(({ type }) => type === 'AccountUnfrozen')!
    expect(unfrozen).toMatchObject({ isApproved: false })
    expect(complianceRules.reactions(unfrozen, { now: NOW, position: 1 })).toMatchObject([
      { to: 'wallet', command: { type: 'LiftRestriction', accountId: ACCOUNT, kind: 'freeze' } },
    ])
  })

  test('of a client who is nobody is none', () => {
    expect(given().answer(apply('court_order'))).toBe('subject_unknown!')
    expect(states.none().answer({ ...apply('court_order'), by: CLIENT })).toBe('own_case!')
  })
})
