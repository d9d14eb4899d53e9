import {
  plainArray,
  upsertPart,
  type Queryable,
  type Recorded,
  type StatementPart,
  type StateStore,
} from '@filao/engine'
import { assert } from '@filao/kernel'
import { paymentRules, type PaymentAccount, type PaymentCommand, type PaymentEvent } from '@filao/payment'
import { ACCOUNTS_SQL, accountOfRow, accountRows } from './account.row.store'
import type { Saved } from './saved.store'

/** Accounts that a partition keeps in memory; those used last stay. */
export const RESIDENT_ACCOUNTS_MAX = 20_000

/** Accounts come into memory when a command names them. */
export class PaymentStore implements StateStore<PaymentCommand, PaymentEvent, PaymentAccount> {
  constructor(private readonly residentAccountsMax = RESIDENT_ACCOUNTS_MAX) {}

  async load(
    db: Queryable,
    partition: number,
    commands: readonly PaymentCommand[],
    memory: Map<string, PaymentAccount>,
  ): Promise<void> {
    const missing = new Set(
      commands.map((command) => paymentRules.aggregateOf(command)).filter((id) => !memory.has(id)),
    )
    if (missing.size === 0) return
    const { rows } = await db.query({
      name: 'payment_load_accounts',
      text: ACCOUNTS_SQL,
      values: [partition, plainArray([...missing])],
    })
    for (const row of rows) memory.set(row['id'] as string, accountOfRow(row))
  }

  parts(
    _: number,
    events: readonly Recorded<PaymentEvent>[],
    memory: ReadonlyMap<string, PaymentAccount>,
  ): readonly StatementPart[] {
    const changed = new Map<string, Saved>()
    for (const last of events) {
      const account = memory.get(last.aggregate)
      assert(account !== undefined, 'an account that changed is in memory')
      changed.set(last.aggregate, { account, last })
    }
    return [upsertPart(accountRows, [...changed.values()])]
  }

  forget(memory: Map<string, PaymentAccount>, events: readonly Recorded<PaymentEvent>[]): void {
    for (const { aggregate } of events) {
      const account = memory.get(aggregate)
      if (!account) continue
      // Back to the end of the map: its order is that of the last use.
      memory.delete(aggregate)
      memory.set(aggregate, account)
    }
    for (const accountId of memory.keys()) {
      if (memory.size <= this.residentAccountsMax) break
      memory.delete(accountId)
    }
  }
}
