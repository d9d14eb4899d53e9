import { plainArray, type Queryable, type Recorded, type Row, type StatementPart, type StateStore } from '@filao/engine'
import {
  isLive,
  newAccount,
  paymentRules,
  type Deposit,
  type PaymentAccount,
  type PaymentCommand,
  type PaymentEvent,
} from '@filao/payment'
import { ACCOUNTS_SQL, accountOfRow, accountTable } from './account.rows.store'
import {
  bankAccountOfRow,
  bankAccountTable,
  LIVE_BANK_ACCOUNTS_SQL,
  NAMED_BANK_ACCOUNTS_SQL,
} from './bank-account.rows.store'
import {
  depositOfRow,
  depositTable,
  LIVE_DEPOSITS_SQL,
  NAMED_DEPOSITS_SQL,
  NAMED_RECEIPTS_SQL,
  OPEN_RECEIPTS_SQL,
  receiptOfRow,
  receiptTable,
} from './deposit.rows.store'
import { referencesPart } from './reference.rows.store'
import { upsertRows } from './rows.store'
import type { RowKeys } from './sealed-column.store'
import {
  LIVE_WITHDRAWALS_SQL,
  NAMED_WITHDRAWALS_SQL,
  payoutTable,
  withdrawalOfRow,
  withdrawalTable,
} from './withdrawal.rows.store'

/** Accounts that a partition keeps in memory; those used last stay. */
export const RESIDENT_ACCOUNTS_MAX = 20_000

type Memory = Map<string, PaymentAccount>

/** A kind of payment: how it is loaded, and where an account keeps it. */
interface Kind {
  readonly name: string
  readonly live: string
  readonly named: string
  readonly idOf: (command: PaymentCommand) => string | undefined
  readonly has: (account: PaymentAccount, id: string) => boolean
  readonly put: (account: PaymentAccount, row: Row) => void
}

const KINDS: readonly Kind[] = [
  {
    name: 'deposits',
    live: LIVE_DEPOSITS_SQL,
    named: NAMED_DEPOSITS_SQL,
    idOf: (command) =>
      command.type === 'RecordCredit'
        ? command.creditId
        : 'depositId' in command && command.type !== 'AllocateReceipt'
          ? command.depositId
          : undefined,
    has: ({ deposits }, id) => deposits.has(id),
    put: ({ deposits }, row) => deposits.set(row['id'] as string, depositOfRow(row)),
  },
  {
    name: 'withdrawals',
    live: LIVE_WITHDRAWALS_SQL,
    named: NAMED_WITHDRAWALS_SQL,
    idOf: (command) => {
      if (command.type === 'RecordCredit') return command.creditId
      if (command.type === 'ReissueWithdrawal') return command.sourceId
      return 'withdrawalId' in command ? command.withdrawalId : undefined
    },
    has: ({ withdrawals }, id) => withdrawals.has(id),
    put: ({ withdrawals }, row) => withdrawals.set(row['id'] as string, withdrawalOfRow(row)),
  },
  {
    name: 'bank_accounts',
    live: LIVE_BANK_ACCOUNTS_SQL,
    named: NAMED_BANK_ACCOUNTS_SQL,
    idOf: (command) => ('bankAccountId' in command ? command.bankAccountId : undefined),
    has: ({ bankAccounts }, id) => bankAccounts.has(id),
    put: ({ bankAccounts }, row) => bankAccounts.set(row['id'] as string, bankAccountOfRow(row)),
  },
  {
    name: 'receipts',
    live: OPEN_RECEIPTS_SQL,
    named: NAMED_RECEIPTS_SQL,
    idOf: (command) => ('receiptId' in command ? command.receiptId : undefined),
    has: ({ receipts }, id) => receipts.has(id),
    put: ({ receipts }, row) => receipts.set(row['id'] as string, receiptOfRow(row)),
  },
]

/** Accounts come into memory when a command names them, and stay there with all that is not finished. */
export class PaymentStore implements StateStore<PaymentCommand, PaymentEvent, PaymentAccount> {
  constructor(
    private readonly keys: RowKeys,
    private readonly residentAccountsMax = RESIDENT_ACCOUNTS_MAX,
  ) {}

  async load(db: Queryable, partition: number, commands: readonly PaymentCommand[], memory: Memory): Promise<void> {
    await loadAccounts(db, partition, commands, memory)
    for (const kind of KINDS) await loadNamed(kind, { db, partition, commands, memory })
  }

  parts(
    _: number,
    events: readonly Recorded<PaymentEvent>[],
    memory: ReadonlyMap<string, PaymentAccount>,
  ): readonly StatementPart[] {
    return [
      ...[accountTable, depositTable, receiptTable, bankAccountTable, withdrawalTable, payoutTable].map((table) =>
        upsertRows(table, events, memory, this.keys),
      ),
      referencesPart(events),
    ]
  }

  forget(memory: Memory, events: readonly Recorded<PaymentEvent>[]): void {
    for (const { aggregate } of events) {
      const account = memory.get(aggregate)
      if (!account) continue
      forgetFinished(account)
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

/** An account may have no row of its own: it begins to be known by its payments. */
async function loadAccounts(
  db: Queryable,
  partition: number,
  commands: readonly PaymentCommand[],
  memory: Memory,
): Promise<void> {
  const missing = [
    ...new Set(commands.map((command) => paymentRules.aggregateOf(command)).filter((id) => !memory.has(id))),
  ]
  if (missing.length === 0) return
  const ids = plainArray(missing)
  const rowsOf = async (name: string, text: string): Promise<readonly Row[]> =>
    (await db.query({ name: `payment_load_${name}`, text, values: [partition, ids] })).rows
  for (const accountId of missing) memory.set(accountId, newAccount(accountId))
  for (const row of await rowsOf('accounts', ACCOUNTS_SQL)) memory.set(row['id'] as string, accountOfRow(row))
  for (const { name, live, put } of KINDS) {
    for (const row of await rowsOf(`live_${name}`, live)) put(memory.get(row['account_id'] as string)!, row)
  }
}

/** Loads finished payments that a command names. Unfinished ones are in memory with their account. */
async function loadNamed(
  { name, named, idOf, has, put }: Kind,
  parts: {
    readonly db: Queryable
    readonly partition: number
    readonly commands: readonly PaymentCommand[]
    readonly memory: Memory
  },
): Promise<void> {
  const { db, partition, commands, memory } = parts
  const missing = new Set<string>()
  for (const command of commands) {
    const id = idOf(command)
    const account = memory.get(paymentRules.aggregateOf(command))
    if (id !== undefined && account && !has(account, id)) missing.add(id)
  }
  if (missing.size === 0) return
  const { rows } = await db.query({
    name: `payment_load_named_${name}`,
    text: named,
    values: [partition, plainArray([...missing])],
  })
  for (const row of rows) {
    const account = memory.get(row['account_id'] as string)
    if (account) put(account, row)
  }
}

const OVER: ReadonlySet<Deposit['status']> = new Set(['failed', 'refunded', 'charged_back', 'allocated'])

/** Drops what is finished. Named again by a late command, it comes back from its row. */
function forgetFinished({ deposits, withdrawals, bankAccounts, receipts }: PaymentAccount): void {
  for (const [id, { status, credit }] of deposits) {
    if (credit === 'credited' || OVER.has(status)) deposits.delete(id)
  }
  for (const [id, withdrawal] of withdrawals) {
    if (!isLive(withdrawal) && withdrawal.hold === undefined) withdrawals.delete(id)
  }
  for (const [id, { status }] of bankAccounts) {
    if (status === 'removed' || status === 'rejected') bankAccounts.delete(id)
  }
  for (const [id, { status }] of receipts) if (status !== 'open') receipts.delete(id)
}
