import { z } from 'zod'
import { Day, Decimal, Id, Time } from '../fields'
import { Country, Email, PersonName, PhoneNumber, PostalAddress } from '../identity/identity.fields'
import { personal } from '../personal'

/** Who or what a check is about. */
export const SubjectKind = z.enum([
  ...(['client', 'withdrawal', 'deposit_payer', 'bank_account'] as const),
  // The banks of who is paid, of who pays, and of a bank account.
  ...(['payee_bank', 'payer_bank', 'account_bank'] as const),
  // Whose paper an instrument is.
  'issuer',
])
export type SubjectKind = z.output<typeof SubjectKind>
export const CheckTrigger = z.enum(['onboarding', 'change', 'list', 'transaction', 'periodic', 'manual'])
export type CheckTrigger = z.output<typeof CheckTrigger>
export const RiskLevel = z.enum(['low', 'medium', 'high', 'critical'])
export type RiskLevel = z.output<typeof RiskLevel>

/** What screening is asked about: a person or a firm by any of its names. */
export const ScreenedParty = {
  names: personal('cdd', z.array(z.string().min(1).max(300)).min(1).max(20)),
  dateOfBirth: personal('cdd', Day).optional(),
  nationality: personal('cdd', Country).optional(),
  /** Of a passport or an identity card. */
  documentNumbers: personal('cdd', z.array(z.string().min(1).max(50)).max(20)).optional(),
}

/** A person's words about themselves. */
const Statement = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}+$/u)
export const PepKind = z.enum([
  'none',
  'foreign',
  'domestic',
  'international_organisation',
  'family',
  'close_associate',
])
export type PepKind = z.output<typeof PepKind>
export const IdentityDocument = z.object({
  type: z.enum(['passport', 'national_id', 'drivers_license']),
  number: z.string().min(1).max(50),
  country: Country,
  expiresOn: Day.optional(),
})

/** The values of customer due diligence, by field (regulation CDD-1; the last two CDD-5). */
export const CddValues = {
  legalName: z.string().min(1).max(300),
  otherNames: z.array(PersonName).max(10),
  dateOfBirth: Day,
  placeOfBirth: Statement,
  nationalities: z.array(Country).min(1).max(3),
  residentialAddress: PostalAddress,
  permanentAddress: PostalAddress,
  identityDocument: IdentityDocument,
  phoneNumber: PhoneNumber,
  email: Email,
  occupation: Statement,
  employer: Statement,
  purpose: Statement,
  /** In MUR. */
  expectedMonthlyDeposits: Decimal,
  sourceOfFunds: Statement,
  taxResidence: z.array(Country).min(1).max(5),
  pepDeclaration: PepKind,
  sourceOfWealth: Statement,
  transactionReasons: Statement,
}
/** A value with what has shown that it is true: a document's id or the provider's check. */
const fact = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, verifiedBy: z.string().min(1).max(100).optional(), verifiedAt: Time.optional() }).optional()

export const Cdd = z.object({
  legalName: fact(CddValues.legalName),
  otherNames: fact(CddValues.otherNames),
  dateOfBirth: fact(CddValues.dateOfBirth),
  placeOfBirth: fact(CddValues.placeOfBirth),
  nationalities: fact(CddValues.nationalities),
  residentialAddress: fact(CddValues.residentialAddress),
  permanentAddress: fact(CddValues.permanentAddress),
  identityDocument: fact(CddValues.identityDocument),
  phoneNumber: fact(CddValues.phoneNumber),
  email: fact(CddValues.email),
  occupation: fact(CddValues.occupation),
  employer: fact(CddValues.employer),
  purpose: fact(CddValues.purpose),
  expectedMonthlyDeposits: fact(CddValues.expectedMonthlyDeposits),
  sourceOfFunds: fact(CddValues.sourceOfFunds),
  taxResidence: fact(CddValues.taxResidence),
  pepDeclaration: fact(CddValues.pepDeclaration),
  sourceOfWealth: fact(CddValues.sourceOfWealth),
  transactionReasons: fact(CddValues.transactionReasons),
})
export type Cdd = z.output<typeof Cdd>
export const CddField = z.enum(Object.keys(CddValues) as [keyof typeof CddValues, ...(keyof typeof CddValues)[]])
export type CddField = z.output<typeof CddField>
/** Who has said something about a client: themselves, a person of staff, or the provider that looked at them. */
export const CddSource = z.object({ kind: z.enum(['client', 'staff', 'provider']), id: Id })
