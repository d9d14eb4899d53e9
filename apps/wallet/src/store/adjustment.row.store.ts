import type { Row, StateTable } from '@filao/engine'
import { formatUnits, readUnits } from '@filao/money'
import type { Adjustment } from '@filao/wallet'
import { placeColumns, time, units, type Saved } from './saved.store'

const fixed = true
const text = true

export const adjustmentRows: StateTable<Saved<{ readonly adjustment: Adjustment }>> = {
  name: 'adjustments_saved',
  table: 'wallet.adjustments',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ adjustment }) => adjustment.adjustmentId, fixed },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    { name: 'asset', type: 'text', value: ({ adjustment }) => adjustment.asset, fixed },
    { name: 'amount', type: 'numeric', value: ({ adjustment }) => formatUnits(adjustment.amount), fixed },
    { name: 'unit_cost', type: 'numeric', value: ({ adjustment }) => units(adjustment.unitCost), fixed },
    { name: 'against', type: 'text', value: ({ adjustment }) => adjustment.against, fixed },
    { name: 'reason', type: 'text', value: ({ adjustment }) => adjustment.reason, fixed, text },
    { name: 'evidence', type: 'text', value: ({ adjustment }) => adjustment.evidence, fixed, text },
    { name: 'status', type: 'wallet.adjustment_status', value: ({ adjustment }) => adjustment.status },
    { name: 'command_hash', type: 'text', value: ({ adjustment }) => adjustment.commandHash, fixed },
    { name: 'proposed_by', type: 'uuid', value: ({ adjustment }) => adjustment.proposedBy, fixed },
    { name: 'decided_by', type: 'uuid', value: ({ adjustment }) => adjustment.decidedBy },
    { name: 'decided_at', type: 'timestamptz', value: ({ adjustment }) => time(adjustment.decidedAt) },
  ],
}

/** Whatever became of these. */
export const ADJUSTMENTS_SQL = `SELECT id, account_id, asset, amount, unit_cost, against, reason, evidence, status, command_hash, proposed_by, decided_by,
  decided_at FROM wallet.adjustments WHERE partition = $1 AND id = ANY ($2::uuid[])`

export const adjustmentOfRow = (row: Row): Adjustment => ({
  adjustmentId: row['id'] as string,
  asset: row['asset'] as string,
  amount: readUnits(row['amount'] as string),
  unitCost: row['unit_cost'] === null ? undefined : readUnits(row['unit_cost'] as string),
  against: row['against'] as Adjustment['against'],
  reason: row['reason'] as string,
  evidence: row['evidence'] as string,
  commandHash: row['command_hash'] as string,
  proposedBy: row['proposed_by'] as string,
  status: row['status'] as Adjustment['status'],
  decidedBy: (row['decided_by'] as string | null) ?? undefined,
  decidedAt: (row['decided_at'] as Date | null)?.getTime(),
})
