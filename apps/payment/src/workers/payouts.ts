import type { Destination, PaymentCommand, PaymentEvent } from '@filao/contracts'
import type { Queryable, ServiceEngine } from '@filao/engine'
import { ProviderSilent, type Bank, type PayoutState } from '../providers/providers'
import { openValue, type RowKeys } from '../store/sealed-column.store'
import { submitFor } from './submit'

const DAY_MS = 24 * 3_600_000

interface Parts {
  readonly db: Queryable
  readonly engine: Pick<ServiceEngine<PaymentCommand, PaymentEvent, never, never>, 'submit'>
  readonly bank: Bank
  readonly keys: RowKeys
  /** For so long what was paid may come back. */
  readonly returnDays: () => number
}

interface PayoutTask {
  readonly objectId: string
  readonly accountId: string
  readonly userId: string
  readonly attempts: number
  readonly payload: {
    readonly endToEndId: string
    readonly uetr: string
    readonly currency: string
    readonly amount: string
  }
}

/**
 * Hands payouts to the bank and asks what became of them. Always under the one id that a payout has: when nobody knows
 * whether the bank got it, it is asked first, and told again only when it says that it did not.
 */
export class Payouts {
  constructor(private readonly parts: Parts) {}

  /** True once the bank has said what became of it. */
  async advance(task: PayoutTask): Promise<boolean> {
    const { endToEndId } = task.payload
    // Two people may have said meanwhile what became of it: it is handed over no more, and watched from then on.
    if (!(await this.isUnderWay(task.objectId))) return true
    try {
      const known = task.attempts > 1 ? await this.parts.bank.payout(endToEndId) : undefined
      const state = known === undefined || known.status === 'unknown' ? await this.hand(task) : known
      return await this.report(task, state)
    } catch (error) {
      if (!(error instanceof ProviderSilent)) throw error
      await this.submit({ type: 'TimeOutPayout', withdrawalId: task.objectId, accountId: task.accountId })
      return false
    }
  }

  /**
   * Whether what had ended has come back, or whether the bank says otherwise by now: of that it tells once, and a
   * notification may be lost. True once it has come back, or when the bank has answered after the time in which it may.
   */
  async hasEnded({ objectId, accountId }: Pick<PayoutTask, 'objectId' | 'accountId'>): Promise<boolean> {
    const { rows } = await this.parts.db.query({
      name: 'payment_payout_ended',
      text: `SELECT end_to_end_id, p.status, p.settled_at
        FROM payment.withdrawals w JOIN payment.payouts p USING (end_to_end_id) WHERE w.id = $1`,
      values: [objectId],
    })
    const { end_to_end_id: endToEndId, status, settled_at: settledAt } = rows[0]!
    const state = await this.parts.bank.payout(endToEndId as string)
    if (state.status !== status) await this.report({ objectId, accountId }, state)
    return state.status === 'returned' || Date.now() - (settledAt as Date).getTime() > this.parts.returnDays() * DAY_MS
  }

  private async isUnderWay(withdrawalId: string): Promise<boolean> {
    const { rows } = await this.parts.db.query({
      name: 'payment_payout_under_way',
      text: `SELECT status = 'processing' AS under_way FROM payment.withdrawals WHERE id = $1`,
      values: [withdrawalId],
    })
    return rows[0]?.['under_way'] === true
  }

  /** What the bank says of a payout that a notification was about. */
  async look(endToEndId: string): Promise<string> {
    const { rows } = await this.parts.db.query({
      name: 'payment_payout_of_reference',
      text: `SELECT object_id, account_id FROM payment.provider_references WHERE provider = 'bank' AND reference = $1 AND kind = 'payout'`,
      values: [endToEndId],
    })
    const row = rows[0]
    if (!row) return 'unknown_reference'
    const named = { objectId: row['object_id'] as string, accountId: row['account_id'] as string }
    const state = await this.parts.bank.payout(endToEndId)
    if (state.status === 'unknown') return 'unknown_at_bank'
    await this.report(named, state)
    return state.status
  }

  private async hand(task: PayoutTask): Promise<PayoutState> {
    const { objectId, userId, payload } = task
    const { rows } = await this.parts.db.query({
      name: 'payment_destination',
      text: 'SELECT destination FROM payment.withdrawals WHERE id = $1 AND account_id = $2',
      values: [objectId, task.accountId],
    })
    const place = { userId, column: 'payment.withdrawals.destination' } as const
    const destination = await openValue<Destination>(this.parts.keys, place, rows[0]?.['destination'])
    if (destination === undefined) throw new Error('the destination of a payout cannot be read')
    return this.parts.bank.pay({ ...payload, destination })
  }

  private async report(
    { objectId: withdrawalId, accountId }: { readonly objectId: string; readonly accountId: string },
    { status, providerReference, code = 'no_reason_given' }: PayoutState,
  ): Promise<boolean> {
    const named = { withdrawalId, accountId }
    switch (status) {
      case 'completed':
        await this.submit({ type: 'CompletePayout', ...named, ...(providerReference && { providerReference }) })
        return true
      case 'failed':
        await this.submit({ type: 'FailPayout', ...named, code })
        return true
      case 'returned':
        // That it was paid first is to be told only while it is under way: what has ended as failed it would contradict.
        if (await this.isUnderWay(withdrawalId))
          await this.submit({ type: 'CompletePayout', ...named, ...(providerReference && { providerReference }) })
        await this.submit({ type: 'ReturnPayout', ...named, code })
        return true
      case 'accepted':
        if (providerReference) await this.submit({ type: 'AcceptPayout', ...named, providerReference })
        return false
      case 'unknown':
        return false
    }
  }

  private submit(command: PaymentCommand): Promise<string> {
    return submitFor(this.parts.engine, 'bank', command)
  }
}
