import { describe, expect, test } from '@jest/globals'
import { RETRY_DELAYS_MS } from './check.decider'
import { complianceRules } from './index'
import {
  ACCOUNT,
  BOB,
  CHECK,
  CLIENT,
  DEPOSIT,
  EVE,
  about,
  clearing,
  error,
  given,
  hit,
  id,
  NOW,
  registered,
  request,
  result,
} from './screening.fixture'

const requested = () => given(...registered).after(request())
const completed = () => requested().after(result([]))
const failed = () => {
  const scenario = requested()
  for (let attempt = 0; attempt <= RETRY_DELAYS_MS.length; attempt += 1) scenario.when(error())
  return scenario
}
const states = { none: () => given(...registered), requested, completed, failed }
const hitCommand = { ...about, hitId: id(99), by: EVE }

/** Domain 6, "AML check": what each state answers. `!!` is impossible. */
describe('a check', () => {
  test.each<[string, Parameters<ReturnType<typeof given>['answer']>[0], readonly [string, string, string, string]]>([
    ['RequestCheck', request(), ['AmlCheckRequested', '', '', '']],
    ['RecordResult', result([]), ['!!', 'AmlCheckCompleted', '', '']],
    ['RecordError', error(), ['!!', 'AmlCheckRetryScheduled', '', '']],
    [
      'RetryCheck',
      { type: 'RetryCheck', ...about, by: EVE },
      ['check_unknown!', '', 'already_completed!', 'AmlCheckRequested'],
    ],
    [
      'ConfirmHit',
      { type: 'ConfirmHit', ...hitCommand, noticeHours: 24 },
      ['check_unknown!', 'check_not_completed!', 'hit_unknown!', 'not_allowed_in_state!'],
    ],
    [
      'ClearHit',
      clearing(id(99), EVE),
      ['check_unknown!', 'check_not_completed!', 'hit_unknown!', 'not_allowed_in_state!'],
    ],
    [
      'RejectClearing',
      { type: 'RejectClearing', ...hitCommand, reason: 'too little' },
      ['check_unknown!', 'check_not_completed!', 'hit_unknown!', 'not_allowed_in_state!'],
    ],
  ])('answers %s by its state', (_, command, answers) => {
    const answer = (state: () => ReturnType<typeof given>): string => {
      try {
        return state().answer(command)
      } catch {
        return '!!'
      }
    }
    expect(Object.values(states).map(answer)).toEqual(answers)
  })

  test('that asks the same thing for the same reason under another id is the same', () => {
    expect(requested().answer(request({ checkId: id(22) }))).toBe('')
    expect(requested().answer(request({ checkId: id(22), checkType: 'pep_check' }))).toBe('AmlCheckRequested')
  })

  test('is run again after 1, 5, 15 and 60 minutes, and then a person looks', () => {
    const scenario = requested()
    const minutes = RETRY_DELAYS_MS.map(() => {
      const [scheduled] = scenario.when(error())
      return scheduled?.type === 'AmlCheckRetryScheduled' && (scheduled.retryAt - NOW) / 60_000
    })
    expect(minutes).toEqual([1, 5, 15, 60])
    expect(scenario.when(error()).map(({ type }) => type)).toEqual(['AmlCheckFailed', 'AlertRaised'])
    expect(scenario.subject().checks.get(CHECK)).toMatchObject({ status: 'failed', result: 'error' })
    scenario.when({ type: 'RetryCheck', ...about, by: EVE })
    expect(scenario.subject().checks.get(CHECK)).toMatchObject({ status: 'requested', attempts: 0 })
  })
})

describe('a result', () => {
  test.each([
    [0.6999, 'AmlCheckCompleted', 'clear'],
    [0.7, 'AmlCheckCompleted AlertRaised', 'warning'],
    [0.8999, 'AmlCheckCompleted AlertRaised', 'warning'],
    [0.9, 'AmlCheckCompleted AlertRaised FreezeApplied AccountFrozen', 'alert'],
    [1, 'AmlCheckCompleted AlertRaised FreezeApplied AccountFrozen', 'alert'],
  ])('of %d leads to %s', (score, types, outcome) => {
    expect(requested().answer(result([hit(score)]))).toBe(types)
    expect(
      requested()
        .after(result([hit(score)]))
        .subject()
        .checks.get(CHECK)!.result,
    ).toBe(outcome)
  })

  test.each([
    ['a list that does not freeze', request(), { listCode: 'pep' as const }],
    ['a payer', request({ subjectKind: 'deposit_payer', subjectId: DEPOSIT }), {}],
  ])('about %s freezes nobody by itself', (_, asked, rest) => {
    expect(
      given(...registered)
        .after(asked)
        .answer(result([hit(1, rest)])),
    ).toBe('AmlCheckCompleted AlertRaised')
  })

  test('freezes each live account, says no reason, and tells wallet and payment', () => {
    const frozen = requested()
      .when(result([hit(1)]))
      .find(({ type }) => type === 'AccountFrozen')!
    expect(frozen).toEqual({ type: 'AccountFrozen', userId: CLIENT, accountIds: [ACCOUNT] })
    expect(complianceRules.reactions(frozen, { now: NOW, position: 1 })).toMatchObject([
      {
        to: 'wallet',
        partition: 3,
        command: { type: 'RestrictAccount', accountId: ACCOUNT, kind: 'freeze', scope: 'all' },
      },
      { to: 'payment', partition: 3, command: { type: 'HoldPayouts', accountId: ACCOUNT } },
    ])
  })

  test('tells who waits for it whether it is clear, and nothing else', () => {
    const asked = request({
      subjectKind: 'deposit_payer',
      subjectId: DEPOSIT,
      referenceId: DEPOSIT,
      trigger: 'transaction',
    })
    const told = (score: number) => {
      const [done] = given(...registered)
        .after(asked)
        .when(result([hit(score)]))
      return complianceRules.reactions(done!, { now: NOW, position: 1 })
    }
    const command = {
      type: 'RecordScreening',
      subjectKind: 'deposit_payer',
      subjectId: DEPOSIT,
      referenceId: DEPOSIT,
      checkId: CHECK,
    }
    expect(told(0.5)).toEqual([{ to: 'payment', partition: 3, command: { ...command, outcome: 'clear' } }])
    expect(told(0.7)).toEqual([{ to: 'payment', partition: 3, command: { ...command, outcome: 'other' } }])
    expect(told(1)).toEqual([{ to: 'payment', partition: 3, command: { ...command, outcome: 'other' } }])
  })
})

describe('a pair that two people have told apart', () => {
  const told = () => {
    const scenario = requested().after(result([hit(0.95)]))
    return scenario.after(clearing(scenario.hitId(), EVE), clearing(scenario.hitId(), BOB))
  }
  const again = request({ checkId: id(22), trigger: 'periodic', referenceId: id(41) })

  test.each([
    ['does not alert again', {}, {}, 'AmlCheckCompleted'],
    ['alerts again when the entry has changed', { entryHash: 'c'.repeat(64) }, {}, 'AmlCheckCompleted AlertRaised'],
    ['alerts again when the subject has changed', {}, { subjectHash: 'c'.repeat(64) }, 'AmlCheckCompleted AlertRaised'],
    ['alerts again when the algorithm has changed', {}, { algorithmVersion: '2' }, 'AmlCheckCompleted AlertRaised'],
  ])('%s', (_, change, run, types) => {
    const scenario = told().after(again)
    expect(scenario.answer(result([hit(0.95, change)], { checkId: id(22), ...run }))).toBe(types)
  })
})
