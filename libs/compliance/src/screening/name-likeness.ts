import type { Transliterate } from './tokens'
import { prepareParty, prepareQuery, scoreParty } from './screening'

/** Under it two names may be those of two people (regulation CM-6). */
export const NAME_SCORE_MIN = 0.9

/** Likeness of two persons' names, 0 to 1, as names are scored in lists: one scorer in the platform. */
export function nameLikeness(known: string, told: string, transliterate: Transliterate): number {
  const nothing = { births: [], nationalities: [], identifiers: [] }
  const party = { id: 'client', schema: 'Person', names: [{ text: known, quality: 'primary' }], ...nothing } as const
  const query = { schema: 'Person', names: [told], ...nothing } as const
  return scoreParty(prepareQuery(query, transliterate), prepareParty(party, transliterate))?.score ?? 0
}
