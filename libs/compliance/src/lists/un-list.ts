import type { Birth, Gender, ListedName, NameQuality } from '../screening/entity'
import { countryCodeOf } from './country'
import { UnreadableList, type AliasNote, type ListEntry, type ReadList } from './list-entry'
import { childrenOf, partOf, textOf, valuesOf, type XmlElement } from './xml'

const ROOT = 'CONSOLIDATED_LIST'
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
const YEAR = /^\d{4}$/
const QUALITY: Readonly<Record<string, NameQuality>> = { Good: 'good', Low: 'low', 'a.k.a.': 'aka', 'f.k.a.': 'fka' }
const GENDER: Readonly<Record<string, Gender>> = { Male: 'male', Female: 'female' }

const PLACE = {
  street: 'STREET',
  city: 'CITY',
  stateProvince: 'STATE_PROVINCE',
  zipCode: 'ZIP_CODE',
  country: 'COUNTRY',
  note: 'NOTE',
} as const
const DOCUMENT = {
  type: 'TYPE_OF_DOCUMENT',
  type2: 'TYPE_OF_DOCUMENT2',
  number: 'NUMBER',
  issuingCountry: 'ISSUING_COUNTRY',
  dateOfIssue: 'DATE_OF_ISSUE',
  cityOfIssue: 'CITY_OF_ISSUE',
  countryOfIssue: 'COUNTRY_OF_ISSUE',
  note: 'NOTE',
} as const
const ALIAS_NOTE = {
  note: 'NOTE',
  dateOfBirth: 'DATE_OF_BIRTH',
  cityOfBirth: 'CITY_OF_BIRTH',
  countryOfBirth: 'COUNTRY_OF_BIRTH',
} as const

/**
 * The consolidated list of the United Nations Security Council, from its parsed XML (regulation 3.1, UN
 * `sc-sanctions.xsd`). Throws {@link UnreadableList} for anything else.
 */
export function readUnList(document: XmlElement): ReadList {
  const [root] = childrenOf(document, ROOT)
  const generatedAt = textOf(root, '@dateGenerated')
  if (!root || generatedAt === undefined || !TIME.test(generatedAt))
    throw new UnreadableList(`the file is no ${ROOT} with a dateGenerated`)
  const people = childrenOf(root, 'INDIVIDUALS').flatMap((group) => childrenOf(group, 'INDIVIDUAL'))
  const entities = childrenOf(root, 'ENTITIES').flatMap((group) => childrenOf(group, 'ENTITY'))
  return { generatedAt, entries: [...people.map(personOf), ...entities.map(organisationOf)] }
}

function personOf(element: XmlElement): ListEntry {
  const name = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'].flatMap((part) => textOf(element, part) ?? [])
  const documents = childrenOf(element, 'INDIVIDUAL_DOCUMENT').flatMap((part) => partOf(part, DOCUMENT) ?? [])
  const gender = GENDER[textOf(element, 'GENDER') ?? '']
  return {
    ...commonOf(element, name.join(' '), 'INDIVIDUAL'),
    schema: 'Person',
    births: childrenOf(element, 'INDIVIDUAL_DATE_OF_BIRTH').flatMap((birth) => birthOf(birth) ?? []),
    nationalities: [...new Set(valuesOf(element, 'NATIONALITY').flatMap((country) => countryCodeOf(country) ?? []))],
    ...(gender && { gender }),
    identifiers: documents.flatMap(({ number }) => number ?? []),
    titles: valuesOf(element, 'TITLE'),
    positions: valuesOf(element, 'DESIGNATION'),
    birthPlaces: childrenOf(element, 'INDIVIDUAL_PLACE_OF_BIRTH').flatMap((place) => partOf(place, PLACE) ?? []),
    documents,
  }
}

const organisationOf = (element: XmlElement): ListEntry => ({
  ...commonOf(element, textOf(element, 'FIRST_NAME') ?? '', 'ENTITY'),
  schema: 'Organization',
  births: [],
  nationalities: [],
  identifiers: [],
  titles: [],
  positions: [],
  birthPlaces: [],
  documents: [],
})

type Common = Pick<ListEntry, 'id' | 'caption' | 'names' | 'aliasNotes' | 'addresses'> &
  Partial<Pick<ListEntry, 'referenceNumber' | 'versionNumber' | 'programme' | 'listType' | 'listedOn' | 'lastUpdated'>>

function commonOf(element: XmlElement, caption: string, kind: 'INDIVIDUAL' | 'ENTITY'): Common {
  const dataId = textOf(element, 'DATAID')
  if (dataId === undefined || caption === '') throw new UnreadableList(`an ${kind} has no DATAID or no name`)
  const aliases = childrenOf(element, `${kind}_ALIAS`)
  const comments = textOf(element, 'COMMENTS1')
  return {
    id: `un-${dataId}`,
    caption,
    names: [
      { text: caption, quality: 'primary' },
      ...aliases.flatMap((alias) => aliasOf(alias) ?? []),
      ...childrenOf(element, 'NAME_ORIGINAL_SCRIPT').flatMap((name): ListedName[] => {
        const text = textOf({ name }, 'name')
        return text === undefined ? [] : [{ text, quality: 'script' }]
      }),
    ],
    aliasNotes: aliases.flatMap((alias) => aliasNoteOf(alias) ?? []),
    addresses: childrenOf(element, `${kind}_ADDRESS`).flatMap((place) => partOf(place, PLACE) ?? []),
    ...partOf(element, {
      referenceNumber: 'REFERENCE_NUMBER',
      versionNumber: 'VERSIONNUM',
      programme: 'UN_LIST_TYPE',
      listedOn: 'LISTED_ON',
    }),
    ...latest('lastUpdated', valuesOf(element, 'LAST_DAY_UPDATED')),
    ...latest('listType', valuesOf(element, 'LIST_TYPE')),
    ...(comments !== undefined && { comments }),
  }
}

/** Placeholders are elements without a name. A quality that nobody has heard of must not weaken a name. */
function aliasOf(alias: XmlElement): ListedName | undefined {
  const text = textOf(alias, 'ALIAS_NAME')
  return text === undefined ? undefined : { text, quality: QUALITY[textOf(alias, 'QUALITY') ?? ''] ?? 'good' }
}

function aliasNoteOf(alias: XmlElement): AliasNote | undefined {
  const name = textOf(alias, 'ALIAS_NAME')
  const said = partOf(alias, ALIAS_NOTE)
  return name === undefined || said === undefined ? undefined : { name, ...said }
}

/** A row without a usable date says nothing: six are EXACT without one, fifty empty. */
function birthOf(element: XmlElement): Birth | undefined {
  const [date, year, from, to] = ['DATE', 'YEAR', 'FROM_YEAR', 'TO_YEAR'].map((name) => textOf(element, name))
  if (date !== undefined && DAY.test(date)) return { precision: 'day', date }
  if (year !== undefined && YEAR.test(year)) {
    return { precision: 'year', year: Number(year), approximate: textOf(element, 'TYPE_OF_DATE') === 'APPROXIMATELY' }
  }
  if (from !== undefined && to !== undefined && YEAR.test(from) && YEAR.test(to))
    return { precision: 'range', from: Number(from), to: Number(to) }
  return undefined
}

/** The last of dates or words in their own order, which for dates is that of time. */
const latest = <Field extends string>(field: Field, values: readonly string[]): Partial<Record<Field, string>> => {
  const last = [...values].sort().at(-1)
  return last === undefined ? {} : ({ [field]: last } as Record<Field, string>)
}
