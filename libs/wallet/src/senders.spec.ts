import { complianceCommands, identityCommands, orderCommands, paymentCommands, walletEvents } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { walletRules } from './wallet.decider'

sendsByContract('wallet', walletRules, {
  events: walletEvents,
  outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
})
