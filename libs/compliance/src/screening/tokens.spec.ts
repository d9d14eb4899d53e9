import { namePartsOf } from './name-parts'
import { tokensOf, viewsOf } from './tokens'

/** Enough of a transliteration for these names; the service brings a whole table. */
const latin = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '')
const person = (name: string) => tokensOf(name, 'Person', latin).join(' ')
const organisation = (name: string) => tokensOf(name, 'Organization', latin).join(' ')

it('a field that lists several names gives the whole and each of them', () => {
  expect(namePartsOf('Ali Hassan; Aly Hasan (alias) A. Hassan')).toEqual([
    'Ali Hassan; Aly Hasan (alias) A. Hassan',
    'Ali Hassan',
    'Aly Hasan',
    'alias',
    'A. Hassan',
  ])
  expect(namePartsOf('Ali (original script)')).toEqual(['Ali (original script)', 'Ali'])
  expect(namePartsOf('Sabet a) Mohammed b) Javad')).toEqual([
    'Sabet a) Mohammed b) Javad',
    'Sabet',
    'Mohammed',
    'Javad',
  ])
})

it.each([
  ['Badege, Éric', 'badege eric'],
  ["O'Brien-Smith", 'obrien smith'],
  ['Dr. Ayman al-Zawahiri', 'ayman zawahiri'],
  ['Al Haj', 'al haj'],
  ['   ', ''],
])('the tokens of the person %s are "%s"', (name, tokens) => {
  expect(person(name)).toBe(tokens)
})

it.each([
  ['The Société S.A.R.L. of Trade Ltd', 'societe trade'],
  ['S.A. Limited', 'sa limited'],
  ['E. S. Co.', 'e s'],
])('the tokens of the organisation %s are "%s"', (name, tokens) => {
  expect(organisation(name)).toBe(tokens)
})

it.each(['Abdul Rahman', 'Abdel Rahman', 'Abdulrahman', 'Abdur-Rahman'])(
  '%s is looked at as "abd rahman" too',
  (name) => {
    expect(viewsOf(name, 'Person', latin)[1]).toEqual(['abd', 'rahman'])
  },
)

it('the spellings of Abdul are a matter of persons', () => {
  expect(viewsOf('Abdul Trading', 'Organization', latin)).toEqual([['abdul', 'trading']])
})
