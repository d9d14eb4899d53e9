import {
  ListIndex,
  prepareParty,
  prepareQuery,
  type Explanation,
  type ListEntry,
  type ScreeningQuery,
} from '@filao/compliance'
import type { ListCode } from '@filao/contracts'
import anyAscii from 'any-ascii'
import { readListFile, type HashedEntry, type ReadVersion } from './list-reader'

/** A version of a list, or the part of it by which it differs from another. */
export interface LoadedVersion {
  readonly versionId: string
  readonly listCode: ListCode
  readonly entries: readonly HashedEntry[]
}

export interface MatchRequest {
  readonly queries: readonly ScreeningQuery[]
  readonly versionIds: readonly string[]
  /** Entries below it are not told. */
  readonly cutoff: number
  /** The most entries that are told of a query. */
  readonly limit: number
}

/** An entry that a query is like. */
export interface Match {
  readonly versionId: string
  readonly listCode: ListCode
  readonly entry: ListEntry
  readonly entryHash: string
  readonly score: number
  readonly explanation: Explanation
}

/** What is found for a query, the best first, ties by id. */
export interface Matched {
  /** The best score of any entry, told or not, 0..1. */
  readonly best: number
  readonly matches: readonly Match[]
  readonly durationMs: number
}

/** Token of the process's one matcher. */
export const MATCHER = Symbol('matcher')

/** Reads lists, keeps them, and finds names in them. Its work takes too long for a thread that answers requests. */
export interface Matcher {
  /** Throws `UnreadableList`. */
  read(listCode: ListCode, bytes: Uint8Array): Promise<ReadVersion>
  load(version: LoadedVersion): Promise<void>
  drop(versionId: string): Promise<void>
  match(request: MatchRequest): Promise<readonly Matched[]>
  close(): Promise<void>
}

interface Resident {
  readonly listCode: ListCode
  readonly index: ListIndex
  readonly byId: ReadonlyMap<string, HashedEntry>
}

/** The matcher on the thread that calls it. */
export class LocalMatcher implements Matcher {
  private readonly versions = new Map<string, Resident>()

  read(listCode: ListCode, bytes: Uint8Array): Promise<ReadVersion> {
    return Promise.resolve().then(() => readListFile(listCode, bytes))
  }

  load({ versionId, listCode, entries }: LoadedVersion): Promise<void> {
    const index = new ListIndex(entries.map(({ entry }) => prepareParty(entry, anyAscii)))
    this.versions.set(versionId, { listCode, index, byId: new Map(entries.map((one) => [one.entry.id, one])) })
    return Promise.resolve()
  }

  drop(versionId: string): Promise<void> {
    this.versions.delete(versionId)
    return Promise.resolve()
  }

  match({ queries, versionIds, cutoff, limit }: MatchRequest): Promise<readonly Matched[]> {
    const versions = versionIds.map((versionId) => {
      const resident = this.versions.get(versionId)
      if (!resident) throw new Error(`${versionId} is not loaded`)
      return { versionId, ...resident }
    })
    return Promise.resolve(queries.map((query) => matchOne(query, versions, { cutoff, limit })))
  }

  close(): Promise<void> {
    this.versions.clear()
    return Promise.resolve()
  }
}

function matchOne(
  query: ScreeningQuery,
  versions: readonly (Resident & { readonly versionId: string })[],
  { cutoff, limit }: { readonly cutoff: number; readonly limit: number },
): Matched {
  const begun = performance.now()
  const prepared = prepareQuery(query, anyAscii)
  let best = 0
  // An entry may stand in the version in force and in the one that is to follow it: the better score counts.
  const found = new Map<string, Match>()
  for (const { versionId, listCode, index, byId } of versions) {
    const result = index.match(prepared, cutoff)
    best = Math.max(best, result.best)
    for (const { party, score, explanation } of result.hits) {
      const { entry, hash } = byId.get(party.id)!
      const key = `${listCode}/${party.id}`
      if ((found.get(key)?.score ?? -1) > score) continue
      found.set(key, { versionId, listCode, entry, entryHash: hash, score, explanation })
    }
  }
  const matches = [...found.values()].sort((a, b) => b.score - a.score || (a.entry.id < b.entry.id ? -1 : 1))
  return { best, matches: matches.slice(0, limit), durationMs: Math.round(performance.now() - begun) }
}
