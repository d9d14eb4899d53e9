import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Check } from '@filao/compliance'
import { makeId } from '@filao/kernel'
import { YenteSimulator } from '@filao/testing/simulators'
import type { CheckProvider, CheckRun } from './checker'
import { YenteChecker } from './yente-checker'

const OWNER = makeId({ partition: 1, at: 1, unique: 1n })
const simulator = new YenteSimulator({ host: '127.0.0.1', port: 0, apiKey: 'secret' })
let url: string
beforeAll(async () => {
  url = `http://127.0.0.1:${await simulator.start()}`
})
afterAll(() => simulator.stop())

/** Our own engine, which finds nobody. */
const own: CheckProvider = {
  run: () =>
    Promise.resolve({
      provider: 'filao',
      subjectHash: 'a'.repeat(64),
      listVersionIds: ['un/2026-01-01T00:00:00.000Z/0123abcd'],
      algorithm: 'filao-name',
      algorithmVersion: '1',
      configVersions: {},
      durationMs: 1,
      thresholds: { reviewScore: 0.7, alertScore: 0.9 },
      dueHours: { low: 240, medium: 72, high: 24, critical: 4 },
      found: { bestScore: 0.3, hits: [], near: [] },
    } satisfies CheckRun),
}
const check = (name: string, checkType: Check['checkType'] = 'sanctions_screening'): Check => ({
  checkId: OWNER,
  subjectKind: 'client',
  subjectId: OWNER,
  checkType,
  names: [name],
  referenceId: OWNER,
  answerTo: OWNER,
  trigger: 'onboarding',
  status: 'requested',
  attempts: 0,
  requestedAt: 1,
  dueAt: 1,
  near: [],
  hits: new Map(),
})
const run = (name: string, type?: Check['checkType'], settings: { apiKey?: string; dataset?: string } = {}) =>
  new YenteChecker(own, { url, dataset: 'default', apiKey: 'secret', ...settings }).run(OWNER, check(name, type))

describe('a matcher that speaks as yente does', () => {
  test.each([
    ['SANCTION TEST', 'sanctions_screening', 'ofac', 0.95],
    ['NEARMISS TEST', 'sanctions_screening', 'ofac', 0.75],
    ['PEP TEST', 'pep_check', 'pep', 0.95],
    ['MEDIA TEST', 'adverse_media', 'adverse-media', 0.95],
  ] as const)('finds %s, judged by our own thresholds', async (name, type, listCode, score) => {
    const { found, provider, listVersionIds } = await run(name, type)
    expect(found).toMatchObject({
      bestScore: score,
      hits: [{ listCode, score, entryHash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    })
    expect(provider).toBe('filao, yente')
    expect(listVersionIds).toEqual([
      expect.stringMatching(/^un\//),
      expect.stringMatching(/^opensanctions\/2026-01-01T00:00:00\/[0-9a-f]{8}$/),
    ])
  })

  test('finds nobody of another name, and no PEP where sanctions are asked for', async () => {
    expect((await run('Grace Hopper')).found).toMatchObject({ bestScore: 0.3, hits: [] })
    expect((await run('PEP TEST')).found).toMatchObject({ hits: [] })
  })

  test('the same entry has the same hash, whatever it scored', async () => {
    const hashes = await Promise.all([run('SANCTION TEST'), run('SANCTION TEST')])
    expect(JSON.stringify(hashes[0].found)).toBe(JSON.stringify(hashes[1].found))
  })

  test.each([
    ['an error', () => run('ERROR TEST'), /500/],
    ['a key that does not hold', () => run('Grace Hopper', undefined, { apiKey: 'other' }), /401/],
    ['a dataset that there is not', () => run('Grace Hopper', undefined, { dataset: 'nowhere' }), /no dataset/],
  ])('%s is no answer: nobody is clear', async (_, asked, message) => {
    await expect(asked()).rejects.toThrow(message)
  })
})
