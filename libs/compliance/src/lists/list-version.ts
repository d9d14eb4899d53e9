import type { ListEntry, ReadList } from './list-entry'

/** Lists whose names freeze a client on their own: the law needs no order (regulation SAN-2). */
export const FREEZING_LISTS: readonly string[] = ['un', 'mu-domestic']
/** Lists of parties with whom nobody deals: once a person has confirmed a hit, the client is frozen. */
export const SANCTIONS_LISTS: readonly string[] = [...FREEZING_LISTS, 'ofac', 'internal']

const VERSION_HASH_LETTERS = 8

/** `un/2026-02-27T00:00:09.554Z/66b392a4`: which list, when its author made it, and of which bytes (regulation 3.1). */
export const versionIdOf = (list: { listCode: string; generatedAt: string; sha256: string }): string =>
  `${list.listCode}/${list.generatedAt}/${list.sha256.slice(0, VERSION_HASH_LETTERS)}`

/** The SHA-256 of the canonical JSON of each entry, by the entry's id. */
export type EntryHashes = ReadonlyMap<string, string>

/** Ids of the entries in which two versions differ. */
export interface ListDifference {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** What a rescreen has to look at when `after` takes the place of `before`. */
export function differenceOf(before: EntryHashes, after: EntryHashes): ListDifference {
  const added = [...after.keys()].filter((id) => !before.has(id))
  const changed = [...after].filter(([id, hash]) => before.has(id) && before.get(id) !== hash).map(([id]) => id)
  return { added, changed, removed: [...before.keys()].filter((id) => !after.has(id)) }
}

/** The register that the firm's analysts keep, as it has no machine feed (regulation SAN-9). */
const DOMESTIC = 'mu-domestic'
/** Lists that others publish are never empty; a register may be. */
const PUBLISHED: readonly string[] = ['un', 'ofac']

/** What is wrong with the entries of a list, in words for whoever loads it; undefined when nothing is. */
export function faultOf({ entries }: ReadList, listCode: string): string | undefined {
  const ids = new Set<string>()
  const references = new Set<string>()
  for (const entry of entries) {
    if (ids.has(entry.id)) return `the entry ${entry.id} stands there twice`
    ids.add(entry.id)
    if (entry.referenceNumber !== undefined && references.has(entry.referenceNumber))
      return `the reference number ${entry.referenceNumber} stands there twice`
    if (entry.referenceNumber !== undefined) references.add(entry.referenceNumber)
    if (!entry.names.some(isNamed)) return `the entry ${entry.id} has no name`
    if (listCode === DOMESTIC && !entry.provenance) return `the entry ${entry.id} does not say from which notice it is`
  }
  return entries.length === 0 && PUBLISHED.includes(listCode) ? 'the list has no entries' : undefined
}

const isNamed = ({ text }: ListEntry['names'][number]): boolean => text.trim() !== ''
