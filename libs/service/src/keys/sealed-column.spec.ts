import { beforeAll, describe, expect, test } from '@jest/globals'
import { makeId } from '@filao/kernel'
import { testKeySource } from '@filao/testing'
import { openColumn, sealColumn } from './sealed-column'
import { SubjectKeys } from './subject-keys'

const [ada, ben] = [1n, 2n].map((unique) => makeId({ partition: 1, at: 0, unique })) as [string, string]
const keys = new SubjectKeys(testKeySource, ['cdd', 'transaction'])
const place = { subjectId: ada, scope: 'cdd', column: 'compliance.subjects.cdd' } as const
const json = '{"occupation":"Miller"}'
beforeAll(() => keys.ready([ada, ben]))

describe('a sealed column', () => {
  test('opens where it was sealed, and says nothing of its value', () => {
    const sealed = sealColumn(keys, place, json)
    expect(JSON.stringify(sealed)).not.toContain('Miller')
    expect(openColumn(keys, place, sealed)).toBe(json)
  })
  test('is the same for the same text, so that the rows are the fold of the log, and another for any other', () => {
    const sealed = sealColumn(keys, place, json)
    expect(sealColumn(keys, place, json)).toEqual(sealed)
    const others = [
      sealColumn(keys, place, '{"occupation":"Smith"}'),
      sealColumn(keys, { ...place, subjectId: ben }, json),
      sealColumn(keys, { ...place, scope: 'transaction' }, json),
      sealColumn(keys, { ...place, column: 'compliance.alerts.summary' }, json),
    ]
    expect(new Set([sealed, ...others].map(({ n }) => n)).size).toBe(1 + others.length)
  })
  test('opens in no other column', () => {
    const sealed = sealColumn(keys, place, json)
    expect(() => openColumn(keys, { ...place, column: 'compliance.alerts.summary' }, sealed)).toThrow()
  })
})
