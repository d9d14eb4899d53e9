import type {
  ExchangeRate,
  PayoutOutcome,
  PayoutStatus,
  RiskFlag,
  TravelRuleFault,
  WithdrawalStatus,
} from '@filao/contracts'
import type { Id, Instant, Word } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { Proposal } from './proposal.state'
import type { Hold } from './hold.state'

/** One approval, bound to what was approved. */
export interface Approval extends Word {
  readonly isSenior: boolean
  readonly at: Instant
}

export interface Withdrawal {
  readonly withdrawalId: Id
  readonly userId: Id
  readonly bankAccountId: Id
  readonly currency: string
  readonly amount: Units
  readonly fee: Units
  readonly rate: ExchangeRate | undefined
  murAmount: Units | undefined
  readonly approvalHash: string
  readonly endToEndId: string
  readonly uetr: string
  /** People who have to approve: 1, 2, or 3 for two of whom one is of senior management. */
  readonly tier: number
  readonly requestedAt: Instant
  status: WithdrawalStatus
  reservedAt: Instant | undefined
  /** Checks that have not come back clear yet. */
  readonly outstanding: Set<string>
  /** Checks that came back with anything else: each has to come back clear. */
  readonly hits: Set<string>
  readonly clientCheckId: string
  readonly holderCheckId: string
  readonly bankCheckId?: string | undefined
  screenedAt: Instant | undefined
  readonly flags: RiskFlag[]
  /** What failed of the data of the travel rule. */
  readonly travelRuleFaults: readonly TravelRuleFault[]
  flaggedBy: Id | undefined
  firstApproval: Approval | undefined
  approval: Approval | undefined
  rejectedBy: Id | undefined
  /** Why it ended without being paid, or why wallet keeps it back. */
  code: string | undefined
  /** The first word of the two that say what became of a payout. */
  resolution: (Proposal & { readonly outcome: PayoutOutcome }) | undefined
  payout: Payout | undefined
  contradiction: Contradiction | undefined
  completedAt: Instant | undefined
  /**
   * Under which id wallet keeps its money in suspense: what is paid out again has it from the withdrawal that it was, what
   * came back to a closed account is it itself.
   */
  creditId: Id | undefined
  /** The withdrawal as which it is paid out again. */
  reissuedAs: Id | undefined
  hold: Hold | undefined
}

export interface Payout {
  readonly payoutId: Id
  readonly attempt: number
  readonly submittedAt: Instant
  status: PayoutStatus
  providerReference: string | undefined
  code: string | undefined
  settledAt: Instant | undefined
}

/** The last word of a provider that was the opposite of how the payout had ended. */
export interface Contradiction {
  readonly told: PayoutOutcome
  readonly code: string | undefined
  readonly at: Instant
  /** When two people have said what is true. */
  readonly settledAt: Instant | undefined
}

/** What has not ended: it has, or may yet have, money reserved. */
export const isLive = ({ status }: Pick<Withdrawal, 'status'>): boolean =>
  status !== 'completed' && status !== 'rejected' && status !== 'cancelled' && status !== 'failed'

/** In suspense for good: its account was closed before its money came back. */
export const isStranded = (withdrawal: Pick<Withdrawal, 'status' | 'creditId' | 'reissuedAs'>): boolean =>
  !isLive(withdrawal) && withdrawal.creditId !== undefined && withdrawal.reissuedAs === undefined

/** Nobody has said yet whether the provider or the books are right. */
export const isContradicted = ({ contradiction }: Pick<Withdrawal, 'contradiction'>): boolean =>
  contradiction !== undefined && contradiction.settledAt === undefined

/** What became of a payout that has ended; what has come back was not paid in the end. */
export const outcomeOf = ({ status }: Payout): PayoutOutcome => (status === 'completed' ? 'completed' : 'failed')
