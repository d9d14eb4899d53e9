import fc from 'fast-check'
import { formatUnits, UNITS_MAX } from '@filao/money'
import * as fields from './fields'

const reads = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success

describe('amount in a request', () => {
  it('is read to 8 decimals and written without trailing zeros, for any amount', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: UNITS_MAX }), (units) => {
        const text = formatUnits(units)
        expect(fields.DecimalInput.parse(text)).toBe(units)
        expect(reads(fields.DecimalString, text)).toBe(true)
        expect(text).not.toMatch(/\.\d*0$|\.$/)
      }),
    ))

  it('may have trailing zeros', () => expect(fields.DecimalInput.parse('0.10000000')).toBe(10_000_000n))

  it.each([1, 1.5, 10n, null, true, ['1'], {}, '', '.5', '1.', '1e3', '+1', '01', '1,5', ' 1', '1\n', 'NaN', '-1'])(
    'is refused: %p',
    (value) => expect(reads(fields.DecimalInput, value)).toBe(false),
  )

  it.each(['1.123456789', '1234567890123', '9'.repeat(31)])('is refused out of its range: %s', (value) =>
    expect(reads(fields.DecimalInput, value)).toBe(false),
  )
})

describe('amount of the database', () =>
  it.each([
    ['1.50000000', '1.5'],
    ['0.00000000', '0'],
    ['-2.00000000', '-2'],
    ['123456789012345678901234567890.00000001', '123456789012345678901234567890.00000001'],
  ])('%s is answered as %s', (numeric, decimal) => expect(fields.numericToDecimal(numeric)).toBe(decimal)))

describe('other fields', () => {
  it('read times in UTC to the millisecond', () => {
    expect(fields.TimeInput.parse('2026-01-02T03:04:05.678Z')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
    for (const wrong of ['2026-01-02', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00', 1]) {
      expect(reads(fields.TimeInput, wrong)).toBe(false)
    }
  })

  it('check the digit of an ISIN', () => {
    expect(reads(fields.IsinString, 'US0378331005')).toBe(true)
    for (const wrong of ['US0378331006', 'us0378331005', 'US037833100'])
      expect(reads(fields.IsinString, wrong)).toBe(false)
  })

  it('keep of a text from outside what has a place, and never half a character', () => {
    expect(fields.keptOf(' Ada\u0000\n Lovelace ', 100)).toBe('Ada Lovelace')
    expect(fields.keptOf('\ud83d\ude00', 1)).toBe('\ufffd')
    expect(fields.keptOf('\t', 1)).toBeUndefined()
  })

  it('take names of people, without control characters', () => {
    expect(reads(fields.NameString, "Zoë O'Neill-李")).toBe(true)
    for (const wrong of ['', 'a\u0000', 'a\nb', 'x'.repeat(101)]) expect(reads(fields.NameString, wrong)).toBe(false)
  })
})
