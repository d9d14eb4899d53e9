import type { ListCode, ListState } from '@filao/contracts'
import { namedId, type Id, type Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'
import { evolveNilReport, type NilReports } from './notice.state'

/** A version of a list. Its entries are stored by the hash of its file. */
export interface ListVersion {
  readonly versionId: string
  readonly generatedAt: Instant
  readonly sha256: string
  readonly entryCount: number
  state: ListState
  readonly commandHash: string
  readonly loadedBy: Id
  readonly loadedAt: Instant
  approvedBy?: Id | undefined
  approvedAt?: Instant | undefined
  rejectedBy?: Id | undefined
  activatedAt?: Instant | undefined
  subjectCount?: number | undefined
  matchCount?: number | undefined
}

/** A list with its versions: the aggregate of what names are screened against. Changed in place. */
export class ScreeningList {
  readonly versions = new Map<string, ListVersion>()
  readonly nilReports: NilReports = new Map()
  constructor(
    readonly id: Id,
    readonly code: ListCode,
  ) {}

  inState(state: ListState): ListVersion | undefined {
    return [...this.versions.values()].find((version) => version.state === state)
  }
}

/** Who stands behind a version that was fetched from its author: the service, in nobody's name. */
export const SOURCE: Id = namedId('screening-list-source')
/** Who approves one that bites at once: the setting that says so. */
export const AT_ONCE: Id = namedId('screening-list-at-once')

const CODES: readonly ListCode[] = ['un', 'mu-domestic', 'ofac', 'pep', 'adverse-media', 'internal']
/** The id of a list, in partition 0. */
export const listIdOf = (code: ListCode): Id => namedId(`screening-list/${code}`)
const BY_ID: ReadonlyMap<Id, ListCode> = new Map(CODES.map((code) => [listIdOf(code), code]))

/** The list that an id is of; undefined for the id of anything else. */
export const listCodeOf = (id: Id): ListCode | undefined => BY_ID.get(id)

/** The id of a version's row, and what a check that was made for it refers to. In partition 0. */
export const versionRefOf = (versionId: string): Id => namedId(`screening-list-version/${versionId}`)

export type ListEvent = EventOf<
  | 'ListVersionLoaded'
  | 'ListVersionApproved'
  | 'ListVersionRejected'
  | 'ListVersionActivated'
  | 'NilReportDrafted'
  | 'NilReportClosed'
>

/** Total: every event in every state. */
export function evolveList(list: ScreeningList, event: ListEvent, at: Instant): ScreeningList {
  if (event.type === 'ListVersionLoaded') {
    const { versionId, generatedAt, sha256, entryCount, commandHash, loadedBy } = event
    list.versions.set(versionId, {
      versionId,
      generatedAt,
      sha256,
      entryCount,
      commandHash,
      loadedBy,
      loadedAt: at,
      state: 'loaded',
    })
    return list
  }
  if (event.type === 'NilReportDrafted' || event.type === 'NilReportClosed') {
    evolveNilReport(list.nilReports, event, at)
    return list
  }
  const version = list.versions.get(event.versionId)
  if (!version) return list
  switch (event.type) {
    case 'ListVersionApproved':
      version.state = 'matching'
      version.approvedBy = event.approvedBy
      version.approvedAt = at
      break
    case 'ListVersionRejected':
      version.state = 'failed'
      version.rejectedBy = event.rejectedBy
      break
    case 'ListVersionActivated': {
      const before = event.supersedes === undefined ? undefined : list.versions.get(event.supersedes)
      if (before) before.state = 'superseded'
      version.state = 'active'
      version.activatedAt = at
      version.subjectCount = event.subjectCount
      version.matchCount = event.matchCount
      break
    }
  }
  return list
}
