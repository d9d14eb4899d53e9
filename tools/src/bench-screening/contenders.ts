import { ListIndex, prepareParty, prepareQuery, type ListEntry } from '@filao/compliance'
import anyAscii from 'any-ascii'
import { Searcher } from 'fast-fuzzy'
import Fuse from 'fuse.js'
import * as fuzzball from 'fuzzball'
import type { Client } from './population'

/** Finds the ids of the entries that a client may be. */
export type Find = (client: Client) => readonly string[]

/** A way of screening, made ready for a list. */
export interface Contender {
  readonly name: string
  /** How many clients it is shown; the time of all is told from these. */
  readonly sample: number
  readonly prepare: (entries: readonly ListEntry[]) => Find
}

const REVIEW_SCORE = 0.7

/** By names and births, with the token index. */
export const FILAO: Contender = {
  name: 'filao-name/1',
  sample: Infinity,
  prepare(entries) {
    const index = new ListIndex(entries.map((entry) => prepareParty(entry, anyAscii)))
    return ({ name, born, nationality }) => {
      const query = {
        schema: 'Person',
        names: [name],
        births: [{ precision: 'day', date: born }],
        nationalities: [nationality],
        identifiers: [],
      } as const
      return index.match(prepareQuery(query, anyAscii), REVIEW_SCORE).hits.map(({ party }) => party.id)
    }
  },
}

interface Named {
  readonly id: string
  readonly name: string
}
const namesOf = (entries: readonly ListEntry[]): readonly Named[] =>
  entries.flatMap(({ id, names }) => names.map(({ text }) => ({ id, name: anyAscii(text).toLowerCase() })))

/**
 * What matches text without knowing that it is a name, each as its authors propose it for names, at the threshold that
 * finds about as many of the changed names as ours does. They know nothing of births.
 */
export const BASELINES: readonly Contender[] = [
  {
    name: 'fuse.js 7.5.0, threshold 0.4',
    sample: 1_000,
    prepare(entries) {
      const fuse = new Fuse(namesOf(entries), { keys: ['name'], threshold: 0.4, ignoreLocation: true })
      return ({ name }) => fuse.search(anyAscii(name).toLowerCase(), { limit: 50 }).map(({ item }) => item.id)
    },
  },
  {
    name: 'fuzzball 2.2.6, token_sort_ratio ≥ 85',
    sample: 1_000,
    prepare(entries) {
      const names = namesOf(entries)
      const choices = names.map(({ name }) => name)
      const options = { scorer: fuzzball.token_sort_ratio, cutoff: 85, limit: 50, returnObjects: true } as const
      return ({ name }) =>
        fuzzball.extract(anyAscii(name).toLowerCase(), choices, options).map(({ key }) => names[Number(key)]!.id)
    },
  },
  {
    name: 'fast-fuzzy 1.12.0, threshold 0.8',
    sample: 1_000,
    prepare(entries) {
      const searcher = new Searcher([...namesOf(entries)], { keySelector: ({ name }) => name, threshold: 0.8 })
      return ({ name }) => searcher.search(anyAscii(name).toLowerCase()).map(({ id }) => id)
    },
  },
]
