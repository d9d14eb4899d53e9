import { FeeTable } from '@filao/contracts'
import type { ConfigurationKey } from '@filao/service'

/** Of SEM's fees, as rates or amounts: dealer, exchange, regulator, depository. */
const parts = (commission: string, exchange: string, regulator: string, depository: string) => ({
  commission,
  exchange,
  regulator,
  depository,
})
type Parts = ReturnType<typeof parts>
const tier = (rate: string, of: Parts, below?: string) => ({
  rate,
  commission: of.commission,
  parts: of,
  ...(below && { below }),
})

/** Published figures of the Stock Exchange of Mauritius, by the order's value in rupees. A tier holds with its bound. */
const SEM = [
  {
    exchange: 'SEM',
    assetTypes: ['stock'],
    currency: 'MUR',
    schedule: {
      minimum: '0',
      tiers: [
        tier('0.0125', parts('0.0075', '0.0025', '0.0005', '0.002'), '3000000.00000001'),
        tier('0.0115', parts('0.007', '0.0025', '0.0005', '0.0015'), '6000000.00000001'),
        tier('0.0105', parts('0.006', '0.0025', '0.0005', '0.0015'), '10000000.00000001'),
        tier('0.009', parts('0.005', '0.0025', '0.0005', '0.001')),
      ],
    },
  },
  {
    exchange: 'SEM',
    assetTypes: ['etf'],
    currency: 'MUR',
    schedule: { minimum: '0', tiers: [tier('0.0035', parts('0.0021', '0.0007', '0.00014', '0.00056'))] },
  },
  {
    exchange: 'SEM',
    assetTypes: ['bond'],
    currency: 'MUR',
    schedule: {
      minimum: '0',
      tiers: [
        // A flat fee, with a split of its own.
        { below: '75000', rate: '0', commission: '0', minimum: '75', parts: parts('55', '9', '2', '9') },
        tier('0.001', parts('0.000725', '0.000125', '0.000025', '0.000125')),
      ],
    },
  },
]

/** What trading costs. It reaches the rules inside each order's command and is frozen with the order. */
export const TRADING_FEES: ConfigurationKey<FeeTable> = {
  name: 'fees.trading',
  description: 'What trading costs, by venue and kind of instrument; elsewhere the standard rate.',
  schema: FeeTable,
  byDefault: { standard: { minimum: '0', tiers: [{ rate: '0.001', commission: '0.001' }] }, venues: SEM },
  roles: ['treasury'],
}
