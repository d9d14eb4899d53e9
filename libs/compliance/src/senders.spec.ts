import { complianceEvents, identityCommands, orderCommands, paymentCommands, walletCommands } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { complianceRules } from './compliance.decider'

sendsByContract('compliance', complianceRules, {
  events: complianceEvents,
  outgoing: [identityCommands, orderCommands, paymentCommands, walletCommands],
})
