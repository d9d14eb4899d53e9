import { alpha2Of, type Check, type ScreeningQuery } from '@filao/compliance'
import { canonicalJson, isSealed, type CheckType, type ListCode, type ListHit, type NearMiss } from '@filao/contracts'
import { createHmac, type KeyObject } from 'node:crypto'
import type { Match, Matched } from './matcher'

/** The lists that each kind of check looks into. */
export const LISTS_OF: Readonly<Record<CheckType, readonly ListCode[]>> = {
  sanctions_screening: ['un', 'mu-domestic', 'ofac', 'internal'],
  pep_check: ['pep'],
  adverse_media: ['adverse-media'],
  transaction_monitoring: [],
  source_of_funds: [],
}

const NEAR_MAX = 20
const CAPTION_LENGTH_MAX = 500

type Asked = Pick<Check, 'subjectKind' | 'names' | 'dateOfBirth' | 'nationality' | 'documentNumbers'>

/** What a check asks the lists; undefined where its words can no longer be read. A payer may be a person or a firm. */
export function queryOf({
  subjectKind,
  names,
  dateOfBirth,
  nationality,
  documentNumbers,
}: Asked): ScreeningQuery | undefined {
  if (isSealed(names) || isSealed(dateOfBirth) || isSealed(nationality) || isSealed(documentNumbers)) return undefined
  const country = nationality === undefined ? undefined : alpha2Of(nationality)
  return {
    schema: subjectKind === 'client' ? 'Person' : 'LegalEntity',
    names,
    births: dateOfBirth === undefined ? [] : [{ precision: 'day', date: dateOfBirth }],
    nationalities: country === undefined ? [] : [country],
    identifiers: documentNumbers ?? [],
  }
}

/** HMAC-SHA-256 of the canonical query under the subject's key (regulation 3.5): it dies with the key. */
export const subjectHashOf = (query: ScreeningQuery, key: KeyObject): string =>
  createHmac('sha256', key).update(canonicalJson(query)).digest('hex')

/** What was found, as it is recorded: whole from the review score on, by name alone below it. */
export function foundOf(
  { best, matches }: Matched,
  reviewScore: number,
): { bestScore: number; hits: ListHit[]; near: NearMiss[] } {
  return {
    bestScore: best,
    hits: matches.filter(({ score }) => score >= reviewScore).map(hitOf),
    near: matches
      .filter(({ score }) => score < reviewScore)
      .slice(0, NEAR_MAX)
      .map(({ listCode, entry, score }) => ({ listCode, entryId: entry.id, score })),
  }
}

function hitOf({ listCode, entry, entryHash, score, explanation }: Match): ListHit {
  const { name, birth, nationality, gender, identifier } = explanation
  return {
    listCode,
    entryId: entry.id,
    entryHash,
    referenceNumber: entry.referenceNumber,
    caption: entry.caption.slice(0, CAPTION_LENGTH_MAX),
    score,
    explanations: {
      name: name?.score ?? 0,
      quality: name?.quality ?? 'none',
      candidate: (name?.candidate ?? '').slice(0, CAPTION_LENGTH_MAX),
      birth: birth.agreement,
      nationality: nationality !== 0,
      gender: gender !== 0,
      identifier,
    },
  }
}
