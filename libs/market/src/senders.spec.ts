import { complianceCommands, identityCommands, marketCommands, marketEvents, orderCommands } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { marketRules } from './index'

sendsByContract('market', marketRules, {
  events: marketEvents,
  outgoing: [complianceCommands, identityCommands, marketCommands, orderCommands],
})
