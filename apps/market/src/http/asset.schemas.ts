import { AssetType, CalendarCode, Day, Exchange, InstrumentStatus } from '@filao/contracts'
import {
  CountryString,
  CurrencyString,
  DecimalInput,
  DecimalString,
  IdString,
  IsinString,
  pageOf,
  pageQuery,
  SymbolString,
  TimeString,
} from '@filao/service'
import { z } from 'zod'

const text = (length: number) => z.string().trim().min(1).max(length)
const link = z.url({ protocol: /^https?$/ }).max(255)
const TickLadder = z
  .array(z.strictObject({ below: DecimalInput, tick: DecimalInput }))
  .min(1)
  .max(20)
const Metadata = z.strictObject({
  marketCap: DecimalInput.optional(),
  country: CountryString.optional(),
  website: link.optional(),
  logoUrl: link.optional(),
  dividendYield: DecimalInput.optional(),
  peRatio: DecimalInput.optional(),
  beta: z
    .string()
    .regex(/^-?\d{1,6}(\.\d{1,8})?$/)
    .optional(),
})

const Issuer = z
  .strictObject({ legalName: text(255), country: CountryString })
  .describe('whose paper it is; a stock, a fund and a bond have one')

/** What may be left out of a listing, and then is not there. */
const optionalTerms = {
  issuer: Issuer.optional(),
  maxOrderQuantity: DecimalInput.optional(),
  tickLadder: TickLadder.optional(),
  priceBandPercent: DecimalInput.optional(),
  providerSymbol: text(64).optional(),
  description: text(4000).optional(),
  sector: text(100).optional(),
  industry: text(100).optional(),
  metadata: Metadata.optional(),
}
const QuoteAge = z.number().int().min(1).max(86_400_000)

export const ListAssetBody = z
  .strictObject({
    symbol: SymbolString,
    name: text(255),
    assetType: AssetType,
    exchange: Exchange,
    quoteCurrency: CurrencyString,
    isin: IsinString.optional(),
    cusip: z
      .string()
      .regex(/^[0-9A-Z]{9}$/)
      .optional(),
    status: InstrumentStatus.default('active'),
    isTradable: z.boolean().default(true),
    isDemoTradable: z.boolean().default(true),
    minOrderQuantity: DecimalInput.prefault('0.00000001'),
    tickSize: DecimalInput,
    lotSize: DecimalInput.prefault('1'),
    marketCollarPercent: DecimalInput.prefault('5'),
    quoteAgeMsMax: QuoteAge.optional().describe('15 minutes on SEM, 45 seconds elsewhere, unless said otherwise'),
    calendarCode: CalendarCode.optional().describe('that of the exchange, unless said otherwise'),
    ...optionalTerms,
  })
  .meta({ id: 'ListAsset' })
export type ListAssetBody = z.output<typeof ListAssetBody>

export const UpdateAssetBody = z
  .strictObject({
    name: text(255).optional(),
    status: InstrumentStatus.optional(),
    isTradable: z.boolean().optional(),
    isDemoTradable: z.boolean().optional(),
    minOrderQuantity: DecimalInput.optional(),
    tickSize: DecimalInput.optional(),
    lotSize: DecimalInput.optional(),
    marketCollarPercent: DecimalInput.optional(),
    quoteAgeMsMax: QuoteAge.optional(),
    calendarCode: CalendarCode.optional(),
    ...optionalTerms,
  })
  .refine((body) => Object.keys(body).length > 0, { message: 'Nothing is changed.' })
  .meta({ id: 'UpdateAsset' })
export type UpdateAssetBody = z.output<typeof UpdateAssetBody>

export const AssetListQuery = z.strictObject({
  ...pageQuery,
  /** Symbol, beginning of a symbol, or part of a name. The best hits, on one page. */
  search: z.string().trim().min(1).max(100).optional(),
  assetType: AssetType.optional(),
  exchange: Exchange.optional(),
  status: InstrumentStatus.optional(),
})
export type AssetListQuery = z.output<typeof AssetListQuery>

export const SessionView = z
  .object({
    open: z.boolean(),
    day: Day,
    opensAt: TimeString.nullable(),
    closesAt: TimeString.nullable(),
    nextOpensAt: TimeString.nullable(),
    previousClose: DecimalString.nullable(),
    settlementDate: Day,
  })
  .meta({ id: 'TradingSession' })
export type SessionView = z.output<typeof SessionView>

export const AssetView = z
  .object({
    id: IdString,
    symbol: SymbolString,
    name: z.string(),
    issuer: z.object({ legalName: z.string(), country: z.string() }).nullable(),
    assetType: AssetType,
    exchange: Exchange,
    quoteCurrency: z.string(),
    isin: z.string().nullable(),
    cusip: z.string().nullable(),
    status: InstrumentStatus,
    isTradable: z.boolean(),
    isDemoTradable: z.boolean(),
    minOrderQuantity: DecimalString,
    maxOrderQuantity: DecimalString.nullable(),
    tickSize: DecimalString,
    tickLadder: z.array(z.object({ below: DecimalString, tick: DecimalString })).nullable(),
    lotSize: DecimalString,
    priceBandPercent: DecimalString.nullable(),
    marketCollarPercent: DecimalString,
    quoteAgeMsMax: z.number().int(),
    calendarCode: z.string(),
    description: z.string().nullable(),
    sector: z.string().nullable(),
    industry: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).nullable(),
    halted: z.boolean(),
    haltReason: z.string().nullable(),
    /** Null until the calendar has answered: it does not trade before. */
    session: SessionView.nullable(),
    createdAt: TimeString,
    updatedAt: TimeString,
  })
  .meta({ id: 'Asset' })
export type AssetView = z.output<typeof AssetView>

export const AssetList = pageOf(AssetView).meta({ id: 'AssetList' })
export type AssetList = z.output<typeof AssetList>
