import { plain, rowsOfArrays, texts, type Recorded, type StatementPart } from '@filao/engine'
import type { PaymentEvent } from '@filao/payment'

interface Reference {
  readonly provider: string
  readonly reference: string
  readonly kind: 'deposit' | 'payout'
  readonly objectId: string
  readonly accountId: string
}

/** By what a provider will name a payment when it tells of it. */
function referenceOf(event: PaymentEvent): Reference | undefined {
  if (event.type === 'DepositInitiated') {
    const { provider, reference, depositId: objectId, accountId } = event
    return { provider, reference, kind: 'deposit', objectId, accountId }
  }
  if (event.type === 'PayoutSubmitted') {
    const { provider, endToEndId: reference, withdrawalId: objectId, accountId } = event
    return { provider, reference, kind: 'payout', objectId, accountId }
  }
  return undefined
}

const COLUMNS = [
  { name: 'provider', type: 'text' },
  { name: 'reference', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'object_id', type: 'uuid' },
  { name: 'account_id', type: 'uuid' },
]

/** The references that a batch gave out. They are claimed in the same batch, so that none is given twice. */
export function referencesPart(events: readonly Recorded<PaymentEvent>[]): StatementPart {
  const rows = events.flatMap(({ event }) => referenceOf(event) ?? [])
  return {
    name: 'provider_references_added',
    sql: `INSERT INTO payment.provider_references (partition, provider, reference, kind, object_id, account_id)
    SELECT ${rowsOfArrays(COLUMNS)}
    ON CONFLICT DO NOTHING`,
    values: [
      plain(rows.map(({ provider }) => provider)),
      texts(rows.map(({ reference }) => reference)),
      plain(rows.map(({ kind }) => kind)),
      plain(rows.map(({ objectId }) => objectId)),
      plain(rows.map(({ accountId }) => accountId)),
    ],
  }
}
