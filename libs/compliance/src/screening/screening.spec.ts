import fc from 'fast-check'
import type { ListedParty, ScreeningQuery } from './entity'
import { ListIndex } from './list-index'
import { prepareParty, prepareQuery, scoreParty, type Scored } from './screening'

const plain = (text: string): string => text

const badege: ListedParty = {
  id: 'un-6907993',
  schema: 'Person',
  names: [
    { text: 'ERIC BADEGE', quality: 'primary' },
    { text: 'Rumuli', quality: 'low' },
  ],
  births: [{ precision: 'year', year: 1971, approximate: false }],
  nationalities: ['CD'],
  gender: 'male',
  identifiers: ['CAR diplomatic passport no. D00000898 (issued in 2013)'],
}
const bank: ListedParty = {
  id: 'un-1',
  schema: 'Organization',
  names: [
    { text: 'TANCHON COMMERCIAL BANK', quality: 'primary' },
    { text: 'Changgwang Credit Bank', quality: 'fka' },
  ],
  births: [],
  nationalities: [],
  identifiers: [],
}

const ask = (name: string, rest: Partial<ScreeningQuery> = {}): ScreeningQuery => ({
  schema: 'Person',
  names: [name],
  births: [],
  nationalities: [],
  identifiers: [],
  ...rest,
})
const against = (party: ListedParty, query: ScreeningQuery): Scored =>
  scoreParty(prepareQuery(query, plain), prepareParty(party, plain))!
const born = (date: string): ScreeningQuery['births'] => [{ precision: 'day', date }]

it.each([
  ['the name alone', ask('Eric Badege'), 1],
  ['the name in another order', ask('Badege, Eric'), 1],
  ['a name with two more tokens', ask('Eric Jean Marie Badege'), 0.7143],
  ['a birth date that fits the year', ask('Eric Badege', { births: born('1971-03-02') }), 1],
  ['a birth date a few years off', ask('Eric Badege', { births: born('1974-03-02') }), 0.95],
  ['a birth date of another generation', ask('Eric Badege', { births: born('1990-01-01') }), 0.8],
  ['another nationality', ask('Eric Badege', { nationalities: ['MU'] }), 0.95],
  ['another gender', ask('Eric Badege', { gender: 'female' }), 0.9],
  ['all of these', ask('Eric Badege', { births: born('1990-01-01'), nationalities: ['MU'], gender: 'female' }), 0.65],
  ['a weak alias', ask('Rumuli'), 0.8],
  ['a weak alias that is not quite met', ask('Rumuli Jean'), 0],
  ['nothing but the number of a passport', ask('Nobody Here', { identifiers: ['d-00000898'] }), 0.98],
  ['a number that is too short to tell anybody', ask('Nobody Here', { identifiers: ['2013'] }), 0],
])('%s scores as written', (_, query, expected) => {
  expect(against(badege, query).score).toBe(expected)
})

it('a bank is not told by what every bank is called', () => {
  const query = ask('Mauritius Commercial Bank Ltd', { schema: 'Organization' })
  expect(against(bank, query).score).toBe(0.6)
})

it('a former name counts a little less', () => {
  expect(against(bank, ask('Changgwang Credit Bank', { schema: 'Organization' })).score).toBe(0.95)
})

it.each([
  ['the same day', { precision: 'day', date: '1971-03-02' }, '1971-03-02', 'exact'],
  ['day and month swapped', { precision: 'day', date: '1971-03-02' }, '1971-02-03', 'compatible'],
  ['two years apart', { precision: 'day', date: '1971-03-02' }, '1973-01-01', 'near'],
  ['three years apart', { precision: 'day', date: '1971-03-02' }, '1974-01-01', 'disjoint'],
  ['about that year', { precision: 'year', year: 1971, approximate: true }, '1974-01-01', 'compatible'],
  ['not quite about that year', { precision: 'year', year: 1971, approximate: true }, '1976-01-01', 'near'],
  ['beside a range', { precision: 'range', from: 1968, to: 1970 }, '1971-01-01', 'compatible'],
  ['near a range', { precision: 'range', from: 1968, to: 1970 }, '1965-01-01', 'near'],
  ['out of a range', { precision: 'range', from: 1968, to: 1970 }, '1964-01-01', 'disjoint'],
] as const)('a birth %s agrees as written', (_, listed, date, agreement) => {
  const party = { ...badege, births: [listed] }
  expect(against(party, ask('Eric Badege', { births: born(date) })).explanation.birth.agreement).toBe(agreement)
})

it('a year alone is compatible with any day of it', () => {
  const party: ListedParty = { ...badege, births: [{ precision: 'day', date: '1971-03-02' }] }
  const query = ask('Eric Badege', { births: [{ precision: 'year', year: 1971, approximate: false }] })
  expect(against(party, query).explanation.birth.agreement).toBe('compatible')
})

it('whoever asks for a legal entity asks for both', () => {
  const index = new ListIndex([badege, bank].map((party) => prepareParty(party, plain)))
  const query = prepareQuery(
    ask('', { schema: 'LegalEntity', names: ['eric badege', 'tanchon commercial bank'] }),
    plain,
  )
  expect(index.match(query, 0.9).hits.map(({ party }) => party.id)).toEqual(['un-1', 'un-6907993'])
})

const token = fc.constantFrom(
  ...'a m ali aly hassan hasan mohammed muhammad mohamed abdul abdulrahman rahman bank trade trading holdings korea x1'.split(
    ' ',
  ),
)
const name = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join(' '))
const schema = fc.constantFrom('Person', 'Organization')
const party = fc.record({
  schema,
  names: fc.array(
    fc.record({ text: name, quality: fc.constantFrom('primary', 'good', 'low', 'aka', 'fka', 'script') }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  identifiers: fc.constantFrom([], ['AB 12345']),
})

it('the index finds exactly what a scan of all parties finds', () => {
  fc.assert(
    fc.property(fc.array(party, { maxLength: 12 }), name, fc.boolean(), (parties, asked, withNumber) => {
      const listed = parties.map((one, at) =>
        prepareParty({ ...one, id: `p-${String(at).padStart(2, '0')}`, births: [], nationalities: [] }, plain),
      )
      const query = prepareQuery(
        ask(asked, { schema: 'LegalEntity', identifiers: withNumber ? ['ab-12345'] : [] }),
        plain,
      )
      const scan = listed
        .map((one) => scoreParty(query, one)!)
        .filter(({ score }) => score >= 0.3)
        .sort((a, b) => b.score - a.score || a.party.id.localeCompare(b.party.id))
      expect(new ListIndex(listed).match(query, 0.3).hits).toEqual(scan)
    }),
  )
})
