import { z } from 'zod'
import { Day, Decimal, Id, Time, Total } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { PepKind, RiskLevel } from './compliance.fields'

/** The factors of `risk-model/1`, in the order of regulation 1.2. */
export const RiskFactorName = z.enum(['customer', 'geography', 'product', 'channel', 'activity'])
export type RiskFactorName = z.output<typeof RiskFactorName>
export const RiskFloor = z.enum([
  'foreign_pep',
  'fatf_call_for_action',
  'fatf_increased_monitoring',
  'confirmed_sanctions_match',
])
export type RiskFloor = z.output<typeof RiskFloor>
export const RiskChannel = z.enum(['remote', 'introduced', 'face_to_face'])
export type RiskChannel = z.output<typeof RiskChannel>

const Value = z.number().int().min(0).max(100)
/** ISO 3166-1 alpha-2. */
export const Alpha2 = z.string().regex(/^[A-Z]{2}$/)
/** Into the client's account, or out of it. */
export const PaymentDirection = z.enum(['deposit', 'withdrawal'])
export type PaymentDirection = z.output<typeof PaymentDirection>
const Weight = z.number().int().min(0).max(1_000)

/** What the model is in force with: weights, limits of the tiers, and the value of each thing that is known. */
export const RiskModel = z.object({
  weights: z
    .object({ customer: Weight, geography: Weight, product: Weight, channel: Weight, activity: Weight })
    .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'no factor weighs anything'),
  /** From which score, in whole points, a client is of a tier. */
  tiers: z
    .object({ medium: Value, high: Value, critical: Value })
    .refine(({ medium, high, critical }) => medium <= high && high <= critical, 'medium, high and critical rise'),
  /** So many factors of at least such a value raise the tier by one. */
  accumulation: z.object({ factors: z.number().int().min(1).max(5), from: Value }),
  customer: z.object({
    person: Value,
    pep: Value,
    adverseMedia: Value,
    /** Words of an occupation or employer, in lower case, and what they are worth. */
    occupations: z.array(z.object({ word: z.string().min(2).max(50), value: Value })).max(200),
  }),
  product: z.object({ demo: Value, live: Value, leveraged: Value }),
  channel: z.object({ remote: Value, introduced: Value, face_to_face: Value }),
  activity: z.object({
    quiet: Value,
    /** Where more than this is expected a month, in MUR. */
    large: z.object({ from: Decimal, value: Value }),
    /** Of one, two, and three or more alerts that were found true within twelve months. */
    upheld: z.object({ one: Value, two: Value, more: Value }),
    /** Where a month's turnover is more than so many per cent beyond what was declared for one. Absent: it is not judged. */
    turnover: z
      .array(z.object({ beyondPercent: z.number().int().min(0).max(100_000), value: Value }))
      .max(10)
      .optional(),
  }),
})
export type RiskModel = z.output<typeof RiskModel>
/** The value of each country by ISO 3166-1 alpha-2, and of those that are not named. */
export const GeographyScores = z.object({ byDefault: Value, countries: z.record(Alpha2, Value) })
export type GeographyScores = z.output<typeof GeographyScores>
export const FatfLists = z.object({
  callForAction: z.array(Alpha2).max(250),
  increasedMonitoring: z.array(Alpha2).max(250),
})
export type FatfLists = z.output<typeof FatfLists>

/** All that a score is computed with, and of which versions of the settings. */
export const RiskTerms = z.object({
  model: RiskModel,
  geography: GeographyScores,
  fatf: FatfLists,
  versions: z.record(z.string(), z.number().int().nonnegative()),
})
export type RiskTerms = z.output<typeof RiskTerms>

/** What is known of a client that bears on their risk. */
export const RiskInputs = z.object({
  customer: z.object({
    pep: PepKind,
    /** Found on a list, and told apart by nobody. */
    isListedAsPep: z.boolean(),
    hasAdverseMedia: z.boolean(),
    occupation: z.string().optional(),
    employer: z.string().optional(),
  }),
  geography: z.object({
    /** In order: of nationality, residence, addresses, tax residence, papers. */
    countries: z.array(Alpha2),
    /** In order: of the banks that the client's payments came from or were to go to. */
    counterparties: z.array(Alpha2).optional(),
  }),
  product: z.object({ hasLive: z.boolean(), isLeveraged: z.boolean() }),
  channel: z.object({ kind: RiskChannel }),
  activity: z.object({
    upheldAlerts: z.number().int().nonnegative(),
    expectedMonthlyDeposits: Decimal.optional(),
    /** In MUR: what came in or went out, whichever is more, in the month of the last twelve that had most of it. */
    busiestMonth: Total.optional(),
  }),
  isSanctioned: z.boolean(),
})
export type RiskInputs = z.output<typeof RiskInputs>

/** Keyed hashes of what each factor was computed from: they die with the person's key. */
export const RiskInputsHashes = z.object({
  customer: Sha256,
  geography: Sha256,
  product: Sha256,
  channel: Sha256,
  activity: Sha256,
})
export const RiskFactor = z.object({ name: RiskFactorName, value: Value, weight: Weight, inputsHash: Sha256 })
export type RiskFactor = z.output<typeof RiskFactor>

/** A tier that people have set in place of the model's. */
export const RiskOverride = z.object({
  tier: RiskLevel,
  direction: z.enum(['up', 'down']),
  /** The model's own tier when it was set: facts that raise it end a lowering. */
  computedTier: RiskLevel,
  reason: SealedReason,
  expiresOn: Day.optional(),
  by: Id,
  /** The first of two, for a lowering, and what both have said. */
  proposedBy: Id.optional(),
  commandHash: Sha256.optional(),
  at: Time,
})
export type RiskOverride = z.output<typeof RiskOverride>
