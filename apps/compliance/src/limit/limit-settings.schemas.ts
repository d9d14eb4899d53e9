import { LimitValues } from '@filao/contracts'
import { parseUnits } from '@filao/money'
import type { ConfigurationKey } from '@filao/service'

const [LEAST, MOST] = [parseUnits('1'), parseUnits('100')]

/** What holds where no row says anything (domain.md 9.2), in USD. */
export const RISK_LIMITS_SETTING: ConfigurationKey<LimitValues> = {
  name: 'risk_limits',
  description:
    'The limits of clients where no row says anything else, in USD; an absent one does not limit. Margin is not offered: of the leverage only 1 has an effect.',
  schema: LimitValues.strict().refine(
    ({ leverageMultiplier: leverage }) => leverage === undefined || (leverage >= LEAST && leverage <= MOST),
    { path: ['leverageMultiplier'], error: 'From 1 to 100' },
  ),
  byDefault: {
    maxOrderValue: '100000',
    maxPositionValue: '500000',
    maxDailyTradeVolume: '1000000',
    maxDailyWithdrawal: '50000',
    maxMonthlyWithdrawal: '500000',
    leverageMultiplier: '1',
  },
  roles: ['compliance', 'mlro'],
}
