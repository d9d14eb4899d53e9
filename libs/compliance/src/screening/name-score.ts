import type { Schema } from './entity'
import type { Token } from './similarity'

const UNMATCHED_QUERY = 0.4
const UNMATCHED_LIST = 0.25
const HALF = 0.5
/** What a name can score when too little of it is more than an initial or a generic word. */
const CAP = 0.6
const GENERIC = new Set(
  (
    'bank commercial development engineering enterprise enterprises export foundation general group holding holdings ' +
    'import industrial industries industry international marine national new organisation organization association ' +
    'service services shipping technology trade trading'
  ).split(' '),
)

interface Pair {
  readonly query: number
  readonly listed: number
  readonly similarity: number
}

/** How alike a token of a query and one of a list are, 0..1. */
export type Alike = (query: Token, listed: Token) => number

/**
 * How alike two names are, 0..1, whatever the order of their tokens (regulation 3.3, "alignment" to "name score").
 * `alike` is {@link similarity}, or what has kept its results.
 */
export function nameScore(query: readonly Token[], listed: readonly Token[], schema: Schema, alike: Alike): number {
  if (query.length === 0 || listed.length === 0) return 0
  if (joined(query) === joined(listed)) return 1
  const pairs = align(query, listed, alike)
  if (pairs.length === 0) return 0
  const weight = weigher(listed, schema)
  let matched = 0
  let matchedQuery = 0
  let matchedListed = 0
  let score = 0
  let full = 0
  for (const pair of pairs) {
    const [a, b] = [query[pair.query]!, listed[pair.listed]!]
    const mean = (weight(a) + weight(b)) / 2
    score += pair.similarity * mean
    matched += mean
    matchedQuery += weight(a)
    matchedListed += weight(b)
    if (mean === 1 && a.text.length > 1 && b.text.length > 1) full += 1
  }
  const rest =
    UNMATCHED_QUERY * (totalWeight(query, weight) - matchedQuery) +
    UNMATCHED_LIST * (totalWeight(listed, weight) - matchedListed)
  const whole = score / (matched + rest)
  const isCapped = schema === 'Person' ? full < 2 && pairs.length < Math.max(query.length, listed.length) : full === 0
  return isCapped ? Math.min(CAP, whole) : whole
}

/** Each token is paired at most once, the most alike first; ties by the place in the query, then in the list. */
function align(query: readonly Token[], listed: readonly Token[], alike: Alike): readonly Pair[] {
  const possible: Pair[] = []
  for (let i = 0; i < query.length; i += 1) {
    for (let j = 0; j < listed.length; j += 1) {
      const similarity = alike(query[i]!, listed[j]!)
      if (similarity > 0) possible.push({ query: i, listed: j, similarity })
    }
  }
  possible.sort((a, b) => b.similarity - a.similarity || a.query - b.query || a.listed - b.listed)
  const usedQuery = new Set<number>()
  const usedListed = new Set<number>()
  return possible.filter((pair) => {
    if (usedQuery.has(pair.query) || usedListed.has(pair.listed)) return false
    usedQuery.add(pair.query)
    usedListed.add(pair.listed)
    return true
  })
}

type Weigh = (token: Token) => number

function weigher(listed: readonly Token[], schema: Schema): Weigh {
  if (schema === 'Person') return ({ text }) => (text === 'abd' ? HALF : 1)
  // A name made of generic words only is told by them.
  if (listed.every(({ text }) => GENERIC.has(text))) return () => 1
  return ({ text }) => (GENERIC.has(text) ? HALF : 1)
}

const totalWeight = (tokens: readonly Token[], weight: Weigh): number =>
  tokens.reduce((sum, token) => sum + weight(token), 0)
/** A name without its spaces: where a list divides it, the query may not. */
export const joined = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')
