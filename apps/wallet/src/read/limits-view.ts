import type { Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import { limitsLeft, type Account } from '@filao/wallet'
import type { LimitsView } from '../http/wallet.schemas'

const shown = (limit: Units | undefined): string | null => (limit === undefined ? null : formatUnits(limit))

/** An account's limits as its owner sees them. Who set them, and why, is told to nobody here. */
export function limitsView(account: Account, now: Instant): LimitsView {
  const { limits, ...left } = limitsLeft(account, now)
  const { version, assets = {}, ...own } = limits
  return {
    accountId: account.accountId,
    version,
    maxOrderValue: shown(own.maxOrderValue),
    maxPositionValue: shown(own.maxPositionValue),
    maxPositionSize: shown(own.maxPositionSize),
    maxDailyTradeVolume: shown(own.maxDailyTradeVolume),
    maxDailyWithdrawal: shown(own.maxDailyWithdrawal),
    maxMonthlyWithdrawal: shown(own.maxMonthlyWithdrawal),
    assets: Object.entries(assets).map(([assetId, asset]) => ({
      assetId,
      maxOrderValue: shown(asset.maxOrderValue ?? own.maxOrderValue),
      maxPositionValue: shown(asset.maxPositionValue ?? own.maxPositionValue),
      maxPositionSize: shown(asset.maxPositionSize ?? own.maxPositionSize),
    })),
    left: {
      dailyTradeVolume: shown(left.dailyTradeVolume),
      dailyWithdrawal: shown(left.dailyWithdrawal),
      monthlyWithdrawal: shown(left.monthlyWithdrawal),
    },
  }
}
