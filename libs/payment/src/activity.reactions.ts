import { isSealed, type ComplianceCommand, type PaymentDirection } from '@filao/contracts'
import { assert, COUNTRIES, partitionOf, type Reaction } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { PaymentEvent } from './payment.events'
import { measuredRupees } from './rupees.state'

/**
 * A country that is none of ISO 3166-1, or that nobody has told, in the word of IVMS101. It counts as any that the officers
 * have set nothing for (`geography.scores`): whoever does not say where money comes from is not better off for it.
 */
const UNKNOWN_COUNTRY = 'XX'

/**
 * What compliance is told of a client's payments and bank accounts, by which it scores the client (regulation 1.2): whose
 * bank is at the other end, before anything is credited or paid, and how much has come in or gone out.
 */
export function activityReactions(event: PaymentEvent): readonly Reaction[] {
  switch (event.type) {
    case 'DepositReceived': {
      const { userId, depositId, payer } = event
      assert(!isSealed(payer), 'who has paid is known when it is received')
      return [counterparty({ userId, paymentId: depositId, country: payer.country ?? UNKNOWN_COUNTRY })]
    }
    // A country that pays nothing yet bears on the risk too: it is known before the first withdrawal.
    case 'BankAccountAdded': {
      const { userId, bankAccountId, country } = event
      return [counterparty({ userId, paymentId: bankAccountId, country: alpha2Of(country) })]
    }
    case 'WithdrawalRequested': {
      const { userId, withdrawalId, destination } = event
      assert(!isSealed(destination), 'who is paid is known when it is asked for')
      return [counterparty({ userId, paymentId: withdrawalId, country: alpha2Of(destination.country) })]
    }
    case 'DepositCleared': {
      // What a closed account could not take is a deposit once more where it is given to, and has come in once.
      const { userId, movementId: paymentId = event.depositId, gross: amount } = event
      return turnover({ userId, paymentId, direction: 'deposit', murAmount: measuredRupees({ ...event, amount }) })
    }
    case 'WithdrawalCompleted': {
      const { userId, withdrawalId: paymentId, creditId } = event
      // What is paid out again has gone out before.
      if (creditId !== undefined) return []
      const murAmount = measuredRupees({ ...event, amount: event.paid + event.fee })
      return turnover({ userId, paymentId, direction: 'withdrawal', murAmount })
    }
    case 'PayoutContradictionSettled': {
      const { userId, withdrawalId: paymentId, murAmount } = event
      return turnover({ userId, paymentId, direction: 'withdrawal', murAmount })
    }
    default:
      return []
  }
}

const alpha2Of = (country: string): string => COUNTRIES.get(country) ?? UNKNOWN_COUNTRY

const counterparty = (named: { readonly userId: string; readonly paymentId: string; readonly country: string }) =>
  toCompliance(named.userId, { type: 'RecordCounterparty', ...named })

/** What no rate has ever been known for cannot be measured. */
function turnover({
  murAmount,
  ...payment
}: {
  readonly userId: string
  readonly paymentId: string
  readonly direction: PaymentDirection
  readonly murAmount: Units | undefined
}): readonly Reaction[] {
  if (murAmount === undefined) return []
  return [toCompliance(payment.userId, { type: 'RecordTurnover', ...payment, murAmount })]
}

const toCompliance = (userId: string, command: ComplianceCommand): Reaction => ({
  to: 'compliance',
  partition: partitionOf(userId),
  command,
})
