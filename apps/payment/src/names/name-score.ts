import { prepareParty, prepareQuery, scoreParty } from '@filao/compliance'
import anyAscii from 'any-ascii'

/** Likeness of two persons' names, 0 to 1, as compliance scores names (`filao-name/1`): one scorer in the platform. */
export function nameLikeness(known: string, told: string): number {
  const nothing = { births: [], nationalities: [], identifiers: [] }
  const party = { id: 'client', schema: 'Person', names: [{ text: known, quality: 'primary' }], ...nothing } as const
  const query = { schema: 'Person', names: [told], ...nothing } as const
  return scoreParty(prepareQuery(query, anyAscii), prepareParty(party, anyAscii))?.score ?? 0
}
