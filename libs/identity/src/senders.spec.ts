import { complianceCommands, identityEvents, walletCommands } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { identityRules } from './index'

sendsByContract('identity', identityRules, { events: identityEvents, outgoing: [complianceCommands, walletCommands] })
