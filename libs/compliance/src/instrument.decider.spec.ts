import { describe, expect, test } from '@jest/globals'
import type { ComplianceCommand, ListHit } from '@filao/contracts'
import { HELD_REASON } from './instrument.reactions'
import { ANN, BOB, clearing, EVE, hit, id, result } from './screening.fixture'
import { Scenario } from './scenario.fixture'

const assetId = id(71, 2)
const issuer = { legalName: 'Velqua Maritime Ltd', country: 'MUS' }
const register = (rest: object = {}): ComplianceCommand => ({
  type: 'RegisterInstrument',
  assetId,
  symbol: 'VLQ',
  issuer,
  ...rest,
})
const release = (by: string, rest: object = {}): ComplianceCommand => ({
  ...{ type: 'ReleaseInstrument', assetId, by, asMlro: by === EVE },
  ...{ authorityReference: 'NSS/12', documentHash: 'd'.repeat(64), ...rest },
})

/** An instrument, with the commands that its checks lead to. */
class Listed extends Scenario {
  constructor() {
    super(assetId)
    this.given(register())
  }

  get checkId(): string {
    return [...this.state.checks.keys()].at(-1)!
  }

  /** The last check has found these. */
  finds(...hits: readonly ListHit[]): string | readonly string[] {
    return this.names(result(hits, { ownerId: assetId, checkId: this.checkId }))
  }

  on(type: 'ConfirmHit' | 'ClearHit', by: string, nth = 0): ComplianceCommand {
    const hits = [...this.state.checks].flatMap(([checkId, { hits: of }]) =>
      [...of.keys()].map((hitId) => ({ checkId, hitId })),
    )
    const about = { ownerId: assetId, ...hits[nth]! }
    return type === 'ClearHit' ? { ...clearing(about.hitId, by), ...about } : { type, ...about, noticeHours: 24, by }
  }

  get told(): unknown[] {
    return this.sent.map(({ to, partition, command }) => [to, partition, command])
  }
}

const found = (): Listed => {
  const listed = new Listed()
  listed.finds(hit(0.95))
  return listed
}

describe('an instrument', () => {
  test('has its issuer screened when it is listed, by the name of its own and its country', () => {
    expect(new Scenario(assetId).when(register())).toMatchObject([
      { type: 'InstrumentRegistered', assetId, symbol: 'VLQ', issuer },
      {
        ...{ type: 'AmlCheckRequested', ownerId: assetId, subjectKind: 'issuer', subjectId: assetId },
        ...{ names: [issuer.legalName], nationality: 'MUS', trigger: 'onboarding', checkType: 'sanctions_screening' },
      },
    ])
  })
  test('is told again without effect, and without an issuer is known and not asked about', () => {
    expect(new Listed().names(register())).toEqual([])
    expect(new Scenario(assetId).names(register({ issuer: undefined }))).toEqual(['InstrumentRegistered'])
  })
  test('of another issuer than before has that one screened', () => {
    const listed = new Listed()
    expect(listed.names(register({ symbol: 'VLQX' }))).toEqual(['InstrumentRegistered'])
    const changed = register({ issuer: { ...issuer, legalName: 'Ostrel Mining Ltd' } })
    expect(listed.when(changed)).toMatchObject([
      { type: 'InstrumentRegistered' },
      { type: 'AmlCheckRequested', trigger: 'change', names: ['Ostrel Mining Ltd'] },
    ])
    expect(listed.state.checks.size).toBe(2)
  })
  test('of a clear issuer is traded, and nobody is told of it', () => {
    const listed = new Listed()
    expect(listed.finds()).toEqual(['AmlCheckCompleted'])
    expect(listed.told).toEqual([])
  })
})

describe('a hit on an issuer', () => {
  test('holds its instrument before anybody looks, says nothing of the reason, and alerts', () => {
    const listed = new Listed()
    expect(listed.finds(hit(0.95))).toEqual(['AmlCheckCompleted', 'AlertRaised', 'InstrumentHeld'])
    expect(listed.told).toEqual([['order', 2, { type: 'HoldMarket', assetId, reason: HELD_REASON }]])
    expect(HELD_REASON).not.toMatch(/sanction|list|match|issuer|compliance|review/i)
    expect(listed.events.at(-1)).toEqual({ type: 'InstrumentHeld', assetId })
  })
  test.each([
    ['below the score that alerts', hit(0.8), ['NoticeDue']],
    ['on a list that freezes nobody by itself', hit(0.95, { listCode: 'internal' }), []],
  ])('%s alerts, and holds once a person confirms it', (_, one, notice) => {
    const listed = new Listed()
    expect(listed.finds(one)).toEqual(['AmlCheckCompleted', 'AlertRaised'])
    expect(listed.names(listed.on('ConfirmHit', ANN))).toEqual(['InstrumentHeld', 'HitConfirmed', ...notice])
  })
  test('found again holds nothing twice', () => {
    const listed = found()
    listed.given(register({ issuer: { ...issuer, country: 'FRA' } }))
    expect(listed.finds(hit(0.99))).toEqual(['AmlCheckCompleted', 'AlertRaised'])
  })
  test('is cleared by two people, and with the last one the instrument is released', () => {
    const listed = new Listed()
    listed.finds(hit(0.95), hit(0.92, { entryId: 'un-2' }))
    expect(listed.names(listed.on('ClearHit', ANN))).toEqual(['HitClearProposed'])
    expect(listed.names(listed.on('ClearHit', ANN))).toBe('same_approver')
    expect(listed.names(listed.on('ClearHit', BOB))).toEqual(['HitCleared'])
    expect(listed.state.instrument?.isHeld).toBe(true)
    listed.given(listed.on('ClearHit', ANN, 1))
    expect(listed.names(listed.on('ClearHit', BOB, 1))).toEqual(['HitCleared', 'InstrumentReleased'])
    expect(listed.state.instrument?.isHeld).toBe(false)
    expect(listed.told.at(-1)).toEqual(['order', 2, { type: 'ReleaseMarket', assetId }])
  })
  test('that is confirmed is released by no clearing, nor by another issuer', () => {
    const listed = found()
    listed.given(listed.on('ConfirmHit', ANN))
    expect(listed.names(listed.on('ClearHit', BOB))).toBe('hit_decided')
    listed.given(register({ issuer: { ...issuer, legalName: 'Ostrel Mining Ltd' } }))
    expect(listed.finds()).toEqual(['AmlCheckCompleted'])
    expect(listed.state.instrument?.isHeld).toBe(true)
  })
  test('and a freeze have nothing in common: no client is frozen, and payment is told nothing', () => {
    const listed = found()
    expect(listed.state.freezes.size).toBe(0)
    expect(listed.sent.map(({ to }) => to)).toEqual(['order'])
  })
})

describe('the release of an instrument whose issuer is listed', () => {
  const confirmed = (): Listed => {
    const listed = found()
    return listed.given(listed.on('ConfirmHit', ANN))
  }
  test('is by two people with the authority’s word, one of them MLRO or deputy', () => {
    const listed = confirmed()
    expect(listed.names(release(ANN))).toEqual(['InstrumentReleaseProposed'])
    expect(listed.names(release(ANN))).toBe('same_approver')
    expect(listed.names(release(BOB))).toBe('mlro_required')
    expect(listed.names(release(EVE))).toEqual(['InstrumentReleased'])
    expect(listed.told.at(-1)).toEqual(['order', 2, { type: 'ReleaseMarket', assetId }])
    expect(listed.names(release(EVE))).toEqual([])
  })
  test('waits while a hit is open, and is proposed anew by another document', () => {
    expect(found().names(release(EVE))).toBe('hit_open')
    const listed = confirmed()
    listed.given(release(EVE))
    expect(listed.names(release(BOB, { documentHash: 'e'.repeat(64) }))).toEqual(['InstrumentReleaseProposed'])
  })
  test('of what is not known is refused, and of what trades is done', () => {
    expect(new Scenario(assetId).names(release(EVE))).toBe('instrument_unknown')
    expect(new Listed().names(release(EVE))).toEqual([])
  })
  test('is over when its issuer is found again', () => {
    const listed = confirmed()
    listed.given(release(ANN), release(EVE), register({ issuer: { ...issuer, country: 'FRA' } }))
    expect(listed.finds(hit(0.95))).toEqual(['AmlCheckCompleted', 'AlertRaised', 'InstrumentHeld'])
  })
})
