import { never, type Rules } from '@filao/kernel'
import { holdPayouts, releasePayouts, setDepositGate } from './account.decider'
import { newAccount, type PaymentAccount } from './account.state'
import type { PaymentCommand } from './payment.commands'
import type { PaymentEvent } from './payment.events'
import type { PaymentDecision, PaymentRefusal } from './payment.refusals'
import { evolve } from './payment.state'

/** An empty list means: already done, or ignored; the first answer stands. */
export function decide(command: PaymentCommand, account: PaymentAccount): PaymentDecision {
  switch (command.type) {
    case 'HoldPayouts':
      return holdPayouts(command, account)
    case 'ReleasePayouts':
      return releasePayouts(command, account)
    case 'SetDepositGate':
      return setDepositGate(command, account)
    // Of a payment that is not here.
    case 'RecordScreening':
      return []
    default:
      return never(command)
  }
}

/** The rules of the payment service: one aggregate per account. */
export const paymentRules: Rules<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal> = {
  decider: { initial: newAccount, decide, evolve },
  aggregateOf: (command) => ('accountId' in command ? command.accountId : command.referenceId),
  reactions: () => [],
}
