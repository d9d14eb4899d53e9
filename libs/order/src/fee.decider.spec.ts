import type { FeeParts, FeeSchedule, FeeTier } from '@filao/contracts'
import { formatUnits } from '@filao/money'
import fc from 'fast-check'
import { feeOfFill, feeOn, feeTermsOf, type FeeTerms } from './fee.decider'
import { u } from './scenario.fixture'

const partsOf = ([commission, exchange, regulator, depository]: readonly string[]): FeeParts => ({
  commission: u(commission!),
  exchange: u(exchange!),
  regulator: u(regulator!),
  depository: u(depository!),
})
const tier = (rate: string, parts: readonly string[], below?: string): FeeTier => ({
  ...(below === undefined ? {} : { below: u(below) }),
  rate: u(rate),
  commission: u(parts[0]!),
  parts: partsOf(parts),
})
const schedule = (tiers: readonly FeeTier[], rate?: string): FeeSchedule => ({
  version: 1,
  minimum: 0n,
  tiers: [...tiers],
  currency: 'MUR',
  ...(rate && { valuation: { rate: u(rate), source: 'test', quotedAt: 0, stale: false } }),
})
/** Equities of the Stock Exchange of Mauritius: a tier holds up to and with its bound. */
const EQUITIES = [
  tier('0.0125', ['0.0075', '0.0025', '0.0005', '0.002'], '3000000.00000001'),
  tier('0.0115', ['0.007', '0.0025', '0.0005', '0.0015'], '6000000.00000001'),
  tier('0.0105', ['0.006', '0.0025', '0.0005', '0.0015'], '10000000.00000001'),
  tier('0.009', ['0.005', '0.0025', '0.0005', '0.001']),
]
const FUNDS = [tier('0.0035', ['0.0021', '0.0007', '0.00014', '0.00056'])]
/** Debt: a flat fee below Rs 75,000. */
const DEBT = [
  { below: u('75000'), rate: 0n, commission: 0n, minimum: u('75'), parts: partsOf(['55', '9', '2', '9']) },
  tier('0.001', ['0.000725', '0.000125', '0.000025', '0.000125']),
]
/** What an order pays that trades whole at once: in all, then dealer, exchange, regulator, depository. */
function paid(fees: FeeSchedule, value: string, quoteCurrency = 'MUR'): readonly string[] {
  const gross = u(value)
  const terms = feeTermsOf(fees, quoteCurrency, gross)!
  const { commission, fees: others, levies } = feeOfFill(terms, { side: 'buy', gross, cumulative: gross, charged: 0n })
  expect(commission + others).toBe(feeOn(terms, gross))
  const { exchange, regulator, depository } = levies!
  return [commission + others, commission, exchange, regulator, depository].map(formatUnits)
}

describe('fees', () => {
  test.each([
    ['3000000', ['37500', '22500', '7500', '1500', '6000']],
    ['3000000.01', ['34500', '21000', '7500', '1500', '4500']],
    ['6000000', ['69000', '42000', '15000', '3000', '9000']],
    ['10000000', ['105000', '60000', '25000', '5000', '15000']],
    ['20000000', ['180000', '100000', '50000', '10000', '20000']],
  ])('shares worth %s rupees cost, in all, for dealer, exchange, regulator and depository: %j', (value, expected) =>
    expect(paid(schedule(EQUITIES), value)).toEqual(expected),
  )
  test('a fund costs 0.35 %: 0.21 + 0.07 + 0.014 + 0.056', () =>
    expect(paid(schedule(FUNDS), '100000')).toEqual(['350', '210', '70', '14', '56']))
  test.each([
    ['100', ['75', '55', '9', '2', '9']],
    ['74999.99', ['75', '55', '9', '2', '9']],
    ['75000', ['75', '54.38', '9.37', '1.88', '9.37']],
    ['80000', ['80', '58', '10', '2', '10']],
  ])('debt worth %s rupees costs %j: Rs 75 flat below 75,000, else 0.10 %%', (value, expected) =>
    expect(paid(schedule(DEBT), value)).toEqual(expected),
  )
  test.each([
    // 65,934.07 dollars at 45.5 are 3,000,000.19 rupees.
    ['65934.06', '0.0125'],
    ['65934.07', '0.0115'],
  ])('an order of %s dollars is judged by its value in rupees: %s', (value, rate) =>
    expect(feeTermsOf(schedule(EQUITIES, '45.5'), 'USD', u(value))?.feeRate).toBe(u(rate)),
  )
  test('a flat fee in rupees is told in the currency of the order, rounded to its minor unit', () =>
    // 75 ÷ 45.5 = 1.648…
    expect(paid(schedule(DEBT, '45.5'), '1000', 'USD')).toEqual(['1.65', '1.21', '0.2', '0.04', '0.2']))
  test('no order is judged by a rate that nobody knows', () =>
    expect(feeTermsOf(schedule(EQUITIES), 'USD', u('1000'))).toBeUndefined())
  test.each([
    ['USD', '0.5', '0.01'],
    ['USD', '0.49999999', '0'],
    ['JPY', '50', '1'],
    ['JPY', '49.99999999', '0'],
    ['KWD', '0.05', '0.001'],
  ])('in %s one percent of %s is %s: a half of the minor unit is rounded up', (quoteCurrency, notional, fee) => {
    const terms = { quoteCurrency, feeRate: u('0.01'), commissionRate: 0n, feeMinimum: 0n, feeParts: undefined }
    expect(formatUnits(feeOn(terms, u(notional)))).toBe(fee)
  })

  const terms = fc.record<FeeTerms>({
    quoteCurrency: fc.constantFrom('USD', 'JPY', 'KWD'),
    feeRate: fc.integer({ min: 0, max: 3_000_000 }).map(BigInt),
    commissionRate: fc.constant(0n),
    feeMinimum: fc.constantFrom(0n, u('1'), u('75')),
    feeParts: fc.constantFrom(undefined, DEBT[0]!.parts, FUNDS[0]!.parts),
  })
  const fills = fc.array(fc.bigInt({ min: 1n, max: u('5000') }), { minLength: 1, maxLength: 20 })
  const charge = (side: 'buy' | 'sell', frozen: FeeTerms, sequence: readonly bigint[]) => {
    let cumulative = 0n
    let charged = 0n
    const each = sequence.map((gross) => {
      cumulative += gross
      const { commission, fees, levies } = feeOfFill(frozen, { side, gross, cumulative, charged })
      charged += commission + fees
      return { gross, commission, fees, levies }
    })
    return { each, charged, cumulative }
  }

  test('the fills of a buy are charged in all what the whole would be, in whatever parts it trades', () => {
    fc.assert(
      fc.property(terms, fills, (frozen, sequence) => {
        const { each, charged, cumulative } = charge('buy', frozen, sequence)
        expect(charged).toBe(feeOn(frozen, cumulative))
        for (const { commission, fees } of each) expect(commission >= 0n && fees >= 0n).toBe(true)
      }),
    )
  })
  test('no fill of a sale costs more than it brings, and all together no more than the whole would', () => {
    fc.assert(
      fc.property(terms, fills, (frozen, sequence) => {
        const { each, charged, cumulative } = charge('sell', frozen, sequence)
        expect(charged).toBeLessThanOrEqual(feeOn(frozen, cumulative))
        for (const { gross, commission, fees } of each) {
          expect(commission >= 0n && fees >= 0n).toBe(true)
          expect(commission + fees).toBeLessThanOrEqual(gross)
        }
      }),
    )
  })
  test('what is passed on is told apart without a rest, and nobody gets less than nothing', () => {
    fc.assert(
      fc.property(terms, fc.constantFrom('buy', 'sell'), fills, (frozen, side, sequence) => {
        for (const { fees, levies } of charge(side, frozen, sequence).each) {
          if (!levies) continue
          const each = [levies.exchange, levies.regulator, levies.depository]
          expect(each.reduce((sum, part) => sum + part, 0n)).toBe(fees)
          expect(each.every((part) => part >= 0n)).toBe(true)
        }
      }),
    )
  })
  test('the dealer’s part is its share of the rate, and the others have the rest', () => {
    fc.assert(
      fc.property(terms, fills, fc.integer({ min: 0, max: 100 }), (frozen, sequence, percent) => {
        const commissionRate = (frozen.feeRate * BigInt(percent)) / 100n
        for (const { commission, fees } of charge('buy', { ...frozen, commissionRate, feeParts: undefined }, sequence)
          .each) {
          const share = frozen.feeRate === 0n ? commission : ((commission + fees) * commissionRate) / frozen.feeRate
          const apart = commission - share
          expect(apart < u('1') && apart > -u('1')).toBe(true)
        }
      }),
    )
  })
})
