import { versionRefOf, type ListVersion, type ScreeningList } from '@filao/compliance'
import type { ComplianceEvent } from '@filao/contracts'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { RowTable } from './rows.store'

/** The rows of the lists that names are screened against. */
export const listRows: RowTable<ScreeningList> = {
  table: 'screening_lists',
  columns: `list_code version_id generated_at sha256 entry_count state command_hash loaded_by loaded_at approved_by approved_at
    rejected_by activated_at subject_count match_count`,
  // The one that is superseded first: of each list one version is in force.
  idsOf: (event) => versionsOf(event).map(versionRefOf),
  row: ({ code, versions }, id) => {
    const version = [...versions.values()].find(({ versionId }) => versionRefOf(versionId) === id)!
    return {
      list_code: code,
      version_id: version.versionId,
      generated_at: timestampOf(version.generatedAt),
      sha256: version.sha256,
      entry_count: version.entryCount,
      state: version.state,
      command_hash: version.commandHash,
      loaded_by: version.loadedBy,
      loaded_at: timestampOf(version.loadedAt),
      approved_by: version.approvedBy ?? null,
      approved_at: timestampOf(version.approvedAt),
      rejected_by: version.rejectedBy ?? null,
      activated_at: timestampOf(version.activatedAt),
      subject_count: version.subjectCount ?? null,
      match_count: version.matchCount ?? null,
    }
  },
}

function versionsOf(event: ComplianceEvent): readonly string[] {
  // A nil report names its version and changes nothing of it.
  if (!('versionId' in event) || 'noticeId' in event) return []
  return 'supersedes' in event && event.supersedes !== undefined
    ? [event.supersedes, event.versionId]
    : [event.versionId]
}

export const versionOfRow = (row: JsonRow): ListVersion => ({
  versionId: row['version_id'] as string,
  generatedAt: instantOf(row['generated_at']),
  sha256: row['sha256'] as string,
  entryCount: row['entry_count'] as number,
  state: row['state'] as ListVersion['state'],
  commandHash: row['command_hash'] as string,
  loadedBy: row['loaded_by'] as string,
  loadedAt: instantOf(row['loaded_at']),
  approvedBy: given(row['approved_by']),
  approvedAt: maybeInstant(row['approved_at']),
  rejectedBy: given(row['rejected_by']),
  activatedAt: maybeInstant(row['activated_at']),
  subjectCount: given(row['subject_count']),
  matchCount: given(row['match_count']),
})
