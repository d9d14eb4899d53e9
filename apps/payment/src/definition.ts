import {
  complianceCommands,
  paymentCommands,
  paymentEvents,
  walletCommands,
  type PaymentCommand,
  type PaymentEvent,
} from '@filao/contracts'
import type { Sealer, ServiceDefinition } from '@filao/engine'
import { paymentRules, type PaymentAccount, type PaymentRefusal } from '@filao/payment'
import type { ExchangeRates } from '@filao/service'

export type PaymentDefinition = ServiceDefinition<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal>

/** The service as the engine knows it. */
export const paymentDefinition = (sealer: Sealer, rates: Pick<ExchangeRates, 'between'>): PaymentDefinition => ({
  service: 'payment',
  commands: paymentCommands,
  events: paymentEvents,
  rules: paymentRules,
  outgoing: [complianceCommands, paymentCommands, walletCommands],
  sealer,
  prepare: (command) => withRate(command, rates),
})

/** The command with the rate to MUR that its payment is valued by: fixed here, at the time of the transaction. */
function withRate(command: PaymentCommand, rates: Pick<ExchangeRates, 'between'>): PaymentCommand {
  switch (command.type) {
    case 'ReceiveDeposit':
    case 'ReceiveAllocation':
    case 'RecordUnknownReceipt':
    case 'RequestWithdrawal':
    case 'ReissueWithdrawal':
      return command.rate === undefined ? { ...command, rate: rates.between(command.currency, 'MUR') } : command
    default:
      return command
  }
}
