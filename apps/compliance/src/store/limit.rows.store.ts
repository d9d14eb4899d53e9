import {
  RISK_LIMITS,
  type RiskLimits,
  type LimitProposal,
  type LimitRow,
  type Limits,
  type Subject,
} from '@filao/compliance'
import { LimitField, LimitValues, type ComplianceEvent } from '@filao/contracts'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedReasonColumn } from './sealed-reason.store'

/** The column of each limit, in the order of domain.md. */
const COLUMN_OF: Readonly<Record<LimitField, string>> = {
  maxPositionSize: 'max_position_size',
  maxPositionValue: 'max_position_value',
  maxDailyTradeVolume: 'max_daily_trade_volume',
  maxOrderValue: 'max_order_value',
  maxDailyWithdrawal: 'max_daily_withdrawal',
  maxMonthlyWithdrawal: 'max_monthly_withdrawal',
  leverageMultiplier: 'leverage_multiplier',
}
export const LIMIT_COLUMNS = LimitField.options.map((field) => [field, COLUMN_OF[field]] as const)
/** Amounts as text: a number of JSON cannot hold them. */
export const AMOUNTS = LIMIT_COLUMNS.map(([, column]) => `${column}::text AS ${column}`).join(', ')
const HELD = `id, user_id, asset_id, ${AMOUNTS}, is_active, set_by, approved_by, reason, effective_from, effective_until`
/** What holds now or later, and what waits, of those whom `owned` picks; a row that is just over may be among it. */
export const limitsSql = (owned: string): string => `
    (SELECT coalesce(json_agg(l ORDER BY l.effective_from, l.id), '[]') FROM (SELECT ${HELD} FROM compliance.risk_limits
      WHERE partition = $1 AND ${owned} AND is_active
      AND (effective_until IS NULL OR effective_until > now() - interval '1 day')) l) AS limits,
    (SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM compliance.risk_limit_proposals p
      WHERE p.partition = $1 AND ${owned} AND p.is_open) AS proposals`
const names = LIMIT_COLUMNS.map(([, column]) => column).join(' ')

/** The rows of limits: a client's, and those of no client. Why they were set stands sealed with the key of their owner. */
export class LimitRows {
  private readonly reason: SealedReasonColumn
  private readonly proposedReason: SealedReasonColumn

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.reason = new SealedReasonColumn('compliance.risk_limits.reason', keys)
    this.proposedReason = new SealedReasonColumn('compliance.risk_limit_proposals.reason', keys)
  }

  readonly limits: RowTable<Subject | RiskLimits> = {
    table: 'risk_limits',
    columns: `user_id asset_id currency ${names} is_active set_by approved_by reason effective_from effective_until`,
    // What ends comes before what takes its place: no two rows of a key ever hold at once, not even for a statement.
    idsOf: (event) => ('limitId' in event ? [event.limitId] : []),
    row: ({ id, limits }, limitId) => this.rowOf(id, limits.rows.get(limitId)!),
  }

  readonly proposals: RowTable<Subject | RiskLimits> = {
    table: 'risk_limit_proposals',
    columns:
      'user_id asset_id limits reason effective_from effective_until command_hash proposed_by proposed_at is_open',
    idsOf: proposalsOf,
    row: ({ id, limits }, proposalId) => this.proposalRow(id, limits.proposals.get(proposalId)!),
  }

  /** Puts rows and proposals of an owner as they were loaded into limits that are empty. */
  fill(ownerId: string, { rows, proposals }: Limits, loaded: LoadedLimits): void {
    for (const row of loaded.limits) rows.set(row['id'] as string, this.limitOf(ownerId, row))
    for (const row of loaded.proposals) proposals.set(row['id'] as string, this.proposalOf(ownerId, row))
  }

  /** Why a limit was set or is wanted, while that can be read. */
  reasonOf(row: JsonRow): string | null {
    const column = row['status'] === 'proposed' ? this.proposedReason : this.reason
    return column.words((row['userId'] as string | null) ?? RISK_LIMITS, row['reason'])
  }

  private rowOf(ownerId: string, { userId, assetId, values, ...row }: LimitRow): JsonRow {
    const known = z.encode(LimitValues, values)
    return {
      user_id: userId ?? null,
      asset_id: assetId ?? null,
      currency: 'USD',
      ...Object.fromEntries(LIMIT_COLUMNS.map(([field, column]) => [column, known[field] ?? null])),
      is_active: row.isActive,
      set_by: row.setBy,
      approved_by: row.approvedBy ?? null,
      reason: this.reason.seal(ownerId, row.reason),
      effective_from: timestampOf(row.from),
      effective_until: timestampOf(row.until),
    }
  }

  private proposalRow(ownerId: string, proposal: LimitProposal): JsonRow {
    return {
      user_id: proposal.userId ?? null,
      asset_id: proposal.assetId ?? null,
      limits: z.encode(LimitValues, proposal.values),
      reason: this.proposedReason.seal(ownerId, proposal.reason),
      effective_from: timestampOf(proposal.from),
      effective_until: timestampOf(proposal.until),
      command_hash: proposal.commandHash,
      proposed_by: proposal.proposedBy,
      proposed_at: timestampOf(proposal.proposedAt),
      is_open: proposal.isOpen,
    }
  }

  private limitOf(ownerId: string, row: JsonRow): LimitRow {
    return {
      limitId: row['id'] as string,
      userId: given(row['user_id']),
      assetId: given(row['asset_id']),
      values: valuesOf(row),
      reason: this.reason.open(ownerId, row['reason']),
      setBy: row['set_by'] as string,
      approvedBy: given(row['approved_by']),
      isActive: row['is_active'] as boolean,
      from: instantOf(row['effective_from']),
      until: maybeInstant(row['effective_until']),
    }
  }

  private proposalOf(ownerId: string, row: JsonRow): LimitProposal {
    return {
      proposalId: row['id'] as string,
      userId: given(row['user_id']),
      assetId: given(row['asset_id']),
      values: LimitValues.decode(row['limits'] as z.input<typeof LimitValues>),
      reason: this.proposedReason.open(ownerId, row['reason']),
      from: maybeInstant(row['effective_from']),
      until: maybeInstant(row['effective_until']),
      commandHash: row['command_hash'] as string,
      proposedBy: row['proposed_by'] as string,
      proposedAt: instantOf(row['proposed_at']),
      isOpen: row['is_open'] as boolean,
    }
  }
}

/** The one that is superseded first: of each key one is open. */
function proposalsOf(event: ComplianceEvent): readonly string[] {
  if (event.type === 'RiskLimitProposed')
    return event.supersedes === undefined ? [event.proposalId] : [event.supersedes, event.proposalId]
  return (event.type === 'RiskLimitSet' || event.type === 'RiskLimitEnded') && event.proposalId !== undefined
    ? [event.proposalId]
    : []
}

export interface LoadedLimits {
  readonly limits: readonly JsonRow[]
  readonly proposals: readonly JsonRow[]
}

/** What a row says, its amounts read as text. */
export const valuesOf = (row: JsonRow): LimitValues =>
  LimitValues.decode(
    Object.fromEntries(
      LIMIT_COLUMNS.flatMap(([field, column]) =>
        row[column] === null || row[column] === undefined ? [] : [[field, row[column] as string]],
      ),
    ),
  )
