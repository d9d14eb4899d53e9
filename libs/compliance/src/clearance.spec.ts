import { describe, expect, test } from '@jest/globals'
import { clientChecks, hasHitNotCleared, isScreenedClear } from './clearance.state'
import type { ComplianceCommand } from './compliance.commands'
import {
  BOB,
  CLIENT,
  EVE,
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

const VERSION = result([]).listVersionIds[0]!
const IN_FORCE = { sanctions: [VERSION], pep: [] }

/** A client whose two checks were asked for as the case does it. */
const asked = () => {
  const subject = given(...registered).subject()
  const checks = clientChecks(subject, { trigger: 'onboarding', referenceId: id(40) }, { now: NOW, position: 9 })
  return given(...registered, ...checks)
}
const ids = (scenario: ReturnType<typeof given>): string[] => [...scenario.subject().checks.keys()]
const clear = (scenario = asked()) => scenario.after(...ids(scenario).map((checkId) => result([], { checkId })))
const isClear = (
  scenario: ReturnType<typeof given>,
  lists: Parameters<typeof isScreenedClear>[1] = IN_FORCE,
): boolean => isScreenedClear(scenario.subject(), lists)

describe('a client is clear', () => {
  test('once sanctions and PEPs were asked, and nothing was found', () => {
    expect(isClear(clear())).toBe(true)
  })

  test.each<[string, () => ReturnType<typeof given>]>([
    ['nobody was asked', () => given(...registered)],
    ['an answer is waited for', asked],
    ['PEPs were not asked', () => given(...registered).after(request(), result([]))],
    [
      'a check has failed',
      () => {
        const scenario = clear()
        const again = request({ checkId: id(60), trigger: 'manual', referenceId: id(61) })
        const failed = { ...error(), checkId: id(60) }
        return scenario.after(again, failed, failed, failed, failed, failed)
      },
    ],
    [
      'a hit is open',
      () => {
        const scenario = asked()
        return scenario.after(
          result([hit(0.8)], { checkId: ids(scenario)[0]! }),
          result([], { checkId: ids(scenario)[1]! }),
        )
      },
    ],
  ])('never while %s', (_, scenario) => {
    expect(isClear(scenario())).toBe(false)
  })

  test('never where a list lacks, or a version came into force since', () => {
    expect(isClear(clear(), { sanctions: undefined, pep: [] })).toBe(false)
    expect(isClear(clear(), { ...IN_FORCE, sanctions: [VERSION, 'un/2026-02-01T00:00:00.000Z/0123abcd'] })).toBe(false)
  })

  test('with a hit that two people have cleared, and not with one of sanctions that was confirmed', () => {
    const scenario = asked()
    const [sanctions, pep] = ids(scenario)
    scenario.after(result([hit(0.8)], { checkId: sanctions! }), result([], { checkId: pep! }))
    const about = { checkId: sanctions!, hitId: scenario.hitId() }
    expect(hasHitNotCleared(scenario.subject())).toBe(true)
    scenario.after({ ...clearing(about.hitId, EVE), ...about }, { ...clearing(about.hitId, BOB), ...about })
    expect([isClear(scenario), hasHitNotCleared(scenario.subject())]).toEqual([true, false])
  })

  test('with a confirmed PEP: what that asks for is another matter', () => {
    const scenario = asked()
    const [sanctions, pep] = ids(scenario)
    scenario.after(result([], { checkId: sanctions! }), result([hit(0.95, { listCode: 'pep' })], { checkId: pep! }))
    expect(isClear(scenario)).toBe(false)
    scenario.after({
      type: 'ConfirmHit',
      ownerId: CLIENT,
      checkId: pep!,
      hitId: scenario.hitId(),
      noticeHours: 24,
      by: EVE,
    })
    expect([isClear(scenario), hasHitNotCleared(scenario.subject())]).toEqual([true, true])
  })
})

describe('a change of who a client is', () => {
  const renamed: ComplianceCommand = { type: 'RegisterSubject', userId: CLIENT, lastName: 'Ostregante' }

  test('has a client who was screened screened anew, and until then nobody is clear', () => {
    const scenario = clear()
    expect(scenario.when(renamed)).toMatchObject([
      { type: 'SubjectRegistered' },
      { type: 'AmlCheckRequested', trigger: 'change', checkType: 'sanctions_screening', names: ['Zorblax Ostregante'] },
      { type: 'AmlCheckRequested', trigger: 'change', checkType: 'pep_check' },
    ])
    expect(isClear(scenario)).toBe(false)
    expect(isClear(clear(scenario))).toBe(true)
  })

  test('asks for other names and papers too', () => {
    const command: ComplianceCommand = {
      type: 'SetCdd',
      userId: CLIENT,
      cdd: {
        otherNames: { value: ['Zorb'] },
        identityDocument: { value: { type: 'passport', number: 'ZQ0000417', country: 'MUS' } },
      },
      by: { kind: 'client', id: CLIENT },
    }
    expect(clear().when(command)[1]).toMatchObject({
      names: ['Zorblax Quentari', 'Zorb'],
      documentNumbers: ['ZQ0000417'],
    })
  })

  test('asks nobody about a client who was never screened, or about nothing new', () => {
    expect(given(...registered).answer(renamed)).toBe('SubjectRegistered')
    const occupation: ComplianceCommand = {
      type: 'SetCdd',
      userId: CLIENT,
      cdd: { occupation: { value: 'Weaver' } },
      by: { kind: 'client', id: CLIENT },
    }
    expect(clear().answer(occupation)).toBe('CddRecorded')
  })
})
