import type { Row, StateTable } from '@filao/engine'
import { formatUnits, readUnits, ZERO } from '@filao/money'
import type { Amendment, FundedReservation, Reservation } from '@filao/wallet'
import { placeColumns, time, units, type Saved } from './saved.store'

type SavedReservation = Saved<{ readonly reservation: Reservation }>

const fixed = true
const funded = ({ reservation }: SavedReservation): FundedReservation | undefined =>
  reservation.status === 'tombstone' ? undefined : reservation

export const reservationRows: StateTable<SavedReservation> = {
  name: 'reservations_saved',
  table: 'wallet.reservations',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ reservation }) => reservation.reservationId, fixed },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    { name: 'purpose', type: 'wallet.reservation_purpose', value: (row) => funded(row)?.purpose, fixed },
    { name: 'asset', type: 'text', value: (row) => funded(row)?.asset, fixed },
    { name: 'asset_id', type: 'uuid', value: (row) => funded(row)?.assetId, fixed },
    { name: 'quantity', type: 'numeric', value: (row) => units(funded(row)?.quantity) },
    { name: 'filled_quantity', type: 'numeric', value: (row) => formatUnits(funded(row)?.filled ?? ZERO) },
    { name: 'amount', type: 'numeric', value: (row) => formatUnits(funded(row)?.amount ?? ZERO) },
    { name: 'drawn_amount', type: 'numeric', value: (row) => formatUnits(funded(row)?.drawn ?? ZERO) },
    { name: 'legs', type: 'integer', value: (row) => funded(row)?.legs ?? 0 },
    { name: 'usd_value', type: 'numeric', value: (row) => formatUnits(funded(row)?.usdValue ?? ZERO) },
    { name: 'reserved_on', type: 'date', value: (row) => funded(row)?.reservedOn, fixed },
    { name: 'increments', type: 'jsonb', value: (row) => incrementsJson(funded(row)?.amendments ?? []), text: true },
    { name: 'status', type: 'wallet.reservation_status', value: ({ reservation }) => reservation.status },
    { name: 'closed_at', type: 'timestamptz', value: ({ reservation }) => time(reservation.closedAt) },
  ],
}

const incrementsJson = (amendments: readonly Amendment[]): string =>
  amendments.length === 0
    ? '[]'
    : JSON.stringify(amendments.map(({ amendmentId, amount }) => ({ amendmentId, amount: formatUnits(amount) })))

const COLUMNS = `id, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value,
  reserved_on::text AS reserved_on, increments, status, closed_at`

/** What an account has held back now. */
export const ACTIVE_RESERVATIONS_SQL = `SELECT ${COLUMNS} FROM wallet.reservations
  WHERE partition = $1 AND account_id = ANY ($2::uuid[]) AND status = 'active'`
/** Whatever became of these. */
export const NAMED_RESERVATIONS_SQL = `SELECT ${COLUMNS} FROM wallet.reservations WHERE partition = $1 AND id = ANY ($2::uuid[])`

export function reservationOfRow(row: Row): Reservation {
  const reservationId = row['id'] as string
  const status = row['status'] as Reservation['status']
  const closedAt = (row['closed_at'] as Date | null)?.getTime()
  if (status === 'tombstone') return { reservationId, status, closedAt: closedAt! }
  return {
    reservationId,
    status,
    purpose: row['purpose'] as FundedReservation['purpose'],
    asset: row['asset'] as string,
    assetId: (row['asset_id'] as string | null) ?? undefined,
    quantity: row['quantity'] === null ? undefined : readUnits(row['quantity'] as string),
    filled: readUnits(row['filled_quantity'] as string),
    amount: readUnits(row['amount'] as string),
    drawn: readUnits(row['drawn_amount'] as string),
    legs: row['legs'] as number,
    settled: new Set(),
    usdValue: readUnits(row['usd_value'] as string),
    reservedOn: (row['reserved_on'] as string | null) ?? undefined,
    amendments: (row['increments'] as { amendmentId: string; amount: string }[]).map(({ amendmentId, amount }) => ({
      amendmentId,
      amount: readUnits(amount),
    })),
    closedAt,
  }
}
