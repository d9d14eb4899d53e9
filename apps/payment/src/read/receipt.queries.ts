import type { PaymentProvider, Sender } from '@filao/contracts'
import type { Queryable, Row } from '@filao/engine'
import { numericToDecimal } from '@filao/service'
import type { ReceiptView } from '../http/payment.schemas'
import { openValue } from '../store/sealed-column.store'
import { maybeTime, time, type After, type SealedSource, type Sent } from './payment.queries'

/** Receipts, newest first; one more than the limit. */
export async function readReceipts(
  db: Queryable,
  { status, after, limit }: { readonly status: string | undefined; readonly after?: After; readonly limit: number },
): Promise<readonly ReceiptView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM payment.unallocated_receipts WHERE ($1::text IS NULL OR status = $1)
        AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4`,
    values: [status ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
  })
  return rows.map((row) => receiptOf(row).view)
}

/** A receipt with where it lives and who has sent it. */
export interface KnownReceipt {
  readonly accountId: string
  readonly provider: PaymentProvider
  readonly ownerId: string
  /** Sealed with the owner's key. */
  readonly payer: unknown
  readonly view: ReceiptView
}

export async function readReceipt(db: Queryable, id: string): Promise<KnownReceipt | undefined> {
  const { rows } = await db.query({
    name: 'payment_receipt',
    text: 'SELECT * FROM payment.unallocated_receipts WHERE id = $1',
    values: [id],
  })
  return rows[0] && receiptOf(rows[0])
}

const receiptOf = (row: Row): KnownReceipt => ({
  accountId: row['account_id'] as string,
  provider: row['source'] as PaymentProvider,
  ownerId: row['owner_id'] as string,
  payer: row['payer'],
  view: {
    id: row['id'] as string,
    provider: row['source'] as string,
    providerReference: row['reference'] as string,
    currency: row['currency'] as string,
    amount: numericToDecimal(row['amount'] as string),
    status: row['status'] as ReceiptView['status'],
    proposal:
      row['proposal'] === null
        ? null
        : {
            kind: row['proposal'] as 'allocate' | 'return',
            accountId: row['target_account_id'] as string | null,
            by: row['proposed_by'] as string,
            at: maybeTime(row['proposed_at']),
            commandHash: row['command_hash'] as string,
          },
    allocatedTo: row['allocated_to'] as string | null,
    approvedBy: row['approved_by'] as string | null,
    receivedAt: time(row['created_at']),
  },
})

export async function openSentReceipt(
  { keys }: Pick<SealedSource, 'keys'>,
  { provider, ownerId: userId, payer }: Pick<KnownReceipt, 'provider' | 'ownerId' | 'payer'>,
): Promise<Sent> {
  const place = { userId, column: 'payment.unallocated_receipts.payer' } as const
  return { provider, payer: (await openValue<Sender>(keys, place, payer)) ?? {} }
}
