import { commandHash, judgeAgreement } from '@filao/kernel'
import type { CommandOf } from './compliance.commands'
import { closeNilReport, draftNilReport } from './notice.decider'
import { refuse, type ComplianceDecision } from './compliance.refusals'
import type { ScreeningList } from './list.state'

export type ListCommand = CommandOf<
  'LoadListVersion' | 'ApproveListVersion' | 'RejectListVersion' | 'ActivateListVersion' | 'CloseNilReport'
>

export function decideList(command: ListCommand, list: ScreeningList): ComplianceDecision {
  switch (command.type) {
    case 'LoadListVersion':
      return load(command, list)
    case 'ApproveListVersion':
      return approve(command, list)
    case 'RejectListVersion':
      return reject(command, list)
    case 'ActivateListVersion':
      return activate(command, list)
    case 'CloseNilReport':
      return closeNilReport(command, list.nilReports)
  }
}

/** The same file twice has no effect. A version goes on from the one in force: newer, and not much shorter. */
function load(command: CommandOf<'LoadListVersion'>, list: ScreeningList): ComplianceDecision {
  const { type: _, shrinkPercentMax, ...version } = command
  if (list.versions.has(version.versionId)) return []
  if (version.listCode !== list.code) return refuse('list_unknown')
  const newest = Math.max(...live(list).map(({ generatedAt }) => generatedAt), -Infinity)
  if (version.generatedAt <= newest) return refuse('list_version_not_newer')
  const active = list.inState('active')
  if (active && version.entryCount * 100 < active.entryCount * (100 - shrinkPercentMax))
    return refuse('list_shrunk', { entries: String(version.entryCount), before: String(active.entryCount) })
  const { listId, listCode, versionId, sha256 } = version
  const hash = commandHash({ command: 'ApproveListVersion', listId, listCode, versionId, sha256 })
  return [{ ...version, type: 'ListVersionLoaded', commandHash: hash }]
}

const live = ({ versions }: ScreeningList) => [...versions.values()].filter(({ state }) => state !== 'failed')

function approve(command: CommandOf<'ApproveListVersion'>, list: ScreeningList): ComplianceDecision {
  const { listId, versionId, approvedBy } = command
  const version = list.versions.get(versionId)
  if (!version) return refuse('list_version_unknown')
  if (version.state === 'failed') return refuse('list_version_rejected')
  if (version.state !== 'loaded') return []
  // Who has loaded the file has said the first word on it; the hash of the file is part of what both say.
  const { loadedBy, commandHash: hash } = version
  if (judgeAgreement(approvedBy, { by: loadedBy, commandHash: hash }) !== 'second') return refuse('same_approver')
  if (list.inState('matching')) return refuse('list_version_in_flight')
  const active = list.inState('active')
  if (active && active.generatedAt >= version.generatedAt) return refuse('list_version_not_newer')
  const agreed = { commandHash: hash, loadedBy, approvedBy }
  return [{ type: 'ListVersionApproved', listId, listCode: list.code, versionId, ...agreed }]
}

function reject(command: CommandOf<'RejectListVersion'>, list: ScreeningList): ComplianceDecision {
  const { listId, versionId, reason, rejectedBy } = command
  const version = list.versions.get(versionId)
  if (!version) return refuse('list_version_unknown')
  if (version.state === 'failed') return []
  if (version.state !== 'loaded' && version.state !== 'matching') return refuse('not_allowed_in_state')
  return [{ type: 'ListVersionRejected', listId, listCode: list.code, versionId, reason, rejectedBy }]
}

/** From the service alone, when everybody was matched and each match is recorded. */
function activate(command: CommandOf<'ActivateListVersion'>, list: ScreeningList): ComplianceDecision {
  const { listId, versionId, subjectCount, matchCount } = command
  const version = list.versions.get(versionId)
  if (version?.state !== 'matching') return []
  const supersedes = list.inState('active')?.versionId
  return [
    { type: 'ListVersionActivated', listId, listCode: list.code, versionId, supersedes, subjectCount, matchCount },
    ...draftNilReport(command, list.code, version.sha256),
  ]
}
