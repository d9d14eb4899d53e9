import { never } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import type { PaymentEvent } from './payment.events'

/** Total: every event in every state. An event is a fact, so nothing here is refused. */
export function evolve(account: PaymentAccount, event: PaymentEvent): PaymentAccount {
  switch (event.type) {
    case 'PayoutsHeld':
      account.payoutsHeld = true
      break
    case 'PayoutsReleased':
      account.payoutsHeld = false
      break
    case 'DepositGateSet':
      account.gate = event.open ? 'open' : 'closed'
      break
    default:
      return never(event)
  }
  return account
}
