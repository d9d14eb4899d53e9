import { AccountLimits, canonicalJson } from '@filao/contracts'
import type { Moment } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import { refuse, type ComplianceDecision } from '../compliance.refusals'
import { liveAccounts, type Subject } from '../subject.state'
import { accountLimits } from './effective-limits'
import { activeRows, DUE_AT_ONCE } from './limit.state'

/** From the service alone: what holds for a client now. Wallet hears of it when it is something else, or is asked for. */
export function resolveLimits(
  command: CommandOf<'ResolveLimits'>,
  subject: Subject,
  { now }: Moment,
): ComplianceDecision {
  const { userId, base } = command
  const { limits } = subject
  const accounts = liveAccounts(subject)
  if (!subject.profile) return refuse('subject_unknown')
  if (accounts.length === 0) return []
  const { version = 0, ...known } = limits.resolved ?? {}
  const values = accountLimits({ defaults: base.defaults, rows: [...base.rows, ...activeRows(limits)] }, now)
  const isOther = version === 0 || limitsText(values) !== limitsText(known)
  const isDue = limits.dueAt !== undefined && limits.dueAt <= now
  if (!isOther && !isDue && limits.stamp === base.stamp) return []
  return [
    {
      type: 'LimitsResolved',
      userId,
      accountIds: isOther || limits.dueAt === DUE_AT_ONCE ? accounts : [],
      limits: { version: isOther ? version + 1 : version, ...values },
      stamp: base.stamp,
      changed: isOther,
    },
  ]
}

const limitsText = (values: Omit<AccountLimits, 'version'>): string =>
  canonicalJson(AccountLimits.encode({ version: 0, ...values }))
