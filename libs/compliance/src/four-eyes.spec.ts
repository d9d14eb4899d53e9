import { expect, test } from '@jest/globals'
import { commandHash, isRefusal } from '@filao/kernel'
import { takesTwo, type Matter, type Said } from '@filao/testing'
import { CLIENT as CASE_CLIENT, KycScenario, OFFICER, OTHER } from './kyc/kyc.fixture'
import type { ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { complianceRules } from './index'
import { listIdOf } from './list.state'
import { order, set } from './limit/limit.fixture'
import { idOf, Scenario } from './scenario.fixture'
import { about, ANN, BOB, CLIENT, clearing, EVE, given, hit, id, NOW } from './screening.fixture'
import { registered, request, result } from './screening.fixture'

const people = [ANN, BOB, EVE] as const
const freezeId = id(61)
const alertId = id(51)

/** A matter of a scenario, in which each word becomes a command. */
const matterOf = (scenario: ReturnType<typeof given>, word: (by: string, said: Said) => ComplianceCommand): Matter => ({
  say(by, said) {
    const command = word(by, said)
    const answer = scenario.answer(command)
    return answer.endsWith('!') ? answer.slice(0, -1) : scenario.when(command)
  },
})

takesTwo('clearing a hit', {
  begin() {
    const scenario = given(...registered).after(request(), result([hit(0.8)]))
    const hitId = scenario.hitId()
    return matterOf(scenario, (by, said) => ({
      ...clearing(hitId, by),
      reasonCode: said === 'this' ? 'birth_date' : 'photo',
      evidence: `seen by ${by}`,
    }))
  },
  proposed: 'HitClearProposed',
  effect: 'HitCleared',
  people,
  owner: CLIENT,
  differs: true,
})

const raised: ComplianceEvent = {
  ...{ type: 'AlertRaised', ownerId: CLIENT, alertId, source: 'manual', severity: 'high' },
  ...{ ruleId: undefined, ruleVersion: undefined, checkId: undefined, referenceId: undefined },
  summary: 'odd',
  dueAt: NOW,
}
takesTwo('clearing an alert', {
  begin: () =>
    matterOf(
      given(...registered, raised, { type: 'AlertAssigned', ownerId: CLIENT, alertId, assignedTo: EVE, by: EVE }),
      (by) => ({ type: 'ClearAlert', ownerId: CLIENT, alertId, reason: `seen by ${by}`, by }),
    ),
  proposed: 'AlertClearProposed',
  effect: 'AlertClosed',
  people,
  owner: CLIENT,
  // What came of an alert is sealed, and with it who proposed it.
  told: (fact) => ('outcome' in fact ? { ...fact, ...(fact.outcome as object) } : fact),
})

takesTwo('lifting a freeze', {
  begin: () =>
    matterOf(
      given(
        ...registered,
        { type: 'FreezeApplied', userId: CLIENT, freezeId, reason: 'court_order', reference: 'notice 7', by: EVE },
        { type: 'AccountFrozen', userId: CLIENT, accountIds: [] },
      ),
      (by, said) => ({
        ...{ type: 'LiftFreeze', userId: CLIENT, freezeId, asMlro: true, by },
        authorityReference: `NSS/12, says ${by}`,
        documentHash: (said === 'this' ? 'd' : 'e').repeat(64),
      }),
    ),
  proposed: 'FreezeLiftProposed',
  effect: 'FreezeLifted',
  people,
  owner: CLIENT,
  differs: true,
})

const assetId = id(71)
takesTwo('releasing an instrument', {
  begin() {
    const issuer = { legalName: 'Velqua Ltd', country: 'MUS' }
    const scenario = new Scenario(assetId).given({ type: 'RegisterInstrument', assetId, symbol: 'VLQ', issuer })
    const [checkId] = scenario.state.checks.keys()
    scenario.given(result([hit(0.95)], { ownerId: assetId, checkId: checkId! }))
    const [hitId] = scenario.state.checks.get(checkId!)!.hits.keys()
    scenario.given({ type: 'ConfirmHit', ownerId: assetId, checkId: checkId!, hitId: hitId!, noticeHours: 24, by: EVE })
    return {
      say: (by, said) =>
        scenario.when({
          ...{ type: 'ReleaseInstrument', assetId, asMlro: true, by, authorityReference: `NSS/12, says ${by}` },
          documentHash: (said === 'this' ? 'd' : 'e').repeat(64),
        }),
    }
  },
  proposed: 'InstrumentReleaseProposed',
  effect: 'InstrumentReleased',
  people,
  differs: true,
})

takesTwo('approving a client of high risk', {
  begin() {
    const scenario = new KycScenario()
    scenario.tier = 'high'
    scenario.awaiting()
    return { say: (by) => scenario.when(scenario.approve(by, true)) }
  },
  proposed: 'KycFirstApproved',
  effect: 'KycApproved',
  people: [OFFICER, OTHER, idOf(93)],
  owner: CASE_CLIENT,
})

takesTwo('lowering a risk', {
  begin() {
    const scenario = new KycScenario().registered()
    return {
      say: (by, said) =>
        scenario.when({
          ...{ type: 'OverrideRisk', userId: CASE_CLIENT, tier: 'low', by, reason: `says ${by}` },
          expiresOn: said === 'this' ? '2027-03-31' : '2027-01-31',
        }),
    }
  },
  proposed: 'RiskOverrideProposed',
  effect: 'RiskOverridden',
  people: [OFFICER, OTHER, idOf(93)],
  owner: CASE_CLIENT,
  differs: true,
  told: (fact) => ('override' in fact ? { ...fact, ...(fact.override as object) } : fact),
})

takesTwo('raising a limit', {
  begin() {
    const scenario = new Scenario(CASE_CLIENT).registered()
    return {
      say: (by, said) => scenario.when(set(order(said === 'this' ? 200_000 : 150_000), by, { reason: `says ${by}` })),
    }
  },
  proposed: 'RiskLimitProposed',
  effect: 'RiskLimitSet',
  people: [OFFICER, OTHER, idOf(93)],
  owner: CASE_CLIENT,
  differs: true,
})

takesTwo('a version of a list', {
  begin() {
    const { decider } = complianceRules
    const listId = listIdOf('un')
    const versionId = 'un/2026-01-01T00:00:00.000Z/0123abc1'
    let state = decider.initial(listId)
    let isLoaded = false
    return {
      say(by) {
        const command: ComplianceCommand = isLoaded
          ? { type: 'ApproveListVersion', listId, versionId, approvedBy: by }
          : {
              ...{ type: 'LoadListVersion', listId, listCode: 'un', versionId, generatedAt: NOW, entryCount: 7 },
              ...{ sha256: '1'.repeat(64), shrinkPercentMax: 10, loadedBy: by },
            }
        const decided = decider.decide(command, state, { now: NOW, position: 1 })
        if (isRefusal(decided)) return decided.refused
        isLoaded = true
        for (const event of decided) state = decider.evolve(state, event, { now: NOW, position: 1 })
        return decided
      },
    }
  },
  proposed: 'ListVersionLoaded',
  effect: 'ListVersionApproved',
  people,
})

test('a hit is confirmed by one and seconded by another, over one hash', () => {
  const scenario = given(...registered).after(request(), result([hit(0.8)]))
  const hitId = scenario.hitId()
  const confirm = (by: string) => scenario.when({ type: 'ConfirmHit', ...about, hitId, noticeHours: 24, by })
  const hash = commandHash({ command: 'ConfirmHit', ...about, hitId })
  expect(confirm(EVE)).toContainEqual({ type: 'HitConfirmed', ...about, hitId, commandHash: hash, by: EVE })
  expect(confirm(EVE)).toEqual([])
  expect(confirm(BOB)).toEqual([
    { type: 'HitConfirmationSeconded', ...about, hitId, commandHash: hash, confirmedBy: EVE, by: BOB },
  ])
  expect(confirm(ANN)).toEqual([])
})

test('a first word on a client of another risk is nobody’s part in the approval', () => {
  const scenario = new KycScenario()
  scenario.tier = 'high'
  scenario.awaiting().given(scenario.approve(OFFICER, true))
  // Scored anew the client is no more of high risk: one person is enough, and may be the one who spoke before.
  scenario.state.riskLevel = 'medium'
  expect(scenario.when(scenario.approve(OFFICER))).toMatchObject([
    { type: 'KycApproved', by: OFFICER, firstApprovedBy: undefined },
  ])
  expect(scenario.state.kyc!.first).toBeUndefined()
})
