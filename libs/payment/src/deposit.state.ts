import type {
  CreditOutcome,
  DepositStatus,
  ExchangeRate,
  PaymentMethod,
  PaymentProvider,
  RiskFlag,
  TravelRuleFault,
} from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { Proposal } from './proposal.state'
import type { Hold } from './hold.state'
import type { Screened } from './screening.state'

/** The money that came for a deposit. */
export interface Received {
  readonly providerReference: string
  readonly currency: string
  readonly amount: Units
  readonly fee: Units
  readonly settlesOn: string
  readonly checkId: string
  readonly bankCheckId?: string | undefined
  readonly rate: ExchangeRate | undefined
  readonly murAmount: Units | undefined
}

export interface Deposit extends Screened {
  readonly depositId: Id
  readonly userId: Id
  readonly currency: string
  readonly amount: Units
  readonly method: PaymentMethod
  readonly provider: PaymentProvider
  readonly reference: string
  readonly feeRate: Units
  readonly settlementDays: number
  readonly initiatedAt: Instant
  readonly expiresAt: Instant
  status: DepositStatus
  /** Page of the provider on which it can be paid. */
  link: string | undefined
  received: Received | undefined
  payerLast4: string | undefined
  holdReason: RiskFlag | undefined
  /** What failed of the data of the travel rule. */
  travelRuleFaults: readonly TravelRuleFault[]
  failure: string | undefined
  /** The first word of the two that release it from a hold. */
  release: Proposal | undefined
  releasedBy: Id | undefined
  /** The first word of the two that send it back. */
  refund: Proposal | undefined
  refundApprovedBy: Id | undefined
  /** The first word of the two that give what is stranded to another account of the client. */
  allocation: (Proposal & { readonly targetAccountId: Id }) | undefined
  allocatedTo: Id | undefined
  allocationApprovedBy: Id | undefined
  clearedAt: Instant | undefined
  creditedAt: Instant | undefined
  credit: CreditOutcome | undefined
  hold: Hold | undefined
}

/** The provider's own name of a movement of money: one thing's, whichever deposit it is by now. */
export const movementOf = (of: { readonly provider: PaymentProvider; readonly providerReference: string }): string =>
  `${of.provider}:${of.providerReference}`

/** In suspense for good: its account was closed before wallet could credit it. */
export const isStranded = ({ status, credit }: Pick<Deposit, 'status' | 'credit'>): boolean =>
  status === 'cleared' && credit === 'stranded'

/** Money that belongs to nobody yet. */
export interface Receipt extends Screened {
  readonly receiptId: Id
  readonly provider: PaymentProvider
  readonly providerReference: string
  readonly currency: string
  readonly amount: Units
  /** Whose key seals who has sent it. */
  readonly ownerId: Id
  readonly bankCheckId: Id | undefined
  readonly rate: ExchangeRate | undefined
  readonly murAmount: Units | undefined
  status: 'open' | 'allocated' | 'returned' | 'charged_back'
  /** The first word of the two that say where it goes. */
  proposal: (Proposal & { readonly kind: 'allocate' | 'return'; readonly targetAccountId: Id | undefined }) | undefined
  allocatedTo: Id | undefined
  approvedBy: Id | undefined
  hold: Hold | undefined
}
