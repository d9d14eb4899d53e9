import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alpha2Of, countryCodeOf } from './country'
import { UnreadableList } from './list-entry'
import { differenceOf, faultOf, versionIdOf } from './list-version'
import { readUnList } from './un-list'
import { parseXml } from './un-xml.fixture'

const list = readUnList(parseXml(readFileSync(join(__dirname, '../../fixtures/un-invented.xml'), 'utf8')))

describe('a file of the UN list', () => {
  test('becomes entries: what is scored, and what whoever judges a hit has to see', () => {
    expect(list.generatedAt).toBe('2026-01-05T00:00:01.000Z')
    expect(list.entries).toHaveLength(3)
    expect(list.entries[0]).toEqual({
      id: 'un-9000001',
      schema: 'Person',
      caption: 'ZORBLAX QUENTARI VOLOMIR',
      names: [
        { text: 'ZORBLAX QUENTARI VOLOMIR', quality: 'primary' },
        { text: 'Zorblaks Kventari', quality: 'good' },
        { text: 'Grimwald', quality: 'low' },
        { text: 'Зорблакс Квентари', quality: 'script' },
      ],
      births: [
        { precision: 'day', date: '1961-04-09' },
        { precision: 'year', year: 1963, approximate: true },
        { precision: 'range', from: 1960, to: 1965 },
      ],
      nationalities: ['SU', 'TR'],
      gender: 'male',
      identifiers: ['Invented passport no. ZQ0000417'],
      referenceNumber: 'XXi.001',
      versionNumber: '2',
      programme: 'Invented',
      listType: 'UN List',
      listedOn: '2025-06-01',
      lastUpdated: '2025-11-03',
      titles: ['Colonel'],
      positions: ['Keeper of the lighthouse', 'Head of the quay'],
      aliasNotes: [{ name: 'Zorblaks Kventari', note: 'on a ticket' }],
      birthPlaces: [{ city: 'Nowhere' }],
      addresses: [{ street: '1 Invented Road', city: 'Nowhere', country: 'Mauritius' }],
      documents: [{ type: 'Passport', number: 'Invented passport no. ZQ0000417' }],
      comments: 'Invented for tests & nothing else. Second line.',
    })
  })

  test('organisations have their own qualities of names', () => {
    expect(list.entries[2]).toMatchObject({
      schema: 'Organization',
      names: [
        { text: 'BRIMSTONE KRAKATAU TRADING', quality: 'primary' },
        { text: 'B.K.T.', quality: 'aka' },
        { text: 'Sulphur Krakatau', quality: 'fka' },
      ],
    })
  })

  test.each([
    ['another document', { html: {} }],
    ['a list without its time', { CONSOLIDATED_LIST: { INDIVIDUALS: '' } }],
    [
      'an entry without a key',
      {
        CONSOLIDATED_LIST: {
          '@dateGenerated': '2026-01-05T00:00:01.000Z',
          INDIVIDUALS: { INDIVIDUAL: { FIRST_NAME: 'A' } },
        },
      },
    ],
  ])('is refused: %s', (_, document) => {
    expect(() => readUnList(document)).toThrow(UnreadableList)
  })
})

describe('countries', () => {
  test.each([
    ['Democratic Republic of the Congo', 'CD'],
    ['Congo', 'CG'],
    ['Iran (Islamic Republic of)', 'IR'],
    ['Mauritius', 'MU'],
    ['Germany', 'DE'],
    ['na', undefined],
  ])('%s is %s', (name, code) => {
    expect(countryCodeOf(name)).toBe(code)
  })

  test('alpha-3 becomes alpha-2', () => {
    expect([alpha2Of('MUS'), alpha2Of('cod'), alpha2Of('mu'), alpha2Of('XYZ')]).toEqual(['MU', 'CD', 'MU', undefined])
  })
})

describe('a version of a list', () => {
  test('is named by its list, its time and its bytes', () => {
    const sha256 = '66b392a4090868d2d39161e8d748efd39138377b0e6e60b7921aa67a4f99c8bf'
    expect(versionIdOf({ listCode: 'un', generatedAt: '2026-02-27T00:00:09.554Z', sha256 })).toBe(
      'un/2026-02-27T00:00:09.554Z/66b392a4',
    )
  })

  test('differs from another by what was added, changed and removed', () => {
    const before = new Map(Object.entries({ a: '1', b: '2', c: '3' }))
    const after = new Map(Object.entries({ b: '2', c: '4', d: '5' }))
    expect(differenceOf(before, after)).toEqual({ added: ['d'], changed: ['c'], removed: ['a'] })
    expect(differenceOf(after, after)).toEqual({ added: [], changed: [], removed: [] })
  })

  test('is not taken with an entry twice, without a name, or a domestic one without its notice', () => {
    const [one, two] = list.entries
    expect(faultOf(list, 'un')).toBeUndefined()
    expect(faultOf({ ...list, entries: [one!, one!] }, 'un')).toContain('twice')
    expect(faultOf({ ...list, entries: [one!, { ...two!, referenceNumber: 'XXi.001' }] }, 'un')).toContain('XXi.001')
    expect(faultOf({ ...list, entries: [{ ...one!, names: [{ text: ' ', quality: 'primary' }] }] }, 'un')).toContain(
      'no name',
    )
    expect(faultOf(list, 'mu-domestic')).toContain('notice')
    expect(faultOf({ ...list, entries: [] }, 'un')).toBe('the list has no entries')
    expect(faultOf({ ...list, entries: [] }, 'mu-domestic')).toBeUndefined()
  })
})
