import type { ListHit } from '@filao/contracts'
import { isRefusal, makeId, type Instant } from '@filao/kernel'
import { complianceRules, type ComplianceState } from './index'
import type { CommandOf, ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'

export const NOW: Instant = Date.UTC(2026, 0, 5, 12)
export const id = (n: number, partition = 1): string => makeId({ partition, at: NOW, unique: BigInt(n) })
export const CLIENT = id(1)
export const ACCOUNT = id(2, 3)
export const PAPER = id(3, 3)
export const [ANN, BOB, EVE] = [id(11), id(12), id(13)]
export const CHECK = id(21)
export const DEPOSIT = id(31, 3)
export const DUE = { low: 240, medium: 72, high: 24, critical: 4 }
const VERSION = 'un/2026-01-05T00:00:01.000Z/0123abcd'

export const registered: ComplianceEvent[] = [
  { type: 'SubjectRegistered', userId: CLIENT, firstName: 'Zorblax', lastName: 'Quentari' },
  { type: 'AccountRegistered', userId: CLIENT, accountId: ACCOUNT, mode: 'live', isApproved: true, isFrozen: false },
  { type: 'AccountRegistered', userId: CLIENT, accountId: PAPER, mode: 'demo', isApproved: true, isFrozen: false },
]

export const request = (rest: Partial<CommandOf<'RequestCheck'>> = {}): CommandOf<'RequestCheck'> => ({
  type: 'RequestCheck',
  checkId: CHECK,
  ownerId: CLIENT,
  subjectKind: 'client',
  subjectId: CLIENT,
  names: ['Zorblax Quentari'],
  referenceId: id(40),
  trigger: 'onboarding',
  ...rest,
})

export const hit = (score: number, rest: Partial<ListHit> = {}): ListHit => ({
  listCode: 'un',
  entryId: 'un-9000001',
  entryHash: 'a'.repeat(64),
  referenceNumber: 'XXi.001',
  caption: 'ZORBLAX QUENTARI',
  score,
  explanations: {
    name: score,
    quality: 'primary',
    candidate: 'ZORBLAX QUENTARI',
    birth: 'unknown',
    nationality: false,
    gender: false,
    identifier: false,
  },
  ...rest,
})

export const result = (
  hits: readonly ListHit[],
  rest: Partial<CommandOf<'RecordResult'>> = {},
): CommandOf<'RecordResult'> => ({
  type: 'RecordResult',
  ownerId: CLIENT,
  checkId: CHECK,
  provider: 'filao',
  subjectHash: 'b'.repeat(64),
  listVersionIds: [VERSION],
  algorithm: 'filao-name',
  algorithmVersion: '1',
  configVersions: { 'screening.scores': 0 },
  durationMs: 3,
  thresholds: { reviewScore: 0.7, alertScore: 0.9 },
  dueHours: DUE,
  found: { bestScore: Math.max(0, ...hits.map(({ score }) => score)), hits: [...hits], near: [] },
  ...rest,
})

export const error = (): CommandOf<'RecordError'> => ({
  type: 'RecordError',
  ownerId: CLIENT,
  checkId: CHECK,
  code: 'matcher_unavailable',
  dueHours: DUE,
})

/** Given a history, what do the next commands lead to? Every event stands at a position of its own. */
export function given(...history: readonly ComplianceEvent[]) {
  const { decider } = complianceRules
  let position = 0
  let state: ComplianceState = decider.initial(CLIENT)
  const play = (event: ComplianceEvent, now: Instant): void => {
    state = decider.evolve(state, event, { now, position: ++position })
  }
  history.forEach((event) => play(event, NOW))
  const scenario = {
    /** Decides, and plays what was decided. */
    when: (command: ComplianceCommand, now = NOW): readonly ComplianceEvent[] => {
      const decided = decider.decide(command, state, { now, position: position + 1 })
      const events = isRefusal(decided) ? [] : decided
      events.forEach((event) => play(event, now))
      return events
    },
    /** Event types, or the refusal with a `!`; nothing is played. */
    answer: (command: ComplianceCommand, now = NOW): string => {
      const decided = decider.decide(command, state, { now, position: position + 1 })
      return isRefusal(decided) ? `${decided.refused}!` : decided.map(({ type }) => type).join(' ')
    },
    state: () => state,
    subject: () => state as Extract<ComplianceState, { checks: unknown }>,
    hitId: (nth = 0): string => [...scenario.subject().checks.values()].flatMap(({ hits }) => [...hits.keys()])[nth]!,
    alertId: (): string => [...scenario.subject().alerts.keys()][0]!,
    freezeId: (): string => [...scenario.subject().freezes.keys()][0]!,
    after: (...commands: readonly ComplianceCommand[]) => {
      commands.forEach((command) => scenario.when(command))
      return scenario
    },
  }
  return scenario
}

export const about = { ownerId: CLIENT, checkId: CHECK }
export const clearing = (hitId: string, by: string): CommandOf<'ClearHit'> => ({
  type: 'ClearHit',
  ...about,
  hitId,
  reasonCode: 'birth_date',
  evidence: 'passport seen',
  by,
})
