import type { Schema } from './entity'

/** Writes any script in Latin letters. Given from outside: the tables of a library, not ours. */
export type Transliterate = (text: string) => string

const PERSON_PARTICLES = new Set(
  (
    'al el ul ad ar as at az bin ben bint ibn de del da das do dos du des la le van von der den mr mrs ms miss dr prof ' +
    'sheikh shaykh shaikh cheikh haji hajji hadji mullah maulavi mawlawi maulana qari'
  ).split(' '),
)
const ORGANISATION_PARTICLES = new Set(
  (
    'the of and for in a an et de du des la le les el al ltd limited ltee limitee plc llc inc incorporated corp ' +
    'corporation co company cie sa sarl sas gmbh ag bv nv pvt pte private pty fze fzco jsc ojsc ooo lp llp'
  ).split(' '),
)
const DOTTED_INITIALS = /(?<![a-z0-9])(?:[a-z]\.)+[a-z](?![a-z0-9])\.?/g
const ABD = /^abd((oo|ou|u|e|a)[lr])?$/
const ABD_JOINED = /^abd(oo|ou|u|e|a)[lr]([a-z]{3,})$/

/** Tokens of a name as both sides are compared (regulation 3.2, steps 2 and 3). Empty when nothing is left of it. */
export function tokensOf(name: string, schema: Schema, transliterate: Transliterate): readonly string[] {
  const plain = transliterate(name.normalize('NFKC'))
    .toLowerCase()
    .replace(/['`]/g, '')
    .replace(DOTTED_INITIALS, (initials) => initials.replaceAll('.', ''))
  const tokens = plain.split(/[^a-z0-9]+/).filter((token) => token !== '')
  const [particles, leastLeft] = schema === 'Person' ? [PERSON_PARTICLES, 2] : [ORGANISATION_PARTICLES, 1]
  const kept = tokens.filter((token) => !particles.has(token))
  return kept.length >= leastLeft ? kept : tokens
}

/**
 * The ways in which a name is looked at: as it is and, for a person, with the many spellings of "Abdul" made one, apart
 * from what they are written together with (step 4). The higher score of the two counts.
 */
export function viewsOf(name: string, schema: Schema, transliterate: Transliterate): readonly (readonly string[])[] {
  const tokens = tokensOf(name, schema, transliterate)
  if (schema !== 'Person') return [tokens]
  return [tokens, tokens.flatMap(withoutAbdSpellings)]
}

function withoutAbdSpellings(token: string): readonly string[] {
  if (ABD.test(token)) return ['abd']
  const joined = ABD_JOINED.exec(token)
  return joined ? ['abd', joined[2]!] : [token]
}
