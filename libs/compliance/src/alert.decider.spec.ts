import { describe, expect, test } from '@jest/globals'
import { commandHash } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'
import { BOB, CLIENT, EVE, clearing, given, hit, id, NOW, registered, request, result } from './screening.fixture'

const ALERT = id(51)
const about = { ownerId: CLIENT, alertId: ALERT }
const HASH = commandHash({ command: 'ClearAlert', ...about })
const raised: ComplianceEvent = {
  type: 'AlertRaised',
  ...about,
  source: 'manual',
  ruleId: 'odd',
  ruleVersion: 1,
  referenceId: id(52),
  severity: 'high',
  summary: 'odd',
  dueAt: NOW,
}
const assigned: ComplianceEvent = { type: 'AlertAssigned', ...about, assignedTo: EVE, by: EVE }
const proposed: ComplianceEvent = {
  type: 'AlertClearProposed',
  ...about,
  reason: 'nothing',
  commandHash: HASH,
  proposedBy: EVE,
}
const closed = (status: 'cleared' | 'escalated'): ComplianceEvent => ({
  type: 'AlertClosed',
  ...about,
  outcome: { status, reason: 'seen' },
  by: BOB,
})
const states = {
  none: () => given(...registered),
  open: () => given(...registered, raised),
  assigned: () => given(...registered, raised, assigned),
  clear_proposed: () => given(...registered, raised, assigned, proposed),
  cleared: () => given(...registered, raised, assigned, proposed, closed('cleared')),
  escalated: () => given(...registered, raised, closed('escalated')),
}
const by = (person: string) => ({ ...about, reason: 'seen', by: person })

/** Domain 6, "Alert": what each state answers. */
describe('an alert', () => {
  test.each<[string, Parameters<ReturnType<typeof given>['answer']>[0], readonly string[]]>([
    ['RaiseAlert', { ...raised, type: 'RaiseAlert' }, ['AlertRaised', '', '', '', '', '']],
    [
      'RaiseAlert of the same rule about the same',
      { ...raised, type: 'RaiseAlert', alertId: id(53) },
      ['AlertRaised', '', '', '', '', ''],
    ],
    [
      'AssignAlert',
      { type: 'AssignAlert', ...about, assignedTo: BOB, by: EVE },
      ['alert_unknown!', 'AlertAssigned', 'AlertAssigned', 'clear_proposed!', 'alert_closed!', 'alert_closed!'],
    ],
    [
      'ClearAlert',
      { type: 'ClearAlert', ...by(EVE) },
      ['alert_unknown!', 'alert_not_assigned!', 'AlertClearProposed', 'same_approver!', '', 'alert_closed!'],
    ],
    [
      'ClearAlert by another',
      { type: 'ClearAlert', ...by(BOB) },
      ['alert_unknown!', 'alert_not_assigned!', 'AlertClearProposed', 'AlertClosed', '', 'alert_closed!'],
    ],
    [
      'RejectClear',
      { type: 'RejectClear', ...by(BOB) },
      [
        'alert_unknown!',
        'not_allowed_in_state!',
        'no_clear_proposed!',
        'AlertClearRejected',
        'alert_closed!',
        'alert_closed!',
      ],
    ],
    [
      'EscalateAlert',
      { type: 'EscalateAlert', ...by(EVE) },
      ['alert_unknown!', 'AlertClosed', 'AlertClosed', 'AlertClosed', 'alert_closed!', ''],
    ],
  ])('answers %s by its state', (_, command, answers) => {
    expect(Object.values(states).map((state) => state().answer(command))).toEqual(answers)
  })

  test('cleared and escalated are the same event from outside', () => {
    const types = (event: ComplianceEvent) => Object.keys(event).sort()
    const [cleared] = states.clear_proposed().when({ type: 'ClearAlert', ...by(BOB) })
    const [escalated] = states.open().when({ type: 'EscalateAlert', ...by(EVE) })
    expect([cleared!.type, types(cleared!)]).toEqual([escalated!.type, types(escalated!)])
  })

  test('stands while the hit that it is about is open', () => {
    const scenario = given(...registered).after(request(), result([hit(0.8)]))
    const alert = { ownerId: CLIENT, alertId: scenario.alertId() }
    scenario.after({ type: 'AssignAlert', ...alert, assignedTo: EVE, by: EVE })
    const clear = { type: 'ClearAlert', ...alert, reason: 'seen', by: EVE } as const
    expect(scenario.answer(clear)).toBe('hit_open!')
    scenario.after(clearing(scenario.hitId(), EVE), clearing(scenario.hitId(), BOB))
    expect(scenario.answer(clear)).toBe('AlertClearProposed')
  })

  test('on a hit that was confirmed is not cleared', () => {
    const scenario = given(...registered).after(request(), result([hit(0.8)]))
    const alert = { ownerId: CLIENT, alertId: scenario.alertId() }
    scenario.after(
      { type: 'AssignAlert', ...alert, assignedTo: EVE, by: EVE },
      {
        type: 'ConfirmHit',
        ownerId: CLIENT,
        checkId: request().checkId,
        hitId: scenario.hitId(),
        noticeHours: 24,
        by: EVE,
      },
    )
    expect(scenario.answer({ type: 'ClearAlert', ...alert, reason: 'seen', by: EVE })).toBe('not_allowed_in_state!')
  })
})
