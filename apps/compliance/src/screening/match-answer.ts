import { alpha2Of, type Birth, type Gender, type ScreeningQuery } from '@filao/compliance'
import type { MatchAnswer, MatchProperties, MatchQuery, MatchResult } from '../http/match.schemas'
import type { Match, Matched } from './matcher'
import type { ResidentVersion } from './resident-lists'

const SCHEMAS = {
  Person: 'Person',
  Organization: 'Organization',
  Company: 'Organization',
  LegalEntity: 'LegalEntity',
} as const

/** What a yente query asks our lists (regulation 3.4). */
export function screeningQueryOf({ schema, properties }: MatchQuery): ScreeningQuery {
  const gender = properties.gender.map((text) => text.toLowerCase()).find(isGender)
  return {
    schema: SCHEMAS[schema],
    names: namesOf(properties),
    births: properties.birthDate.map((date): ScreeningQuery['births'][number] =>
      date.length === 4 ? { precision: 'year', year: Number(date), approximate: false } : { precision: 'day', date },
    ),
    nationalities: [...properties.nationality, ...properties.country].flatMap((code) => alpha2Of(code) ?? []),
    ...(gender && { gender }),
    identifiers: [...properties.idNumber, ...properties.passportNumber, ...properties.registrationNumber],
  }
}

const isGender = (text: string): text is Gender => text === 'male' || text === 'female'

function namesOf({ name, alias, firstName, lastName }: MatchProperties): string[] {
  const whole = firstName.flatMap((first) => lastName.map((last) => `${first} ${last}`))
  return [...new Set([...name, ...alias, ...whole])]
}

/** The answer to one query, in yente's form. */
export function responseOf(
  asked: MatchQuery,
  { matches }: Matched,
  { limit, threshold, versions }: { limit: number; threshold: number; versions: readonly ResidentVersion[] },
): MatchAnswer['responses'][string] {
  const properties = Object.fromEntries(
    Object.entries(asked.properties).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
  return {
    status: 200,
    total: { value: matches.length, relation: 'eq' },
    query: { id: asked.id ?? null, schema: asked.schema, properties },
    results: matches.slice(0, limit).map((match) => resultOf(asked, match, { threshold, versions })),
  }
}

function resultOf(
  asked: MatchQuery,
  match: Match,
  { threshold, versions }: { threshold: number; versions: readonly ResidentVersion[] },
): MatchResult {
  const { entry, listCode, score, versionId } = match
  const { generatedAt } = versions.find((version) => version.versionId === versionId)!
  return {
    id: entry.id,
    caption: entry.caption,
    schema: entry.schema,
    properties: propertiesOf(match),
    datasets: [listCode],
    referents: entry.referenceNumber === undefined ? [] : [entry.referenceNumber],
    target: true,
    first_seen: dayStart(entry.listedOn),
    last_seen: generatedAt.toISOString().slice(0, 19),
    last_change: dayStart(entry.lastUpdated ?? entry.listedOn),
    score,
    match: score >= threshold,
    explanations: explanationsOf(asked, match),
  }
}

const TOPICS: Readonly<Record<string, string>> = { pep: 'role.pep', 'adverse-media': 'reg.warn' }

function propertiesOf({ entry, listCode }: Match): Record<string, string[]> {
  const names = (wanted: boolean): string[] =>
    entry.names.filter(({ quality }) => (quality === 'primary') === wanted).map(({ text }) => text)
  const properties = {
    name: names(true),
    alias: names(false),
    birthDate: entry.births.map(textOfBirth),
    nationality: entry.nationalities.map((code) => code.toLowerCase()),
    gender: entry.gender ? [entry.gender] : [],
    idNumber: [...entry.identifiers],
    position: [...entry.positions],
    topics: [TOPICS[listCode] ?? 'sanction'],
  }
  return Object.fromEntries(Object.entries(properties).filter(([, values]) => values.length > 0))
}

function textOfBirth(birth: Birth): string {
  if (birth.precision === 'day') return birth.date
  return birth.precision === 'year' ? String(birth.year) : `${birth.from}/${birth.to}`
}

function explanationsOf({ properties }: MatchQuery, { entry, explanation }: Match): MatchResult['explanations'] {
  const { name, birth, nationality, gender, identifier } = explanation
  const explained: MatchResult['explanations'] = {}
  if (name) {
    const query = namesOf(properties).join('; ').toLowerCase()
    explained['name'] = { score: name.score, detail: name.quality, query, candidate: name.candidate.toLowerCase() }
  }
  explained['birth'] = {
    score: birth.adjustment,
    detail: birth.agreement,
    query: properties.birthDate.join(', ') || null,
    candidate: entry.births.map(textOfBirth).join(', ') || null,
  }
  if (nationality !== 0) explained['nationality'] = difference(nationality, properties.nationality, entry.nationalities)
  if (gender !== 0) explained['gender'] = difference(gender, properties.gender, [entry.gender ?? ''])
  if (identifier) explained['identifier'] = { score: 0.98, detail: 'equal', query: null, candidate: null }
  return explained
}

const difference = (score: number, query: readonly string[], candidate: readonly string[]) => ({
  score,
  detail: 'disjoint',
  query: query.join(', '),
  candidate: candidate.join(', '),
})

const dayStart = (day: string | undefined): string | null => (day === undefined ? null : `${day}T00:00:00`)
