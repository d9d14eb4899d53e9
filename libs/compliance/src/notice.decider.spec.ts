import { describe, expect, test } from '@jest/globals'
import type { ComplianceCommand } from './compliance.commands'
import { complianceRules } from './index'
import {
  ACCOUNT,
  ANN,
  BOB,
  CHECK,
  CLIENT,
  EVE,
  about,
  given,
  hit,
  id,
  NOW,
  registered,
  request,
  result,
} from './screening.fixture'

const HOUR_MS = 3_600_000
const OTHER_CHECK = id(22)
const confirm = (hitId: string, by = EVE, noticeHours = 24, checkId = CHECK): ComplianceCommand => ({
  type: 'ConfirmHit',
  ...about,
  checkId,
  hitId,
  noticeHours,
  by,
})
const met = (listCode: 'un' | 'pep' = 'un') => given(...registered).after(request(), result([hit(0.8, { listCode })]))
const due = () => {
  const scenario = met()
  return scenario.after(confirm(scenario.hitId()))
}
type Scenario = ReturnType<typeof given>
const noticeOf = (scenario: Scenario) => [...scenario.subject().notices.values()][0]!
const remind = (scenario: Scenario, stage: 'reminder' | 'urgent' | 'overdue'): ComplianceCommand => ({
  type: 'RemindOfNotice',
  ownerId: CLIENT,
  noticeId: noticeOf(scenario).noticeId,
  stage,
})
const received = (scenario: Scenario, receivedAt: number, by = EVE): ComplianceCommand => ({
  type: 'RecordNoticeReceived',
  ownerId: CLIENT,
  noticeId: noticeOf(scenario).noticeId,
  receivedAt,
  by,
})
const send = (scenario: Scenario, by = EVE): ComplianceCommand => ({
  type: 'SendNotice',
  ownerId: CLIENT,
  noticeId: noticeOf(scenario).noticeId,
  statement: {
    assets: [{ asset: 'USD', amount: '120.5', murAmount: '5573.13' }],
    action: 'all accounts frozen',
    contact: 'the MLRO',
    recipients: ['National Sanctions Secretariat', 'Financial Services Commission'],
  },
  by,
})

describe('a confirmed match', () => {
  test('is to be told within 24 hours of its confirmation, nights and holidays included', () => {
    expect(noticeOf(due())).toMatchObject({ status: 'due', startsAt: NOW, dueAt: NOW + 24 * HOUR_MS })
  })
  test('is told once, whoever confirms it again and in whatever check', () => {
    const scenario = due()
    expect(scenario.answer(confirm(scenario.hitId(), BOB))).toBe('HitConfirmationSeconded')
    scenario.after(request({ checkId: OTHER_CHECK, referenceId: id(41) }), result([hit(0.8)], { checkId: OTHER_CHECK }))
    expect(scenario.answer(confirm(scenario.hitId(1), BOB, 24, OTHER_CHECK))).toBe('HitConfirmed')
  })
  test('on a list of others than the sanctioned is nobody else’s matter', () => {
    const scenario = met('pep')
    expect(scenario.answer(confirm(scenario.hitId()))).not.toContain('NoticeDue')
  })
})

describe('the clock of a notice', () => {
  const timersOf = (scenario: Scenario, command: ComplianceCommand) =>
    scenario.when(command).flatMap((event) => [...complianceRules.timers!(event, { now: NOW, position: 1 })])

  test('reminds at 12 and 20 hours and is over at 24', () => {
    const scenario = met()
    const set = timersOf(scenario, confirm(scenario.hitId())).flatMap((timer) =>
      'set' in timer && timer.set.startsWith('notice/') ? [[(timer.dueAt - NOW) / HOUR_MS, timer.command]] : [],
    )
    expect(set).toMatchObject([
      [12, { type: 'RemindOfNotice', stage: 'reminder' }],
      [20, { stage: 'urgent' }],
      [24, { stage: 'overdue' }],
    ])
  })
  test('starts at the authority’s notice where that came first, and keeps its length', () => {
    const scenario = due()
    const earlier = NOW - 3 * HOUR_MS
    expect(timersOf(scenario, received(scenario, earlier)).map((timer) => 'set' in timer && timer.dueAt)).toEqual([
      NOW + 9 * HOUR_MS,
      NOW + 17 * HOUR_MS,
      NOW + 21 * HOUR_MS,
    ])
    expect(noticeOf(scenario)).toMatchObject({ startsAt: earlier, dueAt: NOW + 21 * HOUR_MS })
    expect(scenario.answer(received(scenario, NOW - HOUR_MS))).toBe('')
    expect(scenario.answer(received(scenario, NOW + 1))).toBe('not_allowed_in_state!')
  })
  test('never goes back a stage, and each is told once', () => {
    const scenario = due().after()
    expect(scenario.answer(remind(scenario, 'reminder'))).toBe('NoticeReminded')
    scenario.after(remind(scenario, 'urgent'))
    expect(scenario.answer(remind(scenario, 'urgent'))).toBe('')
    expect(scenario.answer(remind(scenario, 'reminder'))).toBe('')
    expect(scenario.answer(remind(scenario, 'overdue'))).toBe('NoticeReminded')
  })
  test('ends when the notice is sent', () => {
    const scenario = due()
    expect(timersOf(scenario, send(scenario)).map((timer) => 'clear' in timer)).toEqual([true, true, true])
    expect(scenario.answer(remind(scenario, 'overdue'))).toBe('')
  })
})

describe('a notice that is sent', () => {
  test('says who is meant, by which version, what is held, and what the MLRO adds', () => {
    const scenario = due()
    expect(scenario.when(send(scenario))).toMatchObject([
      {
        type: 'NoticeSent',
        report: {
          listedParty: 'ZORBLAX QUENTARI',
          referenceNumber: 'XXi.001',
          listCode: 'un',
          listVersionIds: ['un/2026-01-05T00:00:01.000Z/0123abcd'],
          accountIds: [ACCOUNT],
          assets: [{ asset: 'USD', amount: '120.5', murAmount: '5573.13' }],
          foundAt: '2026-01-05T12:00:00.000Z',
        },
      },
    ])
  })
  test('again by the same person is the same, by another it was sent before', () => {
    const scenario = due()
    scenario.after(send(scenario))
    expect(scenario.answer(send(scenario))).toBe('')
    expect(scenario.answer(send(scenario, BOB))).toBe('notice_closed!')
    expect(scenario.answer(received(scenario, NOW - HOUR_MS))).toBe('notice_closed!')
  })
  test('is there, and of somebody else than who sends it', () => {
    const scenario = due()
    expect(scenario.answer({ ...send(scenario), noticeId: id(99) } as ComplianceCommand)).toBe('notice_unknown!')
    expect(scenario.answer(send(scenario, CLIENT))).toBe('own_case!')
    expect(scenario.answer(send(scenario, ANN))).toBe('NoticeSent')
  })
})
