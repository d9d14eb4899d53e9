import {
  complianceCommands,
  identityCommands,
  marketCommands,
  marketEvents,
  orderCommands,
  orderEvents,
  paymentCommands,
  walletCommands,
  walletEvents,
  type MarketCommand,
  type MarketEvent,
  type OrderCommand,
  type OrderEvent,
  type WalletCommand,
  type WalletEvent,
} from '@filao/contracts'
import type { ServiceDefinition } from '@filao/engine'
import { marketRules, type MarketRefusal, type MarketState } from '@filao/market'
import { parseUnits } from '@filao/money'
import { orderRules, type Book, type OrderRefusal } from '@filao/order'
import { walletRules, type Account, type WalletRefusal } from '@filao/wallet'

/** The services of a simulated platform. A test that plants a defect gives other rules. */
export interface Definitions {
  readonly market: ServiceDefinition<MarketCommand, MarketEvent, MarketState, MarketRefusal>
  readonly order: ServiceDefinition<OrderCommand, OrderEvent, Book, OrderRefusal>
  readonly wallet: ServiceDefinition<WalletCommand, WalletEvent, Account, WalletRefusal>
}

/** The services with the rules that the platform runs. */
export const DEFINITIONS: Definitions = {
  market: {
    service: 'market',
    commands: marketCommands,
    events: marketEvents,
    rules: marketRules,
    outgoing: [orderCommands, marketCommands, identityCommands, complianceCommands],
  },
  order: {
    service: 'order',
    commands: orderCommands,
    events: orderEvents,
    rules: orderRules,
    outgoing: [marketCommands, walletCommands],
  },
  wallet: {
    service: 'wallet',
    commands: walletCommands,
    events: walletEvents,
    rules: walletRules,
    outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
    prepare: withRate,
  },
}

/** The rate that wallet's intake attaches. */
function withRate(command: WalletCommand): WalletCommand {
  const rated =
    command.type === 'ReserveFunds' || command.type === 'IncreaseReservation' || command.type === 'SettleLeg'
  if (!rated || command.currency === 'USD') return command
  return { ...command, rate: { rate: parseUnits('1.1'), source: 'simulation', quotedAt: 0, stale: false } }
}
