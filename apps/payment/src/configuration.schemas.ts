import type { ConfigurationKey } from '@filao/service'
import { isValidIBAN } from 'ibantools'
import { z } from 'zod'

const Decimal = z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
const ByCurrency = z.record(z.string().regex(/^[A-Z]{3}$/), Decimal)
const Method = z.enum(['bank_transfer', 'card', 'mcb_juice', 'mips'])
const byMethod = <Value extends z.ZodType>(value: Value) =>
  z.strictObject({ bank_transfer: value, card: value, mcb_juice: value, mips: value })

/** How old an exchange rate may be that a payment's equivalent in MUR is told by. */
export const RATE_AGE: ConfigurationKey<number> = {
  name: 'fx.max_age_hours',
  description: 'Hours after which an exchange rate is stale: a payment at one is held for a person.',
  schema: z.number().int().min(1).max(720),
  byDefault: 24,
  roles: ['treasury'],
}

export const METHODS: ConfigurationKey<readonly z.output<typeof Method>[]> = {
  name: 'deposit.methods',
  description: 'The methods by which money may be paid in.',
  schema: z.array(Method),
  byDefault: ['bank_transfer', 'card', 'mcb_juice', 'mips'],
  roles: ['treasury'],
}

/** Below a half, no rounding makes a fee of all that came. */
const FeeRate = z.string().regex(/^0(\.[0-4]\d{0,7})?$/)
const Rates = byMethod(FeeRate)
export const DEPOSIT_FEES: ConfigurationKey<z.output<typeof Rates>> = {
  name: 'fees.deposit',
  description: 'Share of a deposit that its method costs: 0.025 is 2.5 %.',
  schema: Rates,
  byDefault: { bank_transfer: '0', card: '0.025', mcb_juice: '0', mips: '0' },
  roles: ['treasury'],
}

const Hours = byMethod(z.number().int().min(1).max(8760))
export const EXPIRY: ConfigurationKey<z.output<typeof Hours>> = {
  name: 'deposit.expiry_hours',
  description: 'Hours after which a deposit that nobody has paid expires.',
  schema: Hours,
  byDefault: { bank_transfer: 240, card: 24, mcb_juice: 24, mips: 24 },
  roles: ['treasury'],
}

const Days = byMethod(z.number().int().min(0).max(30))
export const SETTLEMENT_DAYS: ConfigurationKey<z.output<typeof Days>> = {
  name: 'deposit.settlement_days',
  description: 'Working days between the receipt of a deposit and its credit.',
  schema: Days,
  byDefault: { bank_transfer: 0, card: 2, mcb_juice: 0, mips: 0 },
  roles: ['treasury'],
}

export const WITHDRAWAL_FEES: ConfigurationKey<z.output<typeof ByCurrency>> = {
  name: 'fees.withdrawal',
  description: 'What a withdrawal costs, by currency, taken from its amount; a currency that is absent costs nothing.',
  schema: ByCurrency,
  byDefault: {},
  roles: ['treasury'],
}

export const MINIMUM: ConfigurationKey<z.output<typeof ByCurrency>> = {
  name: 'withdrawal.minimum',
  description: 'The least that may be withdrawn, by currency.',
  schema: ByCurrency,
  byDefault: { MUR: '200', USD: '5', EUR: '5' },
  roles: ['treasury'],
}

const Tiers = z.strictObject({ second: Decimal, senior: Decimal })
export const TIERS: ConfigurationKey<z.output<typeof Tiers>> = {
  name: 'withdrawal.tiers_mur',
  description:
    'Value in MUR from which a withdrawal takes two people, and from which one of them is of senior management.',
  schema: Tiers,
  byDefault: { second: '100000', senior: '500000' },
  roles: ['treasury'],
}

export const COOLING_OFF: ConfigurationKey<number> = {
  name: 'withdrawal.cooling_off_hours',
  description: 'Hours between the verification of a bank account and the first payment to it.',
  schema: z.number().int().min(0).max(8760),
  byDefault: 168,
  roles: ['treasury', 'compliance', 'mlro'],
}

export const RETURN_DAYS: ConfigurationKey<number> = {
  name: 'withdrawal.return_days',
  description:
    'Days after its completion for which the bank is asked whether a payout has come back. By the rulebook of SEPA credit ' +
    'transfers (EPC125-05) a return is due within 3 working days, a recall within 10, and its answer 15 later.',
  schema: z.number().int().min(1).max(400),
  byDefault: 35,
  roles: ['treasury'],
}

export const ORPHAN_MINUTES: ConfigurationKey<number> = {
  name: 'hold.orphan_minutes',
  description: 'Minutes after which a payment that stands still and that nobody has taken is one without an owner.',
  schema: z.number().int().min(1).max(1_440),
  byDefault: 15,
  roles: ['compliance', 'mlro'],
}

const HouseBankAccount = z.strictObject({
  name: z.string().min(1).max(100),
  bankName: z.string().min(1).max(255),
  iban: z
    .string()
    .max(34)
    .refine((iban) => isValidIBAN(iban), 'Not an IBAN'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  purpose: z.enum(['client_money', 'firm_money']),
  active: z.boolean(),
})
export type HouseBankAccount = z.output<typeof HouseBankAccount>
export const HOUSE_BANK_ACCOUNTS: ConfigurationKey<readonly HouseBankAccount[]> = {
  name: 'house_bank_accounts',
  description: 'The firm’s own accounts at banks. Clients pay into the active one of client money in their currency.',
  schema: z
    .array(HouseBankAccount)
    .max(100)
    .refine((all) => new Set(all.map(({ iban }) => iban)).size === all.length, 'An account is there once')
    .refine((all) => {
      const open = all.filter(({ active, purpose }) => active && purpose === 'client_money')
      return new Set(open.map(({ currency }) => currency)).size === open.length
    }, 'There is one account to pay into for a currency'),
  byDefault: [],
  roles: ['treasury'],
}

const TRAVEL_RULE_ROLES = ['compliance', 'mlro'] as const
const Authority = z.string().regex(/^RA\d{6}$/)

export const TRAVEL_RULE_THRESHOLD: ConfigurationKey<string> = {
  name: 'travel_rule.threshold_mur',
  description: 'Value in MUR from which it has to be known who pays whom; 0: of every transfer.',
  schema: Decimal,
  byDefault: '0',
  roles: TRAVEL_RULE_ROLES,
}

const Policy = z.strictObject({
  deposit: z.enum(['execute', 'suspend']),
  withdrawal: z.enum(['execute', 'reject', 'suspend']),
})
export const TRAVEL_RULE_POLICY: ConfigurationKey<z.output<typeof Policy>> = {
  name: 'travel_rule.policy',
  description: 'What becomes of a transfer of which it is not known who pays whom: `suspend` lets people decide.',
  schema: Policy,
  byDefault: { deposit: 'suspend', withdrawal: 'suspend' },
  roles: TRAVEL_RULE_ROLES,
}

export const TRAVEL_RULE_ENHANCED_FROM: ConfigurationKey<string | null> = {
  name: 'travel_rule.r16_2025_from',
  description: 'The day from which recommendation 16 of June 2025 is in force; null: it is not yet.',
  schema: z.iso.date().nullable(),
  byDefault: null,
  roles: TRAVEL_RULE_ROLES,
}

export const REGISTRATION_AUTHORITIES: ConfigurationKey<readonly string[]> = {
  name: 'travel_rule.registration_authorities',
  description:
    'Codes of the GLEIF list of registration authorities, as it stands: a transfer that names one that is not on it fails.',
  schema: z
    .array(Authority)
    .max(2000)
    .refine((codes) => new Set(codes).size === codes.length, 'An authority is there once'),
  byDefault: [],
  roles: TRAVEL_RULE_ROLES,
}

const Firm = z
  .strictObject({
    legalName: z.string().min(1).max(100),
    country: z.string().regex(/^[A-Z]{2}$/),
    lei: z
      .string()
      .regex(/^[0-9A-Z]{18}\d{2}$/)
      .optional(),
    /** What it is registered under, where it has no legal entity identifier. */
    registration: z.strictObject({ number: z.string().min(1).max(35), authority: Authority }).optional(),
  })
  .refine(({ lei, registration }) => lei === undefined || registration === undefined, {
    message: 'One identifier is told: the legal entity identifier, or the registration',
    path: ['registration'],
  })
export const TRAVEL_RULE_FIRM: ConfigurationKey<z.output<typeof Firm>> = {
  name: 'travel_rule.firm',
  description: 'The firm as the other side of a transfer is told of it.',
  schema: Firm,
  byDefault: { legalName: 'Filao', country: 'MU' },
  roles: TRAVEL_RULE_ROLES,
}

export const SETTINGS = [
  RATE_AGE,
  METHODS,
  DEPOSIT_FEES,
  EXPIRY,
  SETTLEMENT_DAYS,
  WITHDRAWAL_FEES,
  MINIMUM,
  TIERS,
  COOLING_OFF,
  RETURN_DAYS,
  ORPHAN_MINUTES,
  HOUSE_BANK_ACCOUNTS,
  TRAVEL_RULE_THRESHOLD,
  TRAVEL_RULE_POLICY,
  TRAVEL_RULE_ENHANCED_FROM,
  REGISTRATION_AUTHORITIES,
  TRAVEL_RULE_FIRM,
] as const
