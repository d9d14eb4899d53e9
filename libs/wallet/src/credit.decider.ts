import type { Posting } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { inRange, minUnits, ZERO } from '@filao/money'
import type { Account, Credit } from './account.state'
import { emptyWallet, setWallet } from './balance.state'
import { credit, debit, movement } from './movement.events'
import type { CreditDeposit, PostChargeback, RecordReceipt, ReleaseSuspense } from './wallet.commands'
import type { SuspenseReleased, WalletEvent } from './wallet.events'
import type { WalletDecision } from './wallet.refusals'

type Money = Pick<Credit, 'currency' | 'gross' | 'fee'>

/** Never refused: the money is at the bank already. Where it cannot be credited it waits in suspense. */
export function creditDeposit(command: CreditDeposit, account: Account): WalletDecision {
  const { creditId, accountId, currency, gross, fee, rate, murAmount } = command
  const known = account.credits.get(creditId)
  if (known) {
    assert(known.currency === currency && known.gross === gross && known.fee === fee, 'a deposit has one amount')
    return []
  }
  assert(gross > fee && fee >= ZERO, 'a deposit is more than its fee')
  const content = { creditId, accountId, gross, fee, currency, rate, murAmount }
  return takesCredits(account, command)
    ? [{ type: 'DepositCredited', ...content, ...movement(account, depositLines(command)) }]
    : [
        {
          type: 'CreditSuspended',
          ...content,
          accountClosed: account.status === 'closed',
          ...movement(account, suspenseLines(command)),
        },
      ]
}

/** Money of nobody. The aggregate is the receipt itself: it has no account. */
export function recordReceipt(command: RecordReceipt, account: Account): WalletDecision {
  const { creditId, accountId, currency, amount: gross, rate, murAmount } = command
  const known = account.credits.get(creditId)
  if (known) {
    assert(known.currency === currency && known.gross === gross, 'a receipt has one amount')
    return []
  }
  const lines = suspenseLines({ currency, gross })
  const content = { creditId, accountId, gross, currency, rate, murAmount }
  return [{ type: 'ReceiptSuspended', ...content, ...movement(account, lines) }]
}

/**
 * To the account: what was booked is reversed and then posted as a deposit; an account that still takes no credits keeps
 * it waiting. To the bank: it goes back, or is posted where the account lives that it is given to.
 */
export function releaseSuspense({ creditId, to }: ReleaseSuspense, account: Account): WalletDecision {
  const known = account.credits.get(creditId)
  assert(known !== undefined, 'only what came in is released')
  if (known.status !== 'suspended') return []
  if (to === 'account' && !takesCredits(account, known)) return []
  return [released(known, to, account)]
}

function released(known: Credit, to: ReleaseSuspense['to'], account: Account): SuspenseReleased {
  const { creditId, currency, gross, fee, rate, murAmount } = known
  const reversed = [debit('suspense', currency, gross), credit('bank', currency, gross)]
  const lines = to === 'account' ? [...reversed, ...depositLines(known)] : reversed
  const content = { creditId, accountId: account.accountId, to, gross, fee, currency, rate, murAmount }
  return { type: 'SuspenseReleased', ...content, ...movement(account, lines) }
}

/**
 * All that a freeze has kept in suspense goes to the account with the freeze's end, in the one decision: whoever else
 * asked for it could come before the end, and what came in meanwhile could come after who asked.
 */
export function thaw(account: Account): readonly WalletEvent[] {
  // Each event says what the account has after it, so the next is decided on a wallet that has taken the one before.
  const restrictions = account.restrictions.filter(({ kind }) => kind !== 'freeze')
  const after: Account = { ...account, restrictions, wallets: new Map(account.wallets) }
  const events: WalletEvent[] = []
  for (const known of account.credits.values()) {
    if (known.status !== 'suspended' || !takesCredits(after, known)) continue
    const event = released(known, 'account', after)
    if (event.wallet) {
      const wallet = { ...(after.wallets.get(known.currency) ?? emptyWallet(known.currency)) }
      setWallet(wallet, event.wallet)
      after.wallets.set(known.currency, wallet)
    }
    events.push(event)
  }
  return events
}

/** The provider has taken the deposit back: out of what the client has, and the rest is owed. */
export function postChargeback(command: PostChargeback, account: Account): WalletDecision {
  const { creditId, accountId, currency, amount, rate, murAmount } = command
  const known = account.credits.get(creditId)
  assert(known !== undefined && known.currency === currency, 'only what came in is taken back')
  if (known.status === 'charged_back' || known.status === 'released') return []
  const available = account.wallets.get(currency)?.available ?? ZERO
  const isSuspended = known.status === 'suspended'
  const taken = isSuspended ? ZERO : minUnits(available, amount)
  const owed = isSuspended ? ZERO : amount - taken
  assert(!isSuspended || amount === known.gross, 'what waits in suspense is taken back whole')
  const lines = [
    debit('suspense', currency, isSuspended ? amount : ZERO),
    debit('client_cash', currency, taken),
    debit('client_receivable', currency, owed),
    credit('bank', currency, amount),
  ]
  const content = { creditId, accountId, amount, owed, currency, rate, murAmount }
  return [{ type: 'ChargebackPosted', ...content, ...movement(account, lines) }]
}

/** False for an account that is frozen, closed or not there, and for a sum that no balance can hold. */
function takesCredits(account: Account, { currency, gross, fee }: Money): boolean {
  if (account.status === 'unknown' || account.status === 'closed' || account.mode === 'demo') return false
  if (account.restrictions.some(({ kind }) => kind === 'freeze')) return false
  const { available, reserved } = account.wallets.get(currency) ?? emptyWallet(currency)
  return inRange(available + reserved + gross - fee)
}

const depositLines = ({ currency, gross, fee }: Money): Posting[] => [
  debit('bank', currency, gross),
  credit('client_cash', currency, gross - fee),
  credit('fee_income', currency, fee),
]

const suspenseLines = ({ currency, gross }: Omit<Money, 'fee'>): Posting[] => [
  debit('bank', currency, gross),
  credit('suspense', currency, gross),
]
