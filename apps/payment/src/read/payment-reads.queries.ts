import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, isViewer, pageOfRows, Problem, type CallerFacts, type Configuration } from '@filao/service'
import { HOUSE_BANK_ACCOUNTS } from '../configuration.schemas'
import type {
  BankAccountList,
  DepositList,
  DepositQuery,
  DepositView,
  ReceiptList,
  ReceiptQuery,
  WithdrawalList,
  WithdrawalQuery,
} from '../http/payment.schemas'
import type { RowKeys } from '../store/sealed-column.store'
import {
  readAccount,
  readBankAccount,
  readBankAccounts,
  readDeposit,
  readDeposits,
  readSentDeposit,
  readWithdrawal,
  readWithdrawals,
  type KnownBankAccount,
  type KnownWithdrawal,
  type Owned,
  type Payment,
  type Sent,
  type Sight,
  type StoredDeposit,
} from './payment.queries'
import { openSentReceipt, readReceipt, readReceipts, type KnownReceipt } from './receipt.queries'

/** What the payment service reads, as far as the caller may see it. Another's row does not exist. */
export class PaymentReads {
  constructor(
    readonly db: Queryable,
    readonly keys: RowKeys,
    private readonly configuration: Pick<Configuration, 'current'>,
  ) {}

  /** The account that a request is about: the one named, else the caller's primary one; staff name whosever it is. */
  async owned(caller: CallerFacts, named: string | undefined): Promise<Owned> {
    const accountId = named ?? caller.accountId
    if (accountId === undefined || !isId(accountId)) throw notFound('account-not-found', 'account')
    const known = await readAccount(this.db, accountId)
    if (known && (known.userId === caller.userId || isViewer(caller))) return known
    // The primary account is vouched for by the token before identity's word has arrived here.
    if (!known && accountId === caller.accountId) return { accountId, userId: caller.userId, mode: 'live' }
    throw notFound('account-not-found', 'account')
  }

  async deposits(accountId: string | undefined, query: DepositQuery, sight: Sight): Promise<DepositList> {
    // A filter must not tell what the rows hide: the statement finds by the status that is shown.
    const statuses = query.status === undefined ? undefined : [query.status]
    const items = await readDeposits(this.db, { ...query, accountId, statuses, ...afterOf(query.cursor) }, sight)
    const shown = items.map((item) => this.payable(item))
    return pageOfRows(shown, query.limit, ({ initiatedAt, id }) => [initiatedAt, id])
  }

  async deposit(caller: CallerFacts, id: string): Promise<Payment<DepositView>> {
    const found = isId(id) ? await readDeposit(this.db, id, sightOf(caller)) : undefined
    if (!found || !mayLook(caller, found.userId)) throw notFound('deposit-not-found', 'deposit')
    return { ...found, view: this.payable(found.view) }
  }

  sentDeposit(depositId: string, { userId }: Pick<Owned, 'userId'>): Promise<Sent> {
    return readSentDeposit(this, { depositId, userId })
  }

  sentReceipt(receipt: KnownReceipt): Promise<Sent> {
    return openSentReceipt(this, receipt)
  }

  /** With where to pay what is still to be paid by bank. */
  private payable(deposit: StoredDeposit): DepositView {
    const isAwaited = deposit.status === 'pending' && deposit.method === 'bank_transfer'
    const account = isAwaited
      ? this.configuration
          .current(HOUSE_BANK_ACCOUNTS)
          .value.find((one) => one.active && one.purpose === 'client_money' && one.currency === deposit.currency)
      : undefined
    const payTo = account ? { name: account.name, bankName: account.bankName, iban: account.iban } : null
    return { ...deposit, payTo }
  }

  async withdrawals(accountId: string | undefined, query: WithdrawalQuery, sight: Sight): Promise<WithdrawalList> {
    const statuses = shownAs(query.status, { admin_review: ['admin_review', 'flagged'], flagged: [] }, sight)
    const items = await readWithdrawals(this, { ...query, accountId, statuses, ...afterOf(query.cursor) }, sight)
    return pageOfRows(items, query.limit, ({ requestedAt, id }) => [requestedAt, id])
  }

  async withdrawal(caller: CallerFacts, id: string): Promise<KnownWithdrawal> {
    const found = isId(id) ? await readWithdrawal(this, id, sightOf(caller)) : undefined
    if (!found || !mayLook(caller, found.userId)) throw notFound('withdrawal-not-found', 'withdrawal')
    return found
  }

  async bankAccounts({ accountId }: Owned, sight: Sight): Promise<BankAccountList> {
    return { items: [...(await readBankAccounts(this.db, accountId, sight))], next: null }
  }

  async bankAccount(caller: CallerFacts, id: string): Promise<KnownBankAccount> {
    const found = isId(id) ? await readBankAccount(this.db, id, sightOf(caller)) : undefined
    if (!found || !mayLook(caller, found.userId)) throw notFound('bank-account-not-found', 'bank account')
    return found
  }

  async receipts({ status, cursor, limit }: ReceiptQuery): Promise<ReceiptList> {
    const stored = status === 'suspense' ? 'open' : status
    const items = await readReceipts(this.db, { status: stored, limit, ...afterOf(cursor) })
    return pageOfRows(items, limit, ({ receivedAt, id }) => [receivedAt, id])
  }

  async receipt(id: string): Promise<KnownReceipt> {
    const found = isId(id) ? await readReceipt(this.db, id) : undefined
    if (!found) throw notFound('receipt-not-found', 'receipt')
    return found
  }

  /** The owner of an account that staff name. Throws 404 for one that nobody has opened. */
  async account(accountId: string): Promise<Owned> {
    const known = await readAccount(this.db, accountId)
    if (!known) throw notFound('account-not-found', 'account')
    return known
  }
}

const mayLook = (caller: CallerFacts, userId: string): boolean => userId === caller.userId || isViewer(caller)

/** The most that any of the caller's roles may see; of the own payments nobody sees more than a client does. */
export function sightOf({ roles }: Pick<CallerFacts, 'roles'>): Sight {
  if (roles.includes('compliance') || roles.includes('mlro')) return 'compliance'
  return roles.includes('treasury') || roles.includes('auditor') ? 'treasury' : 'client'
}

/** A filter must not tell what the rows hide: clients find by the status that they are shown. */
function shownAs(
  status: string | undefined,
  hidden: Readonly<Record<string, readonly string[]>>,
  sight: Sight,
): readonly string[] | undefined {
  if (status === undefined) return undefined
  return sight === 'client' ? (hidden[status] ?? [status]) : [status]
}

const notFound = (code: string, what: string): Problem => new Problem(404, code, `There is no such ${what}.`)
