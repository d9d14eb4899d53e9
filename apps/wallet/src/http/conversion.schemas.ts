import { CurrencyString, DecimalInput, DecimalString, IdString, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

export const ConversionBody = z
  .strictObject({
    accountId: IdString.optional(),
    from: CurrencyString,
    to: CurrencyString,
    amount: DecimalInput.describe('of `from`, in whole units of its smallest coin'),
    leastToReceive: DecimalInput.describe('of `to`; when the rate gives less, nothing is converted'),
  })
  .meta({ id: 'Convert', examples: [{ from: 'USD', to: 'MUR', amount: '100', leastToReceive: '4500' }] })
export type ConversionBody = z.output<typeof ConversionBody>

export const ConversionView = z
  .object({
    id: IdString,
    accountId: IdString,
    from: CurrencyString,
    to: CurrencyString,
    amount: DecimalString,
    converted: DecimalString,
    spreadPercent: DecimalString,
    rate: DecimalString,
    rateSource: z.string(),
    rateQuotedAt: TimeString,
    convertedAt: TimeString,
  })
  .meta({ id: 'Conversion' })
export type ConversionView = z.output<typeof ConversionView>
export const ConversionList = pageOf(ConversionView).meta({ id: 'ConversionList' })
export type ConversionList = z.output<typeof ConversionList>

export const ConversionQuery = z.strictObject({ accountId: IdString.optional(), ...pageQuery })
export type ConversionQuery = z.output<typeof ConversionQuery>
