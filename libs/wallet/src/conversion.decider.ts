import { currencyScale, divideTo, inRange, maxUnits, ONE, roundTo, ZERO } from '@filao/money'
import type { Instant, Moment } from '@filao/kernel'
import type { Account } from './account.state'
import { emptyWallet } from './balance.state'
import { barred } from './limits.decider'
import { credit, debit, movement } from './movement.events'
import type { ConvertFunds } from './wallet.commands'
import { refuse, type WalletDecision, type WalletRefusalCode } from './wallet.refusals'

/** An exchange rate that money is changed at is no older. */
export const CONVERSION_RATE_AGE_MS_MAX = 60_000
const WHOLE = 100n * ONE

/**
 * Changes money at the rate of now less the spread, rounded once. What is not withdrawable yet is not convertible: in
 * another currency nobody would see that it is not settled.
 */
export function convertFunds(command: ConvertFunds, account: Account, { now }: Moment): WalletDecision {
  const { conversionId, accountId, from, to, amount, leastToReceive, spreadPercent, rate } = command
  if (account.conversions.has(conversionId)) return []
  const wrong = wrongConversion(command, account)
  if (wrong) return refuse(wrong)
  const { available, unsettled } = account.wallets.get(from) ?? emptyWallet(from)
  if (available < amount) return refuse('insufficient_balance', { required: amount, available })
  const settled = maxUnits(ZERO, available - unsettled)
  if (settled < amount) return refuse('not_withdrawable', { required: amount, available: settled })
  if (!rate || isOld(rate.quotedAt, now)) return refuse('rate_stale')
  const converted = divideTo(amount * rate.rate * (WHOLE - spreadPercent), ONE * WHOLE, currencyScale(to))
  if (converted < leastToReceive || converted === ZERO) return refuse('rate_moved', { converted })
  const paid = movement(account, [debit('client_cash', from, amount), credit('fx_position', from, amount)])
  const received = movement(account, [debit('fx_position', to, converted), credit('client_cash', to, converted)])
  if (!received.wallet || !inRange(received.wallet.total)) return refuse('amount_out_of_range')
  return [
    {
      type: 'FundsConverted',
      ...{ conversionId, accountId, userId: account.userId, from, to, amount, converted, spreadPercent, rate },
      ...paid,
      postings: [...paid.postings, ...received.postings],
      received: received.wallet,
    },
  ]
}

function wrongConversion({ from, to, amount }: ConvertFunds, account: Account): WalletRefusalCode | undefined {
  if (account.status === 'unknown') return 'account_unknown'
  if (account.mode === 'demo') return 'not_allowed_for_demo'
  const bar = barred(account)
  if (bar) return bar
  if (from === to) return 'same_currency'
  if (!account.wallets.has(from)) return 'wallet_missing'
  return amount === ZERO || amount !== roundTo(amount, currencyScale(from)) ? 'amount_out_of_range' : undefined
}

const isOld = (quotedAt: Instant, now: Instant): boolean => now - quotedAt > CONVERSION_RATE_AGE_MS_MAX
