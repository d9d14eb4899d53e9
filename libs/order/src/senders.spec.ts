import { marketCommands, orderEvents, walletCommands } from '@filao/contracts'
import { sendsByContract } from '@filao/testing'
import { orderRules } from './index'

sendsByContract('order', orderRules, { events: orderEvents, outgoing: [marketCommands, walletCommands] })
