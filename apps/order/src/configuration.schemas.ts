import { FeeTable } from '@filao/contracts'
import type { ConfigurationKey } from '@filao/service'

/** A tier of SEM: the dealer's part is commission, that of exchange, regulator and depository are fees. */
const tier = (rate: string, commission: string, below?: string) => ({ rate, commission, ...(below && { below }) })

/** Published figures of the Stock Exchange of Mauritius; equities go by the order's value. */
const SEM = [
  {
    exchange: 'SEM',
    assetTypes: ['stock'],
    currency: 'MUR',
    schedule: {
      minimum: '0',
      tiers: [
        tier('0.0125', '0.0075', '3000000.01'),
        tier('0.0115', '0.007', '6000000.01'),
        tier('0.0105', '0.006', '10000000.01'),
        tier('0.009', '0.005'),
      ],
    },
  },
  {
    exchange: 'SEM',
    assetTypes: ['etf'],
    currency: 'MUR',
    schedule: { minimum: '0', tiers: [tier('0.0035', '0.0021')] },
  },
  // Rs 75 are 0.10 % of Rs 75,000: below that the minimum holds.
  {
    exchange: 'SEM',
    assetTypes: ['bond'],
    currency: 'MUR',
    schedule: { minimum: '75', tiers: [tier('0.001', '0.000725')] },
  },
]

/** What trading costs. It reaches the rules inside each order's command and is frozen with the order. */
export const TRADING_FEES: ConfigurationKey<FeeTable> = {
  name: 'fees.trading',
  description: 'What trading costs, by venue and kind of instrument; elsewhere the standard rate.',
  schema: FeeTable,
  byDefault: { standard: { minimum: '0', tiers: [tier('0.001', '0.001')] }, venues: SEM },
  roles: ['treasury'],
}
