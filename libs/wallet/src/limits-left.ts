import type { AccountLimits } from '@filao/contracts'
import { localDay, type Instant } from '@filao/kernel'
import { maxUnits, ZERO, type Units } from '@filao/money'
import { isLimited, type Account } from './account.state'
import { withdrawn } from './withdrawn.state'

/** The limits that an account is judged by, and what is left of those that are used up by the day and the month, in USD. */
export interface LimitsLeft {
  readonly limits: AccountLimits
  readonly dailyTradeVolume: Units | undefined
  readonly dailyWithdrawal: Units | undefined
  readonly monthlyWithdrawal: Units | undefined
}

/** Paper money and market makers are limited by nothing. */
export function limitsLeft(account: Account, now: Instant): LimitsLeft {
  const today = localDay(now)
  const limits = isLimited(account) ? account.limits : { version: account.limits.version }
  const { day, month } = withdrawn(account, today)
  const { maxDailyTradeVolume, maxDailyWithdrawal, maxMonthlyWithdrawal }: AccountLimits = limits
  return {
    limits,
    dailyTradeVolume: leftOf(maxDailyTradeVolume, account.volumeOn === today ? account.volumeDay : ZERO),
    dailyWithdrawal: leftOf(maxDailyWithdrawal, day),
    monthlyWithdrawal: leftOf(maxMonthlyWithdrawal, month),
  }
}

/** None is left where a limit was lowered below what was used. */
const leftOf = (limit: Units | undefined, used: Units): Units | undefined =>
  limit === undefined ? undefined : maxUnits(ZERO, limit - used)
