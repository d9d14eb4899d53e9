import { monthOf } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import type { Account } from './account.state'

/** What of the withdrawals counted so far falls on a day and in its month. */
export function withdrawn(
  { withdrawnDay, withdrawnMonth, withdrawnOn }: Account,
  today: string,
): { readonly day: Units; readonly month: Units } {
  const isSameMonth = withdrawnOn !== undefined && monthOf(withdrawnOn) === monthOf(today)
  return { day: withdrawnOn === today ? withdrawnDay : ZERO, month: isSameMonth ? withdrawnMonth : ZERO }
}
