import type { BankAccountStatus } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { Checks, Screened } from './screening.state'

/** Where an account may be paid out to. */
export interface BankAccount extends Screened, Checks {
  readonly bankAccountId: Id
  readonly userId: Id
  readonly currency: string
  readonly country: string
  readonly last4: string
  readonly fingerprint: string
  readonly nameScore: number
  readonly coolingOffHours: number
  readonly addedAt: Instant
  status: BankAccountStatus
  verification: 'name_match' | 'micro_deposit' | 'document' | 'manual' | undefined
  proposedBy: Id | undefined
  /** Of what the first of two people has said. */
  commandHash: string | undefined
  proposedAt: Instant | undefined
  verifiedBy: Id | undefined
  verifiedAt: Instant | undefined
  usableFrom: Instant | undefined
  removedAt: Instant | undefined
}
