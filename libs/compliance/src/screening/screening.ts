import { birthAgreement, type Agreement } from './birth'
import type { Gender, ListedName, ListedParty, NameQuality, Schema, ScreeningQuery } from './entity'
import { identifierOf, identifiersIn } from './identifier'
import { namePartsOf } from './name-parts'
import { nameScore, type Alike } from './name-score'
import { similarity, tokenOf, type Token } from './similarity'
import { viewsOf, type Transliterate } from './tokens'

/** Any change of the steps, tables or weights is a new version: an old check must be repeatable. */
export const ALGORITHM = { name: 'filao-name', version: '1' } as const

const QUALITY: Readonly<Record<NameQuality, number>> = {
  primary: 1,
  good: 1,
  aka: 1,
  script: 1,
  fka: 0.95,
  low: 0.8,
}
const LOW_NAME_MIN = 0.9
const NO_COMMON_NATIONALITY = -0.05
const OTHER_GENDER = -0.1
const SAME_IDENTIFIER = 0.98
const SCALE = 10_000

/** One name of a party, made ready for comparison. */
export interface PreparedName {
  readonly name: ListedName
  /** As many as a query's: the first with the first, the second with the second. */
  readonly views: readonly (readonly Token[])[]
}

/** A party of a list, made ready for comparison once. */
export interface PreparedParty {
  readonly party: ListedParty
  readonly names: readonly PreparedName[]
  readonly identifiers: ReadonlySet<string>
}

/** A query, made ready for comparison once for each schema that it asks for. */
export interface PreparedQuery {
  readonly query: ScreeningQuery
  readonly names: Readonly<Partial<Record<Schema, readonly (readonly (readonly Token[])[])[]>>>
  readonly identifiers: readonly string[]
}

/** Why a party scored as it did. */
export interface Explanation {
  readonly name: { readonly score: number; readonly quality: NameQuality; readonly candidate: string } | undefined
  readonly birth: { readonly agreement: Agreement; readonly adjustment: number }
  readonly nationality: number
  readonly gender: number
  readonly identifier: boolean
}

export interface Scored {
  readonly party: ListedParty
  /** 0..1, four decimals. */
  readonly score: number
  readonly explanation: Explanation
}

export function prepareParty(party: ListedParty, transliterate: Transliterate): PreparedParty {
  const names = party.names.flatMap((name) =>
    namePartsOf(name.text).map((part) => ({
      name: { text: part, quality: name.quality },
      views: tokenViews(part, party.schema, transliterate),
    })),
  )
  return {
    party,
    names: names.filter(({ views }) => views[0]!.length > 0),
    identifiers: new Set(party.identifiers.flatMap(identifiersIn)),
  }
}

export function prepareQuery(query: ScreeningQuery, transliterate: Transliterate): PreparedQuery {
  const schemas: readonly Schema[] = query.schema === 'LegalEntity' ? ['Person', 'Organization'] : [query.schema]
  const parts = query.names.flatMap(namePartsOf)
  const names = Object.fromEntries(
    schemas.map((schema) => [schema, parts.map((part) => tokenViews(part, schema, transliterate))]),
  )
  return { query, names, identifiers: query.identifiers.flatMap((text) => identifierOf(text) ?? []) }
}

/** Score of a party for a query by `filao-name/1` (regulation 3.3); undefined when the query does not ask for its schema. */
export function scoreParty(asked: PreparedQuery, listed: PreparedParty, alike: Alike = similarity): Scored | undefined {
  const { party } = listed
  const askedNames = asked.names[party.schema]
  if (!askedNames) return undefined
  const name = bestName(askedNames, listed, alike)
  const birth = birthAgreement(asked.query.births, party.births)
  const nationality = nationalityAdjustment(asked.query.nationalities, party.nationalities)
  const gender = genderAdjustment(asked.query.gender, party.gender)
  const identifier = asked.identifiers.some((number) => listed.identifiers.has(number))
  const byName = name ? name.score * QUALITY[name.quality] + birth.adjustment + nationality + gender : 0
  const score = Math.max(byName, identifier ? SAME_IDENTIFIER : 0)
  return { party, score: rounded(score), explanation: { name, birth, nationality, gender, identifier } }
}

function bestName(
  asked: readonly (readonly (readonly Token[])[])[],
  { party, names }: PreparedParty,
  alike: Alike,
): Explanation['name'] {
  let best: Explanation['name']
  let bestWorth = 0
  for (const { name, views } of names) {
    for (const askedViews of asked) {
      const score = Math.max(...views.map((view, index) => nameScore(askedViews[index]!, view, party.schema, alike)))
      const worth = name.quality === 'low' && score < LOW_NAME_MIN ? 0 : score * QUALITY[name.quality]
      if (worth <= bestWorth) continue
      bestWorth = worth
      best = { score, quality: name.quality, candidate: name.text }
    }
  }
  return best
}

const tokenViews = (text: string, schema: Schema, transliterate: Transliterate): readonly (readonly Token[])[] =>
  viewsOf(text, schema, transliterate).map((tokens) => tokens.map(tokenOf))

function nationalityAdjustment(asked: readonly string[], listed: readonly string[]): number {
  if (asked.length === 0 || listed.length === 0) return 0
  return asked.some((country) => listed.includes(country)) ? 0 : NO_COMMON_NATIONALITY
}

const genderAdjustment = (asked: Gender | undefined, listed: Gender | undefined): number =>
  asked && listed && asked !== listed ? OTHER_GENDER : 0

/** Half-up to four decimals, inside 0..1. The small surplus undoes what binary fractions lack. */
const rounded = (score: number): number => Math.round(Math.min(1, Math.max(0, score)) * SCALE + 1e-7) / SCALE
