import { z } from 'zod'
import { Country, PersonName } from '../identity/identity.fields'
import { Decimal, ExchangeRate, Id, Uuid } from '../fields'
import { Alpha2 } from '../compliance/risk.fields'
import { personal } from '../personal'

/** What a check of compliance is about, as payment asks for it. */
export const ScreenedKind = z.enum([
  ...(['client', 'withdrawal', 'deposit_payer', 'bank_account', 'payee_bank', 'payer_bank', 'account_bank'] as const),
])
export type ScreenedKind = z.output<typeof ScreenedKind>
/** `other`: a hit, or no answer that anybody may act upon. What it was is not told to payment. */
export const ScreeningOutcome = z.enum(['clear', 'other'])
export const WithdrawalStatus = z.enum([
  'pending',
  'admin_review',
  'approved',
  'processing',
  'completed',
  'rejected',
  'cancelled',
  'flagged',
  'failed',
])
export type WithdrawalStatus = z.output<typeof WithdrawalStatus>
export const DepositStatus = z.enum([
  'pending',
  'processing',
  'cleared',
  'failed',
  'refunded',
  'held',
  'charged_back',
  'allocated',
])
export type DepositStatus = z.output<typeof DepositStatus>
export const PaymentMethod = z.enum(['bank_transfer', 'card', 'mcb_juice', 'mips', 'crypto', 'mobile_money', 'other'])
export type PaymentMethod = z.output<typeof PaymentMethod>
/** The outside systems that money comes in and goes out by. */
export const PaymentProvider = z.enum(['bank', 'mips'])
export type PaymentProvider = z.output<typeof PaymentProvider>
export const DestinationType = z.enum(['bank', 'crypto_wallet', 'mobile_money'])
export const BankAccountStatus = z.enum(['pending_verification', 'verified', 'rejected', 'removed'])
export type BankAccountStatus = z.output<typeof BankAccountStatus>
export const BankAccountVerification = z.enum(['name_match', 'micro_deposit', 'document', 'manual'])
export const PayoutStatus = z.enum(['submitted', 'accepted', 'completed', 'failed', 'returned', 'unknown'])
export type PayoutStatus = z.output<typeof PayoutStatus>
/** What became of a payout, as whoever tells of it says. */
export const PayoutOutcome = z.enum(['completed', 'failed'])
export type PayoutOutcome = z.output<typeof PayoutOutcome>
export const ReceiptStatus = z.enum(['open', 'allocated', 'returned', 'charged_back'])
/**
 * Whether wallet has credited what came in, or keeps it in suspense: until the account is let go, or, of one that has been
 * closed, until two people say where it goes.
 */
export const CreditOutcome = z.enum(['credited', 'suspended', 'stranded'])
export type CreditOutcome = z.output<typeof CreditOutcome>

/** What the payer writes on the transfer, and what the provider calls the order: 5 to 25 letters and digits. */
export const PaymentReference = z.string().regex(/^[0-9A-Za-z]{5,25}$/)
/** The provider's own name of a movement of money. */
export const ProviderReference = z.string().min(1).max(255)
/** EndToEndId of ISO 20022. */
export const EndToEndId = z.string().regex(/^[0-9A-Za-z]{1,35}$/)
/** Hex of a keyed hash: of a destination, or of what an approval binds to. */
export const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/)
export const LastFour = z.string().regex(/^[0-9A-Za-z]{1,4}$/)
export const FreeText = z.string().min(1).max(500)
/** What made somebody look at a payment, snake_case; the reasons of people stand apart, sealed. */
export const RiskFlag = z.enum([
  'screening',
  'rate_stale',
  'travel_rule',
  'payouts_held',
  'amount_mismatch',
  'payer_mismatch',
  'staff',
])
export type RiskFlag = z.output<typeof RiskFlag>
/** What may wait for a person. */
export const HeldKind = z.enum(['deposit', 'withdrawal', 'receipt'])
export type HeldKind = z.output<typeof HeldKind>

/** Value in MUR at the time of the transaction with the rate that it was told by; never computed again. */
export const inRupees = { rate: ExchangeRate.optional(), murAmount: Decimal.optional() }

/** Whoever a payment comes from, as far as the provider tells. */
const Payer = z.object({
  name: PersonName,
  accountLast4: LastFour.optional(),
  /** Of the bank that it comes from. */
  country: Alpha2.optional(),
  /** The bank that it comes from. */
  bankName: z.string().min(1).max(255).optional(),
})
export const payer = personal('transaction', Payer)
export type Payer = z.output<typeof Payer>

/** The same of money of nobody, of which no name need be told. */
const Sender = Payer.partial({ name: true })
export const sender = personal('transaction', Sender)
export type Sender = z.output<typeof Sender>

/** Where a payout goes. */
const Destination = z.object({
  holderName: PersonName,
  bankName: z.string().max(255).optional(),
  bankCode: z.string().max(20).optional(),
  swiftCode: z.string().max(11).optional(),
  country: Country,
  iban: z.string().max(34).optional(),
  accountNumber: z.string().max(34).optional(),
})
export const destination = personal('transaction', Destination)
export type Destination = z.output<typeof Destination>

/** The name by which identity and compliance know the client. */
export const clientName = personal('transaction', PersonName)
/** Why a person did something to a client's payment. */
export const staffReason = personal('transaction', FreeText)
/** IVMS101.2023 of a transfer (regulation 1.7). */
export const travelRule = personal('transaction', z.record(z.string(), z.unknown()))
/** What fails of it: it is not there, not of the form, or one of the checks of regulation 1.7. `R16`: of June 2025. */
export const TravelRuleFault = z.enum([
  ...(['missing', 'form', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C12', 'R16'] as const),
])
export type TravelRuleFault = z.output<typeof TravelRuleFault>
/** By what the data of a transfer are judged, from the settings at its time. */
export const TravelRuleTerms = z.object({
  /** What becomes of a transfer whose data fail. */
  policy: z.enum(['execute', 'reject', 'suspend']),
  /** Value in MUR below which nothing is asked for. */
  threshold: Decimal,
  /** Codes of the GLEIF list of registration authorities. */
  registrationAuthorities: z.array(z.string().max(20)).max(2000),
  /** Set once recommendation 16 of June 2025 is in force. */
  enhanced: z.boolean(),
  isCrossBorder: z.boolean(),
})
export type TravelRuleTerms = z.output<typeof TravelRuleTerms>
/** The data of a transfer, and by what they are judged. */
export const travelRuleAsked = { travelRule: travelRule.optional(), travelRuleTerms: TravelRuleTerms.optional() }
/** The data of a transfer, and what failed of them. */
export const travelRuleFound = {
  travelRule: travelRule.optional(),
  travelRuleFaults: z.array(TravelRuleFault).max(15).optional(),
}

/** Of a payout: who is paid and where, what was approved, and the ids by which bank and compliance know it. */
export const payoutTerms = {
  bankAccountId: Id,
  clientName,
  /** As the bank account was when it was asked for: a copy, which no later change of the account touches. */
  destination,
  /** What an approval binds to: amount, currency and destination. */
  approvalHash: Fingerprint,
  endToEndId: EndToEndId,
  uetr: Uuid,
  clientCheckId: Id,
  holderCheckId: Id,
}
