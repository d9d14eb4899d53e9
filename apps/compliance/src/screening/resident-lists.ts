import type { ListCode } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { ListFiles } from './list-files'
import type { Matcher } from './matcher'

/** How often an instance looks which versions there are. */
export const LISTS_REFRESH_MS = 1_000
/** Lists that were last seen longer ago are not known: no check is made with them. */
const KNOWN_MS_MAX = 10_000

/** A version that names are screened against, because it is in force or about to be. */
export interface ResidentVersion {
  readonly listCode: ListCode
  readonly versionId: string
  readonly sha256: string
  readonly state: 'active' | 'matching'
  readonly generatedAt: Date
}

/** Which lists a check has to ask cannot be told now. It is not clear, and tried again. */
export class ListsUnknown extends Error {
  override readonly name = 'ListsUnknown'
}

/** Keeps the versions in force, and those that everybody is being matched against, in the matcher's memory. */
export class ResidentLists {
  private versions: readonly ResidentVersion[] = []
  private readonly loaded = new Set<string>()
  private knownAt = -Infinity
  private refreshing: Promise<void> | undefined

  constructor(
    private readonly db: Queryable,
    private readonly files: ListFiles,
    private readonly matcher: Matcher,
  ) {}

  /** Reads which versions there are, and has the matcher hold them. Calls that overlap are one. */
  refresh(): Promise<void> {
    this.refreshing ??= this.read().finally(() => (this.refreshing = undefined))
    return this.refreshing
  }

  /** All versions in force or about to be. Throws {@link ListsUnknown}. */
  all(): readonly ResidentVersion[] {
    return this.known()
  }

  /** The versions of some lists, in force or about to be. Throws {@link ListsUnknown}. */
  of(lists: readonly ListCode[]): readonly ResidentVersion[] {
    return this.known().filter(({ listCode }) => lists.includes(listCode))
  }

  /** The ids of the versions in force of some lists; undefined where one of `needed` among them has none. */
  inForce(lists: readonly ListCode[], needed: readonly ListCode[]): readonly string[] | undefined {
    const active = this.of(lists).filter(({ state }) => state === 'active')
    const lacks = needed.some((code) => lists.includes(code) && !active.some(({ listCode }) => listCode === code))
    return lacks ? undefined : active.map(({ versionId }) => versionId)
  }

  get isKnown(): boolean {
    return performance.now() - this.knownAt <= KNOWN_MS_MAX
  }

  private known(): readonly ResidentVersion[] {
    if (!this.isKnown) throw new ListsUnknown('which lists are in force is not known')
    return this.versions
  }

  private async read(): Promise<void> {
    const begun = performance.now()
    const { rows } = await this.db.query({
      name: 'compliance_resident_lists',
      text: `SELECT list_code, version_id, sha256, state, generated_at FROM compliance.screening_lists
        WHERE state IN ('active', 'matching') ORDER BY list_code, generated_at`,
    })
    const versions = rows.map(versionOf)
    for (const version of versions) await this.load(version)
    // Taken over only when all of them can be asked.
    this.versions = versions
    this.knownAt = begun
    for (const versionId of this.loaded) {
      if (versions.some((version) => version.versionId === versionId)) continue
      this.loaded.delete(versionId)
      await this.matcher.drop(versionId)
    }
  }

  private async load({ versionId, listCode, sha256 }: ResidentVersion): Promise<void> {
    if (this.loaded.has(versionId)) return
    await this.matcher.load({ versionId, listCode, entries: await this.files.entries(sha256) })
    this.loaded.add(versionId)
  }
}

const versionOf = (row: Record<string, unknown>): ResidentVersion => ({
  listCode: row['list_code'] as ListCode,
  versionId: row['version_id'] as string,
  sha256: row['sha256'] as string,
  state: row['state'] as ResidentVersion['state'],
  generatedAt: row['generated_at'] as Date,
})
