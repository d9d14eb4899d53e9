import type { FeeTable } from '@filao/contracts'
import { parseUnits } from '@filao/money'
import { TRADING_FEES } from '../configuration.schemas'
import { feesOf, type Listing } from './fees.queries'

const byDefault: FeeTable = TRADING_FEES.schema.parse(TRADING_FEES.byDefault)
const configuration = { current: () => ({ version: 7, value: byDefault as never }) }
const rates = (listing: Listing) => feesOf(configuration, listing).tiers.map(({ rate }) => rate)

test('an instrument of a venue with fees of its own pays those, by its kind and currency', () => {
  const share = { exchange: 'SEM', assetType: 'stock', quoteCurrency: 'MUR' } as const
  expect(rates(share)).toEqual(['0.0125', '0.0115', '0.0105', '0.009'].map(parseUnits))
  expect(rates({ ...share, assetType: 'etf' })).toEqual([parseUnits('0.0035')])
  expect(feesOf(configuration, { ...share, assetType: 'bond' })).toMatchObject({
    minimum: parseUnits('75'),
    version: 7,
  })
})
test.each<Listing>([
  { exchange: 'NASDAQ', assetType: 'stock', quoteCurrency: 'USD' },
  { exchange: 'SEM', assetType: 'stock', quoteCurrency: 'USD' },
  { quoteCurrency: 'USD' },
])('any other pays the standard rate: %j', (listing) => {
  expect(rates(listing)).toEqual([parseUnits('0.001')])
})
test('the dealer’s part of a rate is never more than the rate', () => {
  const schedules = [byDefault.standard, ...byDefault.venues.map(({ schedule }) => schedule)]
  for (const { tiers } of schedules) for (const { rate, commission } of tiers) expect(commission <= rate).toBe(true)
})
