import { describe, expect, test } from '@jest/globals'
import { complianceRules } from './index'
import {
  ANN,
  BOB,
  CHECK,
  CLIENT,
  DEPOSIT,
  EVE,
  about,
  clearing,
  given,
  hit,
  id,
  NOW,
  registered,
  request,
  result,
} from './screening.fixture'

const warned = (score = 0.8, rest = {}) => given(...registered).after(request(), result([hit(score, rest)]))
const confirm = (hitId: string, by: string) => ({ type: 'ConfirmHit', ...about, hitId, noticeHours: 24, by }) as const
const rejecting = (hitId: string, by: string) =>
  ({ type: 'RejectClearing', ...about, hitId, reason: 'too little', by }) as const

const open = () => warned()
const proposed = () => {
  const scenario = warned()
  return scenario.after(clearing(scenario.hitId(), EVE))
}
const cleared = () => {
  const scenario = proposed()
  return scenario.after(clearing(scenario.hitId(), BOB))
}
const confirmed = () => {
  const scenario = warned()
  return scenario.after(confirm(scenario.hitId(), EVE))
}
const seconded = () => {
  const scenario = confirmed()
  return scenario.after(confirm(scenario.hitId(), BOB))
}
const states = { open, proposed, cleared, confirmed, seconded }

describe('a hit', () => {
  test.each<[string, (hitId: string) => Parameters<ReturnType<typeof given>['answer']>[0], readonly string[]]>([
    [
      'ConfirmHit by the first person',
      (hitId) => confirm(hitId, EVE),
      [
        'FreezeApplied AccountFrozen HitConfirmed NoticeDue',
        'FreezeApplied AccountFrozen HitConfirmed NoticeDue',
        'hit_decided!',
        '',
        '',
      ],
    ],
    [
      'ConfirmHit by another',
      (hitId) => confirm(hitId, BOB),
      [
        'FreezeApplied AccountFrozen HitConfirmed NoticeDue',
        'FreezeApplied AccountFrozen HitConfirmed NoticeDue',
        'hit_decided!',
        'HitConfirmationSeconded',
        '',
      ],
    ],
    [
      'ClearHit by the first person',
      (hitId) => clearing(hitId, EVE),
      ['HitClearProposed', 'same_approver!', '', 'hit_decided!', 'hit_decided!'],
    ],
    [
      'ClearHit by another',
      (hitId) => clearing(hitId, BOB),
      ['HitClearProposed', 'HitCleared', '', 'hit_decided!', 'hit_decided!'],
    ],
    [
      'ClearHit for another reason',
      (hitId) => ({ ...clearing(hitId, BOB), reasonCode: 'photo' }),
      ['HitClearProposed', 'HitClearProposed', '', 'hit_decided!', 'hit_decided!'],
    ],
    [
      'RejectClearing',
      (hitId) => rejecting(hitId, BOB),
      ['no_clear_proposed!', 'HitClearRejected', 'hit_decided!', 'hit_decided!', 'hit_decided!'],
    ],
    ['RemindOfHit', (hitId) => ({ type: 'RemindOfHit', ...about, hitId }), ['', '', '', 'AlertRaised', '']],
  ])('answers %s by its state', (_, command, answers) => {
    expect(Object.values(states).map((state) => state().answer(command(state().hitId())))).toEqual(answers)
  })

  test('whose clearing was rejected is cleared by two people anew', () => {
    const scenario = proposed()
    const hitId = scenario.hitId()
    scenario.after(rejecting(hitId, BOB), clearing(hitId, BOB))
    expect(scenario.answer(clearing(hitId, BOB))).toBe('same_approver!')
    expect(scenario.answer(clearing(hitId, ANN))).toBe('HitCleared')
  })

  test('is never decided by its own subject', () => {
    const scenario = open()
    expect(scenario.answer(confirm(scenario.hitId(), CLIENT))).toBe('own_case!')
    expect(scenario.answer(clearing(scenario.hitId(), CLIENT))).toBe('own_case!')
  })

  test('that is confirmed freezes nobody twice, and nobody who is only known from a PEP list', () => {
    const frozen = warned(0.95)
    expect(frozen.answer(confirm(frozen.hitId(), EVE))).toBe('HitConfirmed NoticeDue')
    const pep = warned(0.95, { listCode: 'pep' })
    expect(pep.answer(confirm(pep.hitId(), EVE))).toBe('HitConfirmed')
  })

  test('that nobody seconds within 24 hours is told again by a timer', () => {
    const scenario = open()
    const events = scenario.when(confirm(scenario.hitId(), EVE))
    const confirmed = events.filter(({ type }) => type === 'HitConfirmed')
    const timers = confirmed.flatMap((event) => complianceRules.timers!(event, { now: NOW, position: 1 }))
    const command = { type: 'RemindOfHit', ...about, hitId: scenario.hitId() }
    expect(timers).toEqual([{ set: `hit/${scenario.hitId()}`, dueAt: NOW + 24 * 3_600_000, command }])
  })

  test('clears the same pair in whatever check it stands', () => {
    const scenario = warned(0.95).after(
      request({ checkId: id(22), trigger: 'periodic', referenceId: id(41) }),
      result([hit(0.95), hit(0.8, { entryId: 'un-2' })], { checkId: id(22) }),
    )
    scenario.after(clearing(scenario.hitId(), EVE))
    expect(scenario.when(clearing(scenario.hitId(), BOB))).toMatchObject([
      { type: 'HitCleared', checkId: CHECK, isLast: true },
      { type: 'HitCleared', checkId: id(22), isLast: false },
    ])
  })

  test('of a payment tells payment when the last one is cleared', () => {
    const asked = request({
      subjectKind: 'deposit_payer',
      subjectId: DEPOSIT,
      referenceId: DEPOSIT,
      trigger: 'transaction',
    })
    const scenario = given(...registered).after(asked, result([hit(0.95), hit(0.8, { entryId: 'un-2' })]))
    const clear = (nth: number) => {
      scenario.after(clearing(scenario.hitId(nth), EVE))
      return scenario
        .when(clearing(scenario.hitId(nth), BOB))
        .flatMap((event) => complianceRules.reactions(event, { now: NOW, position: 1 }))
    }
    expect(clear(0)).toEqual([])
    expect(clear(1)).toMatchObject([
      { to: 'payment', command: { type: 'RecordScreening', referenceId: DEPOSIT, outcome: 'clear' } },
    ])
  })
})
