import {
  contractSet,
  DepositInitiated,
  DepositRefunded,
  PayoutSubmitted,
  RecallRequested,
  ReceiptReturned,
  WithdrawalCompleted,
  WithdrawalFailed,
  type MessageOf,
} from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { formatUnits } from '@filao/money'

const events = contractSet([
  DepositInitiated,
  DepositRefunded,
  PayoutSubmitted,
  ReceiptReturned,
  RecallRequested,
  WithdrawalCompleted,
  WithdrawalFailed,
])
type TaskEvent = MessageOf<(typeof events.contracts)[number]>

/** What an event has a provider asked or told. */
export interface Task {
  readonly kind: 'payment_link' | 'payout' | 'payout_watch' | 'recall' | 'refund'
  readonly objectId: string
  readonly accountId: string
  readonly userId?: string
  readonly payload: Readonly<Record<string, string>>
}

function taskOf(event: TaskEvent): Task | undefined {
  const { accountId } = event
  switch (event.type) {
    case 'DepositInitiated': {
      if (event.provider !== 'mips') return undefined
      const { depositId: objectId, reference, currency } = event
      const payload = { reference, currency, amount: formatUnits(event.amount) }
      return { kind: 'payment_link', objectId, accountId, payload }
    }
    case 'PayoutSubmitted': {
      const { withdrawalId: objectId, userId, endToEndId, uetr, currency } = event
      const payload = { endToEndId, uetr, currency, amount: formatUnits(event.amount) }
      return { kind: 'payout', objectId, accountId, userId, payload }
    }
    case 'RecallRequested':
      return { kind: 'recall', objectId: event.withdrawalId, accountId, payload: {} }
    case 'WithdrawalCompleted':
    case 'WithdrawalFailed':
      return { kind: 'payout_watch', objectId: event.withdrawalId, accountId, payload: {} }
    case 'DepositRefunded':
    case 'ReceiptReturned': {
      const objectId = event.type === 'DepositRefunded' ? event.depositId : event.receiptId
      const { provider, providerReference, currency } = event
      const payload = { provider, providerReference, currency, amount: formatUnits(event.amount) }
      return { kind: 'refund', objectId, accountId, payload }
    }
  }
}

/** Follows the own log and notes what providers have to be told: a worker tells them until they have answered. */
export const tasksProjection: Projection<TaskEvent> = {
  consumer: 'provider_tasks',
  source: 'payment',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<TaskEvent>[]): Promise<void> {
    for (const { event, partition, position } of projected) {
      const task = taskOf(event)
      if (!task) continue
      const { kind, objectId, accountId, userId, payload } = task
      await db.query({
        text: `INSERT INTO payment.provider_tasks (id, kind, object_id, account_id, user_id, payload)
          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        values: [`${partition}/${position}`, kind, objectId, accountId, userId ?? null, JSON.stringify(payload)],
      })
    }
  },
}
