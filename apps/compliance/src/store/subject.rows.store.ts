import {
  bearsOnRisk,
  isSubject,
  liveAccounts,
  riskOf,
  type ClientLimits,
  type Profile,
  type RiskProposal,
  type Subject,
  type SubjectAccount,
} from '@filao/compliance'
import { AccountLimits, canonicalJson, Cdd, isSealed, type ComplianceEvent } from '@filao/contracts'
import { given, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import type { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'
import { SealedReasonColumn } from './sealed-reason.store'

type Keys = Pick<SubjectKeys, 'keyOf' | 'open'>

/** The events that change a client's own row. */
const SUBJECT_EVENTS: ReadonlySet<string> = new Set([
  'SubjectRegistered',
  'CddRecorded',
  'UserStatusRecorded',
  'SubjectScored',
  'RiskOverrideProposed',
  'RiskOverridden',
  'RiskOverrideEnded',
  'RiskLimitSet',
  'RiskLimitEnded',
  'LimitsResolved',
])
const isOfSubject = (event: ComplianceEvent): boolean => SUBJECT_EVENTS.has(event.type) || bearsOnRisk(event)

/** The rows of a client as compliance knows them and of their accounts. */
export class SubjectRows {
  private readonly cdd: SealedColumn<typeof Cdd>
  private readonly proposed: SealedReasonColumn

  constructor(keys: Keys) {
    this.cdd = new SealedColumn('compliance.subjects.cdd', Cdd, keys)
    this.proposed = new SealedReasonColumn('compliance.subjects.risk_proposal', keys)
  }

  readonly subjects: RowTable = {
    table: 'subjects',
    columns:
      'names date_of_birth nationality residence cdd user_status risk_level risk_due risk_versions risk_proposal counterparties limits limits_base limits_due_at',
    // A payer who is no client has none, and neither has a client of whom only an account is known yet.
    idsOf: (event, state) => (isSubject(state) && state.profile && isOfSubject(event) ? [state.id] : []),
    row: ({ id, profile, cdd, userStatus, riskLevel, risk, activity, limits, accounts }) => ({
      names: { firstName: profile!.firstName, lastName: profile!.lastName },
      date_of_birth: plain(profile!.dateOfBirth),
      nationality: plain(profile!.nationality),
      residence: plain(profile!.residence),
      cdd: this.cdd.seal(id, cdd),
      user_status: userStatus,
      risk_level: riskLevel,
      risk_due: risk.isDue,
      risk_versions: versionsOf({ risk }),
      risk_proposal: this.proposalRow(id, risk.proposal),
      counterparties: [...activity.counterparties].sort(),
      limits: limits.resolved === undefined ? null : AccountLimits.encode(limits.resolved),
      limits_base: limits.stamp ?? null,
      // Paper money has no limits.
      limits_due_at: liveAccounts({ accounts }).length === 0 ? null : timestampOf(limits.dueAt),
    }),
  }

  readonly accounts: RowTable = {
    table: 'account_view',
    columns: 'user_id mode',
    idsOf: (event) => (event.type === 'AccountRegistered' ? [event.accountId] : []),
    row: ({ id, accounts }, accountId) => ({ user_id: id, mode: accounts.get(accountId)!.mode }),
  }

  /** What holds for a client as it was found last. */
  fillResolved(limits: ClientLimits, row: JsonRow): void {
    const resolved = given<z.input<typeof AccountLimits>>(row['limits'])
    if (resolved === undefined) return
    limits.resolved = AccountLimits.decode(resolved)
    limits.stamp = given(row['limits_base'])
    limits.dueAt = maybeInstant(row['limits_due_at'])
  }

  profileOf(row: JsonRow): Profile {
    const { firstName, lastName } = row['names'] as Pick<Profile, 'firstName' | 'lastName'>
    return {
      firstName,
      lastName,
      dateOfBirth: given(row['date_of_birth']),
      nationality: given(row['nationality']),
      residence: given(row['residence']),
    }
  }

  riskProposalOf(row: JsonRow): RiskProposal | undefined {
    const proposal = given<RiskProposal>(row['risk_proposal'])
    return proposal && { ...proposal, reason: this.proposed.open(row['id'] as string, proposal.reason) }
  }

  private proposalRow(userId: string, proposal: RiskProposal | undefined): JsonRow | null {
    return proposal ? { ...proposal, reason: this.proposed.seal(userId, proposal.reason) } : null
  }

  cddOf = (row: JsonRow): Subject['cdd'] => this.cdd.open(row['id'] as string, row['cdd'])

  accountOf = (row: JsonRow): SubjectAccount => ({
    accountId: row['id'] as string,
    mode: row['mode'] as SubjectAccount['mode'],
  })
}

const versionsOf = (of: Pick<Subject, 'risk'>): string | null => {
  const score = riskOf(of)
  return score ? canonicalJson(score.versions) : null
}

/** A value that is still sealed has no key any more: its column is empty. */
const plain = <Value>(value: Value): Value | null => (value === undefined || isSealed(value) ? null : value)
