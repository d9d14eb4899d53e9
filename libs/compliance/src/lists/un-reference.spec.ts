import { describe, expect, test } from '@jest/globals'
import anyAscii from 'any-ascii'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema, ScreeningQuery } from '../screening/entity'
import { identifierOf } from '../screening/identifier'
import { ListIndex } from '../screening/list-index'
import { prepareParty, prepareQuery, type Scored } from '../screening/screening'
import { tokensOf } from '../screening/tokens'
import { faultOf, versionIdOf } from './list-version'
import { readUnList } from './un-list'
import { parseXml } from './un-xml.fixture'

const FILE = join(__dirname, '../../../../../shared/data/sanctions/un-consolidated.xml')
const SHA256 = '66b392a4090868d2d39161e8d748efd39138377b0e6e60b7921aa67a4f99c8bf'
const REVIEW = 0.7

const list = readUnList(parseXml(readFileSync(FILE, 'utf8')))
const people = list.entries.filter(({ schema }) => schema === 'Person')
const organisations = list.entries.filter(({ schema }) => schema === 'Organization')
const names = list.entries.flatMap((entry) => entry.names)
const prepared = list.entries.map((entry) => prepareParty(entry, anyAscii))
const index = new ListIndex(prepared)
const referenceOf = new Map(list.entries.map(({ id, referenceNumber }) => [id, referenceNumber!]))

const ask = (name: string, rest: Partial<ScreeningQuery> = {}, cutoff = 0.5): readonly Scored[] =>
  index.match(
    prepareQuery(
      { schema: 'Person', names: [name], births: [], nationalities: [], identifiers: [], ...rest },
      anyAscii,
    ),
    cutoff,
  ).hits
const born = (date: string): Partial<ScreeningQuery> => ({ births: [{ precision: 'day', date }] })
const best = (found: readonly Scored[]): [string | undefined, number | undefined] => [
  found[0] && referenceOf.get(found[0].party.id),
  found[0]?.score,
]

/** The figures of regulation 6.1. */
describe('the UN list of ../shared/data', () => {
  test('is the file of 2026-02-27, and its version is named by it', () => {
    const bytes = readFileSync(FILE)
    expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([2_030_620, SHA256])
    expect(versionIdOf({ listCode: 'un', generatedAt: list.generatedAt, sha256: SHA256 })).toBe(
      'un/2026-02-27T00:00:09.554Z/66b392a4',
    )
    expect(faultOf(list, 'un')).toBeUndefined()
  })

  test('has so many entries, each with its own keys', () => {
    expect([people.length, organisations.length]).toEqual([730, 273])
    expect(new Set(list.entries.map(({ id }) => id)).size).toBe(1003)
    expect(new Set(list.entries.map(({ referenceNumber }) => referenceNumber)).size).toBe(1003)
  })

  test('has so many names of each quality', () => {
    const count = (quality: string): number => names.filter((name) => name.quality === quality).length
    expect(names).toHaveLength(4133)
    expect(['primary', 'good', 'low', 'aka', 'fka', 'script'].map(count)).toEqual([1003, 1524, 615, 594, 19, 378])
    expect(prepared.flatMap((party) => party.names)).toHaveLength(4504)
  })

  test('says of so many people when they were born, where they belong and what papers they have', () => {
    expect(people.filter(({ births }) => births.length > 0)).toHaveLength(677)
    expect(people.filter(({ births }) => births.length > 1)).toHaveLength(120)
    expect(people.flatMap(({ births }) => births)).toHaveLength(454 + 262 + 116 + 31)
    expect(people.filter(({ identifiers }) => identifiers.length > 0)).toHaveLength(272)
    const numbers = people.flatMap(({ identifiers }) => identifiers)
    expect(numbers).toHaveLength(454)
    expect(numbers.filter((number) => identifierOf(number) !== undefined)).toHaveLength(451)
    expect(people.filter(({ gender }) => gender === 'male')).toHaveLength(52)
    expect(people.filter(({ gender }) => gender === 'female')).toHaveLength(2)
    const days = list.entries.flatMap(({ listedOn }) => listedOn ?? []).sort()
    expect([days[0], days.at(-1)]).toEqual(['2000-04-12', '2026-02-24'])
    // All 625 but the one whose nationality is `na`.
    expect(people.filter(({ nationalities }) => nationalities.length > 0)).toHaveLength(624)
  })

  test('has so many people and entities of each regime', () => {
    const of = (entries: typeof people, programme: string): number =>
      entries.filter((entry) => entry.programme === programme).length
    const regimes = [
      'Al-Qaida',
      'Taliban',
      'DPRK',
      'Iraq',
      'DRC',
      'Iran',
      'Libya',
      'Somalia',
      'CAR',
      'GB',
      'Yemen',
      'Haiti',
      'Sudan',
      'SouthSudan',
    ]
    expect(regimes.map((regime) => `${of(people, regime)}/${of(organisations, regime)}`).join(' ')).toBe(
      '252/89 135/5 80/75 65/10 44/9 43/78 28/2 23/1 14/1 10/0 10/1 9/2 9/0 8/0',
    )
  })
})

describe('queries against the UN list of ../shared/data', () => {
  test.each<[string, Partial<ScreeningQuery>, string, number]>([
    ['Eric Badege', {}, 'CDi.001', 1],
    ['Badege, Éric', born('1971-03-02'), 'CDi.001', 1],
    ['Eric Badege', born('1990-01-01'), 'CDi.001', 0.8],
    ['Eric Jean Marie Badege', {}, 'CDi.001', 0.7143],
    ['Saddam Hussein', {}, 'IQi.001', 0.8889],
    ['Rumuli', {}, 'CDi.003', 0.8],
    ['Abul Haq', {}, 'QDi.268', 0.9733],
    ['Abdul-Rahman Yasin', {}, 'QDi.037', 1],
    ['Ayman Muhammad Rabi al-Zawahiri', born('1951-06-19'), 'QDi.006', 1],
    ['Ayman Muhammad Rabi al-Zawahiri', born('1986-06-19'), 'QDi.006', 0.7675],
    ['أيمن محمد ربيع الظواهري', {}, 'QDi.006', 1],
    ['Mohammed Ali Hassan', {}, 'CFi.010', 0.8333],
    ['Mohammad Ally Hossen', { ...born('1988-04-11'), nationalities: ['MU'] }, 'CDi.042', 0.6449],
    ['Al Qaeda', { schema: 'Organization' }, 'QDe.004', 1],
    ['Korea Mining Development Trading Corp', { schema: 'Organization' }, 'KPe.001', 1],
    ['Jabhat Fath al Sham', { schema: 'Organization' }, 'QDe.137', 1],
    ['Mauritius Commercial Bank Ltd', { schema: 'Organization' }, 'KPe.003', 0.6],
    ['Nobody Here', { identifiers: ['D00000898'] }, 'CFi.006', 0.98],
  ])('%s %j: %s scores %d', (name, rest, reference, score) => {
    expect(best(ask(name, rest))).toEqual([reference, score])
  })

  test('what is common to many is found with all of them, and a bank of ours is nobody', () => {
    expect(ask('Saddam Hussein', {}, REVIEW)).toHaveLength(7)
    expect(ask('Mohammed Ali Hassan', {}, REVIEW)).toHaveLength(19)
    expect(ask('SBM Holdings Ltd', { schema: 'Organization' })).toEqual([])
  })
})

type Change = (tokens: readonly string[]) => readonly string[] | undefined

const longest = (tokens: readonly string[]): number =>
  tokens.reduce((at, token, index) => (token.length > tokens[at]!.length ? index : at), 0)
const edit =
  (change: (token: string, middle: number) => string): Change =>
  (tokens) =>
    tokens.with(longest(tokens), change(tokens[longest(tokens)]!, Math.floor(tokens[longest(tokens)]!.length / 2)))

const CHANGES: Readonly<Record<string, Change>> = {
  identical: (tokens) => tokens,
  reversed: (tokens) => tokens.toReversed(),
  transposed: (tokens) =>
    tokens[longest(tokens)]!.length < 4
      ? tokens
      : edit((token, at) => token.slice(0, at - 1) + token[at]! + token[at - 1]! + token.slice(at + 1))(tokens),
  'letter dropped': edit((token, at) => token.slice(0, at) + token.slice(at + 1)),
  'letter replaced': edit((token, at) => `${token.slice(0, at)}${token[at] === 'a' ? 'e' : 'a'}${token.slice(at + 1)}`),
  'last dropped': (tokens) => (tokens.length >= 3 ? tokens.slice(0, -1) : tokens),
  'jean inserted': (tokens) => [tokens[0]!, 'jean', ...tokens.slice(1)],
}

function recall(schema: Schema, change: Change): number {
  return list.entries.filter((entry) => {
    if (entry.schema !== schema) return false
    const changed = change(tokensOf(entry.caption, schema, anyAscii))
    return changed && ask(changed.join(' '), { schema }, REVIEW).some(({ party }) => party.id === entry.id)
  }).length
}

/** The floors of regulation 6.1: no release finds fewer. */
describe('recall on the UN list of ../shared/data', () => {
  test.each<[string, number, number]>([
    ['identical', 730, 273],
    ['reversed', 730, 273],
    ['transposed', 730, 273],
    ['letter dropped', 729, 270],
    ['letter replaced', 729, 270],
    ['last dropped', 725, 273],
    ['jean inserted', 723, 273],
  ])('a name that is %s finds %d people and %d entities', (change, person, organisation) => {
    expect(recall('Person', CHANGES[change]!)).toBeGreaterThanOrEqual(person)
    expect(recall('Organization', CHANGES[change]!)).toBeGreaterThanOrEqual(organisation)
  })

  test('each alias and each name in its own script finds its entry', () => {
    const lost = list.entries.flatMap((entry) =>
      entry.names
        .filter(({ text }) => !ask(text, { schema: entry.schema }, REVIEW).some(({ party }) => party.id === entry.id))
        .map(({ text }) => text),
    )
    expect(lost).toEqual([])
  })
})
