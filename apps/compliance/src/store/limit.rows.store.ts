import { type RiskLimits, type LimitProposal, type LimitRow, type Limits, type Subject } from '@filao/compliance'
import { LimitField, LimitValues, type ComplianceEvent } from '@filao/contracts'
import { z } from 'zod'
import { given, instantOf, maybeInstant, textOf, type JsonRow, type RowTable } from './rows.store'

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

/** The rows of limits: a client's, and those of no client. */
export const limitRows: RowTable<Subject | RiskLimits> = {
  table: 'risk_limits',
  columns: `user_id asset_id currency ${names} is_active set_by approved_by reason effective_from effective_until`,
  // What ends comes before what takes its place: no two rows of a key ever hold at once, not even for a statement.
  idsOf: (event) => ('limitId' in event ? [event.limitId] : []),
  row: ({ limits }, id) => rowOf(limits.rows.get(id)!),
}

export const limitProposals: RowTable<Subject | RiskLimits> = {
  table: 'risk_limit_proposals',
  columns: 'user_id asset_id limits reason effective_from effective_until command_hash proposed_by proposed_at is_open',
  idsOf: proposalsOf,
  row: ({ limits }, id) => proposalRow(limits.proposals.get(id)!),
}

/** The one that is superseded first: of each key one is open. */
function proposalsOf(event: ComplianceEvent): readonly string[] {
  if (event.type === 'RiskLimitProposed')
    return event.supersedes === undefined ? [event.proposalId] : [event.supersedes, event.proposalId]
  return (event.type === 'RiskLimitSet' || event.type === 'RiskLimitEnded') && event.proposalId !== undefined
    ? [event.proposalId]
    : []
}

function rowOf({ userId, assetId, values, ...row }: LimitRow): JsonRow {
  const known = z.encode(LimitValues, values)
  return {
    user_id: userId ?? null,
    asset_id: assetId ?? null,
    currency: 'USD',
    ...Object.fromEntries(LIMIT_COLUMNS.map(([field, column]) => [column, known[field] ?? null])),
    is_active: row.isActive,
    set_by: row.setBy,
    approved_by: row.approvedBy ?? null,
    reason: row.reason,
    effective_from: textOf(row.from),
    effective_until: textOf(row.until),
  }
}

const proposalRow = (proposal: LimitProposal): JsonRow => ({
  user_id: proposal.userId ?? null,
  asset_id: proposal.assetId ?? null,
  limits: z.encode(LimitValues, proposal.values),
  reason: proposal.reason,
  effective_from: textOf(proposal.from),
  effective_until: textOf(proposal.until),
  command_hash: proposal.commandHash,
  proposed_by: proposal.proposedBy,
  proposed_at: textOf(proposal.proposedAt),
  is_open: proposal.isOpen,
})

/** Puts rows and proposals as they were loaded into limits that are empty. */
export function fillLimits({ rows, proposals }: Limits, loaded: LoadedLimits): void {
  for (const row of loaded.limits) rows.set(row['id'] as string, limitOf(row))
  for (const row of loaded.proposals) proposals.set(row['id'] as string, proposalOf(row))
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

const limitOf = (row: JsonRow): LimitRow => ({
  limitId: row['id'] as string,
  userId: given(row['user_id']),
  assetId: given(row['asset_id']),
  values: valuesOf(row),
  reason: row['reason'] as string,
  setBy: row['set_by'] as string,
  approvedBy: given(row['approved_by']),
  isActive: row['is_active'] as boolean,
  from: instantOf(row['effective_from']),
  until: maybeInstant(row['effective_until']),
})

const proposalOf = (row: JsonRow): LimitProposal => ({
  proposalId: row['id'] as string,
  userId: given(row['user_id']),
  assetId: given(row['asset_id']),
  values: LimitValues.decode(row['limits'] as z.input<typeof LimitValues>),
  reason: row['reason'] as string,
  from: maybeInstant(row['effective_from']),
  until: maybeInstant(row['effective_until']),
  commandHash: row['command_hash'] as string,
  proposedBy: row['proposed_by'] as string,
  proposedAt: instantOf(row['proposed_at']),
  isOpen: row['is_open'] as boolean,
})
