import type { FeeTable } from '@filao/contracts'
import { parseUnits } from '@filao/money'
import { TRADING_FEES } from '../configuration.schemas'
import { Fees, type Listing } from './fees.queries'

const byDefault: FeeTable = TRADING_FEES.schema.parse(TRADING_FEES.byDefault)
const RATE = { rate: parseUnits('45.5'), source: 'test', quotedAt: 0, stale: false }
const fees = new Fees(
  { current: () => ({ version: 7, value: byDefault as never }) },
  { between: (base, quote) => (base === 'USD' && quote === 'MUR' ? RATE : undefined) },
)
const rates = (listing: Listing) => fees.of(listing).tiers.map(({ rate }) => rate)
const units = (...texts: string[]) => texts.map(parseUnits)
const share = { exchange: 'SEM', assetType: 'stock', quoteCurrency: 'MUR' } as const

test('an instrument of a venue with fees of its own pays those, by its kind', () => {
  expect(rates(share)).toEqual(units('0.0125', '0.0115', '0.0105', '0.009'))
  expect(rates({ ...share, assetType: 'etf' })).toEqual(units('0.0035'))
  expect(rates({ ...share, assetType: 'bond' })).toEqual(units('0', '0.001'))
  expect(fees.of(share)).toMatchObject({ version: 7, currency: 'MUR' })
})
test('in whatever currency it is quoted; its value is judged in that of the venue, by the rate of the moment', () => {
  expect(rates({ ...share, quoteCurrency: 'USD' })).toEqual(rates(share))
  expect(fees.of({ ...share, quoteCurrency: 'USD' })).toMatchObject({ currency: 'MUR', valuation: RATE })
  expect(fees.of({ ...share, quoteCurrency: 'ZAR' }).valuation).toBeUndefined()
})
test.each<Listing>([
  { exchange: 'NASDAQ', assetType: 'stock', quoteCurrency: 'USD' },
  { ...share, assetType: 'crypto' },
])('any other pays the standard rate: %j', (listing) => expect(rates(listing)).toEqual(units('0.001')))
test.each([
  ['the dealer is to have more than all', { rate: '0.001', commission: '0.002' }],
  [
    'the parts are not the whole',
    {
      rate: '0.0125',
      commission: '0.0075',
      parts: { commission: '0.0075', exchange: '0.0025', regulator: '0.0005', depository: '0.0021' },
    },
  ],
  [
    'the parts of a flat fee are not the fee',
    {
      rate: '0',
      commission: '0',
      minimum: '75',
      parts: { commission: '55', exchange: '9', regulator: '2', depository: '8' },
    },
  ],
])('a table is no setting in which %s', (_, tier) => {
  const table = { standard: { minimum: '0', tiers: [tier] }, venues: [] }
  expect(TRADING_FEES.schema.safeParse(table).success).toBe(false)
})
