import {
  BankAccountStatus,
  DepositStatus,
  PaymentMethod,
  PayoutOutcome,
  ReceiptStatus,
  TravelRuleFault,
  WithdrawalStatus,
} from '@filao/contracts'
import {
  CountryString,
  CurrencyString,
  DecimalString,
  IdString,
  NameString,
  pageOf,
  pageQuery,
  TimeString,
} from '@filao/service'
import { electronicFormatIBAN, isValidBIC, isValidIBAN } from 'ibantools'
import { z } from 'zod'

/** A whole number of minor units is judged by the rules: here it is only a decimal. */
const Amount = DecimalString
export const IdPath = z.strictObject({ id: z.uuid() })
export type IdPath = z.output<typeof IdPath>

/** What the first of two people has said, for staff: the second says the same. `at` is null where it was not kept. */
const proposal = { by: z.uuid(), at: TimeString.nullable(), commandHash: z.string() }

export const CreateDepositBody = z
  .strictObject({ currency: CurrencyString, amount: Amount, method: PaymentMethod, accountId: IdString.optional() })
  .meta({ id: 'CreateDeposit', examples: [{ currency: 'MUR', amount: '5000', method: 'bank_transfer' }] })
export type CreateDepositBody = z.output<typeof CreateDepositBody>
export const DepositQuery = z.strictObject({
  accountId: z.uuid().optional(),
  status: DepositStatus.optional(),
  ...pageQuery,
})
export type DepositQuery = z.output<typeof DepositQuery>
export const DepositView = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    currency: CurrencyString,
    amount: DecimalString,
    method: PaymentMethod,
    /** What to write on the payment. */
    reference: z.string(),
    /** The account to pay into by bank; null where treasury has named none, or it is paid otherwise. */
    payTo: z.object({ name: z.string(), bankName: z.string(), iban: z.string() }).nullable(),
    /** The page on which it can be paid, once the provider has made it; methods by page only. */
    paymentLink: z.url().nullable(),
    status: DepositStatus,
    receivedAmount: DecimalString.nullable(),
    fee: DecimalString.nullable(),
    /** The day from which it may be credited. */
    settlementDate: z.string().nullable(),
    murAmount: DecimalString.nullable(),
    holdReason: z.string().nullable(),
    /** Checks of the travel rule that fail of its data; for compliance. */
    travelRuleFaults: z.array(TravelRuleFault).nullable(),
    /** What waits for a second person: of a release compliance is told, of what treasury says treasury too. */
    proposals: z
      .array(
        z.object({
          action: z.enum(['release', 'refund', 'allocate']),
          /** The account that it is to be given to. */
          accountId: z.uuid().nullable(),
          ...proposal,
        }),
      )
      .nullable(),
    /** Its account was closed before it could be credited: two people of treasury say where the money goes. */
    isStranded: z.boolean(),
    allocatedTo: z.uuid().nullable(),
    initiatedAt: TimeString,
    creditedAt: TimeString.nullable(),
    expiresAt: TimeString,
  })
  .meta({ id: 'Deposit' })
export type DepositView = z.output<typeof DepositView>
export const DepositList = pageOf(DepositView).meta({ id: 'DepositList' })
export type DepositList = z.output<typeof DepositList>

export const CreateWithdrawalBody = z
  .strictObject({ currency: CurrencyString, amount: Amount, bankAccountId: IdString, accountId: IdString.optional() })
  .meta({
    id: 'CreateWithdrawal',
    examples: [{ currency: 'MUR', amount: '2500', bankAccountId: '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d' }],
  })
export type CreateWithdrawalBody = z.output<typeof CreateWithdrawalBody>
export const WithdrawalQuery = z.strictObject({
  accountId: z.uuid().optional(),
  status: WithdrawalStatus.optional(),
  ...pageQuery,
})
export type WithdrawalQuery = z.output<typeof WithdrawalQuery>
export const WithdrawalView = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    bankAccountId: z.uuid(),
    currency: CurrencyString,
    amount: DecimalString,
    /** Taken from the amount. */
    fee: DecimalString,
    status: WithdrawalStatus,
    /** Why it was rejected or failed. */
    reason: z.string().nullable(),
    murAmount: DecimalString.nullable(),
    requestedAt: TimeString,
    /** Three to five working days after the request. */
    estimatedCompletion: z.string(),
    completedAt: TimeString.nullable(),
    /** It came back, or was not paid out again, and its account is closed: two people of treasury pay it out again. */
    isStranded: z.boolean(),
    /** The withdrawal as which it is paid out again. */
    reissuedAs: z.uuid().nullable(),
    /** For staff: how many people have to approve, who has, and what an approval binds to. */
    review: z
      .object({
        tier: z.number().int(),
        approvalHash: z.string(),
        /** Of what has been approved. */
        commandHash: z.string().nullable(),
        firstApprovedBy: z.uuid().nullable(),
        firstApprovedAt: TimeString.nullable(),
        approvedBy: z.uuid().nullable(),
        approvedAt: TimeString.nullable(),
        /** What became of the payout, as the first of two people says. */
        resolution: z.object({ outcome: PayoutOutcome, evidence: z.string().nullable(), ...proposal }).nullable(),
        /** What the bank says of a payout that has ended otherwise, until two people say what is true. */
        contradiction: z.object({ told: PayoutOutcome, code: z.string().nullable(), at: TimeString }).nullable(),
        riskFlags: z.array(z.string()).nullable(),
        /** Checks of the travel rule that fail of its data; for compliance. */
        travelRuleFaults: z.array(TravelRuleFault).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Withdrawal' })
export type WithdrawalView = z.output<typeof WithdrawalView>
export const WithdrawalList = pageOf(WithdrawalView).meta({ id: 'WithdrawalList' })
export type WithdrawalList = z.output<typeof WithdrawalList>
export const ReissueBody = z.strictObject({ bankAccountId: IdString }).meta({ id: 'ReissueWithdrawal' })
export type ReissueBody = z.output<typeof ReissueBody>
export const ApproveBody = z
  .strictObject({ approvalHash: z.string().regex(/^[0-9a-f]{64}$/) })
  .meta({ id: 'ApproveWithdrawal', description: 'The hash of what was seen: amount, currency and destination.' })
export type ApproveBody = z.output<typeof ApproveBody>
export const PaymentReasonBody = z.strictObject({ reason: z.string().min(1).max(500) }).meta({ id: 'PaymentReason' })
export type PaymentReasonBody = z.output<typeof PaymentReasonBody>
export const ResolveBody = z
  .strictObject({ outcome: PayoutOutcome, evidence: z.string().min(1).max(500) })
  .meta({ id: 'ResolvePayout' })
export type ResolveBody = z.output<typeof ResolveBody>

const MAURITIAN_IBAN = /^MU\d{2}[A-Z]{4}\d{19}[A-Z]{3}$/
const Iban = z
  .string()
  .max(42)
  .transform((text) => electronicFormatIBAN(text) ?? '')
  .refine((iban) => isValidIBAN(iban) && (!iban.startsWith('MU') || MAURITIAN_IBAN.test(iban)), 'Not an IBAN')
export const AddBankAccountBody = z
  .strictObject({
    accountId: IdString.optional(),
    country: CountryString,
    currency: CurrencyString,
    holderName: NameString,
    bankName: z.string().min(1).max(255).optional(),
    bankCode: z
      .string()
      .regex(/^[0-9A-Za-z]{1,20}$/)
      .optional(),
    swiftCode: z
      .string()
      .refine((code) => isValidBIC(code), 'Not a BIC')
      .optional(),
    iban: Iban.optional(),
    accountNumber: z
      .string()
      .regex(/^[0-9A-Za-z]{4,34}$/)
      .optional(),
  })
  .refine(({ iban, accountNumber }) => (iban === undefined) !== (accountNumber === undefined), {
    message: 'Either an IBAN or an account number',
    path: ['iban'],
  })
  .meta({
    id: 'AddBankAccount',
    examples: [{ country: 'MUS', currency: 'MUR', holderName: 'Ada Lovelace', iban: 'MU17BOMM0101101030300200000MUR' }],
  })
export type AddBankAccountBody = z.output<typeof AddBankAccountBody>
export const BankAccountQuery = z.strictObject({ accountId: z.uuid().optional() })
export type BankAccountQuery = z.output<typeof BankAccountQuery>
export const BankAccountView = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    country: CountryString,
    currency: CurrencyString,
    last4: z.string(),
    status: BankAccountStatus,
    /** For compliance: that it is the client's, as the first of two people says. */
    proposal: z.object(proposal).nullable(),
    addedAt: TimeString,
    verifiedAt: TimeString.nullable(),
    usableFrom: TimeString.nullable(),
  })
  .meta({ id: 'BankAccount' })
export type BankAccountView = z.output<typeof BankAccountView>
export const BankAccountList = z
  .object({ items: z.array(BankAccountView), next: z.null() })
  .meta({ id: 'BankAccountList' })
export type BankAccountList = z.output<typeof BankAccountList>

export const ReceiptQuery = z.strictObject({
  status: z.enum(['suspense', ...ReceiptStatus.options]).optional(),
  ...pageQuery,
})
export type ReceiptQuery = z.output<typeof ReceiptQuery>
export const ReceiptView = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    providerReference: z.string(),
    currency: CurrencyString,
    amount: DecimalString,
    status: ReceiptStatus,
    proposal: z
      .object({
        kind: z.enum(['allocate', 'return']),
        accountId: z.uuid().nullable(),
        ...proposal,
      })
      .nullable(),
    allocatedTo: z.uuid().nullable(),
    approvedBy: z.uuid().nullable(),
    receivedAt: TimeString,
  })
  .meta({ id: 'Receipt' })
export type ReceiptView = z.output<typeof ReceiptView>
export const ReceiptList = pageOf(ReceiptView).meta({ id: 'ReceiptList' })
export type ReceiptList = z.output<typeof ReceiptList>
export const AllocateBody = z.strictObject({ accountId: IdString }).meta({ id: 'Allocate' })
export type AllocateBody = z.output<typeof AllocateBody>

export const ProviderPath = z.strictObject({ provider: z.enum(['bank', 'mips']) })
export type ProviderPath = z.output<typeof ProviderPath>
