import { describe, expect, test } from '@jest/globals'
import { isRefusal } from '@filao/kernel'
import { complianceRules } from './index'
import type { ComplianceCommand } from './compliance.commands'
import { listCodeOf, listIdOf, versionRefOf, type ListVersion, type ScreeningList } from './list.state'
import { ANN, BOB, EVE, id, NOW } from './screening.fixture'

const listId = listIdOf('un')
const version = (n: number): string => `un/2026-01-0${n}T00:00:00.000Z/0123abc${n}`
const load = (n: number, entryCount = 100): ComplianceCommand => ({
  type: 'LoadListVersion',
  listId,
  listCode: 'un',
  versionId: version(n),
  generatedAt: Date.UTC(2026, 0, n),
  sha256: String(n).repeat(64),
  entryCount,
  shrinkPercentMax: 10,
  loadedBy: EVE,
})
const approve = (n: number, approvedBy = BOB): ComplianceCommand => ({
  type: 'ApproveListVersion',
  listId,
  versionId: version(n),
  approvedBy,
})
const reject = (n: number): ComplianceCommand => ({
  type: 'RejectListVersion',
  listId,
  versionId: version(n),
  reason: 'half of it is missing',
  rejectedBy: ANN,
})
const activate = (n: number, hitCount?: number): ComplianceCommand => ({
  type: 'ActivateListVersion',
  listId,
  versionId: version(n),
  subjectCount: 7,
  matchCount: 1,
  hitCount,
})
const close = (n: number, outcome: 'sent' | 'waived', by = ANN): ComplianceCommand => ({
  type: 'CloseNilReport',
  listId,
  noticeId: versionRefOf(version(n)),
  outcome,
  reason: 'by e-mail',
  by,
})

function list(...commands: readonly ComplianceCommand[]) {
  const { decider } = complianceRules
  let state = decider.initial(listId)
  const answer = (command: ComplianceCommand): string => {
    const decided = decider.decide(command, state, { now: NOW, position: 1 })
    if (isRefusal(decided)) return `${decided.refused}!`
    for (const event of decided) state = decider.evolve(state, event, { now: NOW, position: 1 })
    return decided.map(({ type }) => type).join(' ')
  }
  commands.forEach(answer)
  return {
    answer,
    reports: () => [...(state as ScreeningList).nilReports.values()],
    states: (): Record<string, string> =>
      Object.fromEntries(
        [...(state as ScreeningList).versions.values()].map((one: ListVersion) => [one.versionId, one.state]),
      ),
  }
}

const states = {
  none: [],
  loaded: [load(1)],
  matching: [load(1), approve(1)],
  active: [load(1), approve(1), activate(1)],
  superseded: [load(1), approve(1), activate(1), load(2), approve(2), activate(2)],
  failed: [load(1), reject(1)],
}

/** What each state of a version answers. */
describe('a version of a list', () => {
  test.each<[string, ComplianceCommand, readonly string[]]>([
    ['LoadListVersion', load(1), ['ListVersionLoaded', '', '', '', '', '']],
    [
      'ApproveListVersion',
      approve(1),
      ['list_version_unknown!', 'ListVersionApproved', '', '', '', 'list_version_rejected!'],
    ],
    [
      'ApproveListVersion by who loaded it',
      approve(1, EVE),
      ['list_version_unknown!', 'same_approver!', '', '', '', 'list_version_rejected!'],
    ],
    [
      'RejectListVersion',
      reject(1),
      [
        'list_version_unknown!',
        'ListVersionRejected',
        'ListVersionRejected',
        'not_allowed_in_state!',
        'not_allowed_in_state!',
        '',
      ],
    ],
    ['ActivateListVersion', activate(1), ['', '', 'ListVersionActivated', '', '', '']],
  ])('answers %s by its state', (_, command, answers) => {
    expect(Object.values(states).map((history) => list(...history).answer(command))).toEqual(answers)
  })

  test('takes the place of the one in force', () => {
    expect(list(...states.superseded).states()).toEqual({ [version(1)]: 'superseded', [version(2)]: 'active' })
  })

  test('is newer than the one before it', () => {
    expect(list(load(3), approve(3)).answer(load(2))).toBe('list_version_not_newer!')
    expect(list(load(3), reject(3)).answer(load(2))).toBe('ListVersionLoaded')
  })

  test.each([
    [90, 'ListVersionLoaded'],
    [89, 'list_shrunk!'],
  ])('of 100 entries is followed by one of %d: %s', (count, answer) => {
    expect(list(...states.active).answer(load(2, count))).toBe(answer)
  })

  test('waits while another one is being matched', () => {
    expect(list(...states.matching, load(2)).answer(approve(2))).toBe('list_version_in_flight!')
  })

  test('belongs to its own list', () => {
    expect(list().answer({ ...load(1), listCode: 'pep' } as ComplianceCommand)).toBe('list_unknown!')
    expect([listCodeOf(listId), listCodeOf(id(1))]).toEqual(['un', undefined])
  })
})

describe('a nil report', () => {
  test('is drafted when nobody is found and none is left to be decided on, in a version that is in force', () => {
    const { answer, reports } = list(load(1), approve(1))
    expect(answer(activate(1, 0))).toBe('ListVersionActivated NilReportDrafted')
    expect(reports()).toMatchObject([{ status: 'due', versionId: version(1), sha256: '1'.repeat(64), subjectCount: 7 }])
    expect(answer(activate(1, 0))).toBe('')
  })
  test('is not drafted while a hit is open or confirmed, nor where none is wanted', () => {
    expect(list(load(1), approve(1)).answer(activate(1, 1))).toBe('ListVersionActivated')
    expect(list(load(1), approve(1)).answer(activate(1))).toBe('ListVersionActivated')
  })
  test('is recorded as sent or waived, once', () => {
    const { answer } = list(load(1), approve(1), activate(1, 0))
    expect(answer(close(2, 'sent'))).toBe('notice_unknown!')
    expect(answer(close(1, 'sent'))).toBe('NilReportClosed')
    expect(answer(close(1, 'sent'))).toBe('')
    expect(answer(close(1, 'waived'))).toBe('notice_closed!')
    expect(answer(close(1, 'sent', BOB))).toBe('notice_closed!')
  })
})
