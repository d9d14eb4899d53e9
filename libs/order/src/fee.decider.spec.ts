import type { FeeSchedule } from '@filao/contracts'
import { formatUnits } from '@filao/money'
import fc from 'fast-check'
import { feeOfFill, feeOn, tierOf, type FeeTerms } from './fee.decider'
import { u } from './scenario.fixture'

const tier = (rate: string, commission: string, below?: string) => ({
  ...(below === undefined ? {} : { below: u(below) }),
  rate: u(rate),
  commission: u(commission),
})
/** Equities of the Stock Exchange of Mauritius: a tier holds up to and with its bound. */
const SEM: FeeSchedule = {
  version: 1,
  minimum: 0n,
  tiers: [
    tier('0.0125', '0.0075', '3000000.00000001'),
    tier('0.0115', '0.007', '6000000.00000001'),
    tier('0.0105', '0.006', '10000000.00000001'),
    tier('0.009', '0.005'),
  ],
}

describe('fees', () => {
  test.each([
    ['3000000', '37500', '22500', '15000'],
    ['3000000.01', '34500', '21000', '13500'],
    ['6000000', '69000', '42000', '27000'],
    ['10000000', '105000', '60000', '45000'],
    ['20000000', '180000', '100000', '80000'],
  ])('an order of %s rupees costs %s: %s for the dealer, %s for the others', (value, total, dealer, others) => {
    const { rate, commission: commissionRate } = tierOf(SEM, u(value))
    const terms = { quoteCurrency: 'MUR', feeRate: rate, commissionRate, feeMinimum: 0n }
    expect(formatUnits(feeOn(terms, u(value)))).toBe(formatUnits(u(total)))
    const gross = u(value)
    const { commission, fees } = feeOfFill(terms, { side: 'buy', gross, cumulative: gross, charged: 0n })
    expect([formatUnits(commission), formatUnits(fees)]).toEqual([dealer, others])
  })
  test.each([
    ['74999.99', '75'],
    ['75000', '75'],
    ['80000', '80'],
  ])('debt of %s rupees costs %s: the minimum below 75000', (value, fee) => {
    const terms = { quoteCurrency: 'MUR', feeRate: u('0.001'), commissionRate: u('0.000725'), feeMinimum: u('75') }
    expect(formatUnits(feeOn(terms, u(value)))).toBe(fee)
  })
  test.each([
    ['USD', '0.5', '0.01'],
    ['USD', '0.49999999', '0'],
    ['JPY', '50', '1'],
    ['JPY', '49.99999999', '0'],
    ['KWD', '0.05', '0.001'],
  ])('in %s one percent of %s is %s: a half of the minor unit is rounded up', (quoteCurrency, notional, fee) => {
    const terms = { quoteCurrency, feeRate: u('0.01'), commissionRate: 0n, feeMinimum: 0n }
    expect(formatUnits(feeOn(terms, u(notional)))).toBe(fee)
  })

  const terms = fc.record<FeeTerms>({
    quoteCurrency: fc.constantFrom('USD', 'JPY', 'KWD'),
    feeRate: fc.integer({ min: 0, max: 3_000_000 }).map(BigInt),
    commissionRate: fc.constant(0n),
    feeMinimum: fc.constantFrom(0n, u('1'), u('75')),
  })
  const fills = fc.array(fc.bigInt({ min: 1n, max: u('5000') }), { minLength: 1, maxLength: 20 })
  const charge = (side: 'buy' | 'sell', frozen: FeeTerms, sequence: readonly bigint[]) => {
    let cumulative = 0n
    let charged = 0n
    const each = sequence.map((gross) => {
      cumulative += gross
      const { commission, fees } = feeOfFill(frozen, { side, gross, cumulative, charged })
      charged += commission + fees
      return { gross, commission, fees }
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
  test('the dealer’s part is its share of the rate, and the others have the rest', () => {
    fc.assert(
      fc.property(terms, fills, fc.integer({ min: 0, max: 100 }), (frozen, sequence, percent) => {
        const commissionRate = (frozen.feeRate * BigInt(percent)) / 100n
        for (const { commission, fees } of charge('buy', { ...frozen, commissionRate }, sequence).each) {
          const share = frozen.feeRate === 0n ? commission : ((commission + fees) * commissionRate) / frozen.feeRate
          const apart = commission - share
          expect(apart < u('1') && apart > -u('1')).toBe(true)
        }
      }),
    )
  })
})
