import { complianceCommands, paymentCommands, paymentEvents, walletCommands } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { paymentRules } from './payment.decider'

sendsByContract('payment', paymentRules, {
  events: paymentEvents,
  outgoing: [complianceCommands, paymentCommands, walletCommands],
})
