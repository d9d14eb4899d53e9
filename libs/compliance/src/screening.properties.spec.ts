import { describe, expect, test } from '@jest/globals'
import { complianceCommands, complianceEvents } from '@filao/contracts'
import fc from 'fast-check'
import type { ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { isOpen } from './check.state'
import { isActive, isFrozen } from './freeze.state'
import { isScreenedClear } from './clearance.state'
import { ANN, BOB, CLIENT, DUE, EVE, given, hit, id, registered, request, result } from './screening.fixture'

const VERSION = result([]).listVersionIds[0]!
const by = fc.constantFrom(ANN, BOB, EVE)
const nth = fc.nat(5)
const checkId = fc.constantFrom(id(21), id(22), id(23))
const score = fc.constantFrom(0.5, 0.7, 0.8, 0.9, 1)
const listCode = fc.constantFrom('un', 'pep', 'internal' as const)

/** A command by what it needs of the state: hits, alerts and freezes are named by their order. */
type Step = (state: ReturnType<typeof given>) => ComplianceCommand

const of = (ids: Iterable<string>, n: number): string => [...ids][n] ?? id(900 + n)
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(
      checkId,
      fc.constantFrom('sanctions_screening', 'pep_check' as const),
      fc.constantFrom('client', 'deposit_payer' as const),
    )
    .map(
      ([check, checkType, subjectKind]): Step =>
        () =>
          request({ checkId: check, checkType, subjectKind, referenceId: check }),
    ),
  fc.tuple(nth, fc.array(fc.tuple(score, listCode, fc.nat(2)), { maxLength: 3 })).map(
    ([n, hits]): Step =>
      (state) =>
        result(
          [
            ...new Map(
              hits.map(([value, list, entry]) => [
                `${list}/${entry}`,
                hit(value, { listCode: list, entryId: `e-${entry}` }),
              ]),
            ).values(),
          ],
          { checkId: of(state.subject().checks.keys(), n % Math.max(1, state.subject().checks.size)) },
        ),
  ),
  fc.tuple(nth).map(([n]): Step => (state) => ({
    type: 'RecordError',
    ownerId: CLIENT,
    checkId: of(state.subject().checks.keys(), n % Math.max(1, state.subject().checks.size)),
    code: 'matcher_unavailable',
    dueHours: DUE,
  })),
  fc
    .tuple(nth, by, fc.constantFrom('ConfirmHit', 'ClearHit', 'RejectClearing' as const))
    .map(([n, person, type]): Step => (state) => {
      const hits = [...state.subject().checks.values()].flatMap((check) =>
        [...check.hits.keys()].map((hitId) => ({ checkId: check.checkId, hitId })),
      )
      const about = { ownerId: CLIENT, ...(hits[n] ?? { checkId: id(21), hitId: id(900) }), by: person }
      if (type === 'ConfirmHit') return { type, ...about, noticeHours: 24 }
      return type === 'ClearHit'
        ? { type, ...about, reasonCode: 'photo', evidence: 'seen' }
        : { type, ...about, reason: 'too little' }
    }),
  fc.tuple(nth, by).map(([n, person]): Step => (state) => ({
    type: 'ConfirmFreeze',
    userId: CLIENT,
    freezeId: of(state.subject().freezes.keys(), n),
    by: person,
  })),
  fc.tuple(nth, by, fc.boolean(), fc.boolean()).map(([n, person, asMlro, withAuthority]): Step => (state) => ({
    type: 'LiftFreeze',
    userId: CLIENT,
    freezeId: of(state.subject().freezes.keys(), n),
    asMlro,
    by: person,
    ...(withAuthority && { authorityReference: 'NSS/1', documentHash: 'e'.repeat(64) }),
  })),
  fc
    .tuple(fc.nat(3), by, fc.constantFrom('court_order', 'mlro_decision', 'fraud_suspicion' as const))
    .map(([n, person, reason]): Step => () => ({
      type: 'ApplyFreeze',
      userId: CLIENT,
      freezeId: id(700 + n),
      reason,
      reference: `order ${n}`,
      by: person,
    })),
)

/** Runs steps over a registered client; hands each command's events to `see`. A result of no check is impossible: skipped. */
function run(
  sequence: readonly Step[],
  see: (state: ReturnType<typeof given>, events: readonly ComplianceEvent[], command: ComplianceCommand) => void,
): void {
  const state = given(...registered)
  for (const step of sequence) {
    const command = step(state)
    if (
      (command.type === 'RecordResult' || command.type === 'RecordError') &&
      !state.subject().checks.has(command.checkId)
    )
      continue
    see(state, state.when(command), command)
  }
}
const sequences = fc.array(steps, { maxLength: 40 })

describe('whatever comes', () => {
  test('a client is frozen exactly while a freeze is in force, and wallet and payment are told of each change once', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        let told = false
        run(sequence, (state, events) => {
          for (const { type } of events) {
            if (type === 'AccountFrozen') expect(told).toBe(false)
            if (type === 'AccountUnfrozen') expect(told).toBe(true)
            if (type === 'AccountFrozen' || type === 'AccountUnfrozen') told = type === 'AccountFrozen'
          }
          expect(isFrozen(state.subject())).toBe(told)
        })
      }),
      { numRuns: 300 },
    )
  })

  test('two people stand behind everything that lets money go on, and none of them twice', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        run(sequence, (_, events) => {
          for (const event of events) {
            if (event.type === 'HitCleared') expect(event.proposedBy).not.toBe(event.decidedBy)
            if (event.type === 'FreezeLifted') expect(event.proposedBy).not.toBe(event.liftedBy)
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  test('no freeze by a match ends while a hit is open, and no confirmed one without the authority’s word', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        run(sequence, (state, events) => {
          for (const event of events) {
            if (event.type !== 'FreezeLifted') continue
            const { reason, authorityReference } = state.subject().freezes.get(event.freezeId)!
            const hits = [...state.subject().checks.values()]
              .filter(({ subjectKind }) => subjectKind === 'client')
              .flatMap((check) => [...check.hits.values()])
            if (reason === 'provisional_match')
              expect(hits.filter((one) => isOpen(one) && one.listCode !== 'pep')).toEqual([])
            if (reason === 'confirmed_match' || reason === 'court_order') expect(authorityReference).toBeDefined()
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  test('whoever is clear was asked about, completely, and nothing of it is open', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        run(sequence, (state) => {
          const subject = state.subject()
          const isClear = isScreenedClear(subject, { sanctions: [VERSION], pep: [] })
          if (!isClear) return
          const ofClient = [...subject.checks.values()].filter(({ subjectKind }) => subjectKind === 'client')
          for (const type of ['sanctions_screening', 'pep_check'])
            expect(ofClient.filter((check) => check.checkType === type).at(-1)!.status).toBe('completed')
          expect(ofClient.flatMap((check) => [...check.hits.values()]).filter(isOpen)).toEqual([])
        })
      }),
      { numRuns: 300 },
    )
  })

  test('every provisional freeze has a hit, and every alert result on a freezing list a freeze', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        run(sequence, (state, events) => {
          for (const event of events) {
            if (event.type !== 'AmlCheckCompleted' || event.subjectKind !== 'client' || 'c' in event.findings) continue
            const serious = event.findings.hits.some(
              ({ listCode: list, score: value, clearedAs }) => list === 'un' && value >= 0.9 && !clearedAs,
            )
            if (serious) expect([...state.subject().freezes.values()].some(isActive)).toBe(true)
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  test('every decided event and every command survives its contract, and its words are sealed', () => {
    const seal = ({ json }: { json: string }) => ({
      $enc: 1 as const,
      kid: 'k',
      n: 'n',
      c: Buffer.from(json).toString('base64'),
    })
    const open = ({ sealed }: { sealed: { c: string } }) => Buffer.from(sealed.c, 'base64').toString()
    const plain = (value: object): unknown => JSON.parse(JSON.stringify(value))
    fc.assert(
      fc.property(sequences, (sequence) => {
        run(sequence, (_, events, command) => {
          for (const [contracts, message] of [
            [complianceCommands, command],
            ...events.map((event) => [complianceEvents, event] as const),
          ] as const) {
            const contract = contracts.of(message.type as never)
            const text = contract.encode(message as never, seal)
            expect(plain(contract.decode(text, open))).toEqual(plain(message))
            expect(text).not.toMatch(/ZORBLAX|court_order|mlro_decision|fraud_suspicion|provisional_match|too little/)
          }
        })
      }),
      { numRuns: 100 },
    )
  })
})
