import {
  complianceCommands,
  identityCommands,
  marketCommands,
  marketEvents,
  orderCommands,
  type MarketCommand,
  type MarketEvent,
} from '@filao/contracts'
import type { ServiceDefinition, ServiceEngine } from '@filao/engine'
import { marketRules, type MarketRefusal, type MarketState } from '@filao/market'

export type MarketDefinition = ServiceDefinition<MarketCommand, MarketEvent, MarketState, MarketRefusal>
export type MarketEngine = ServiceEngine<MarketCommand, MarketEvent, MarketState, MarketRefusal>

/** Who causes what the service does by itself. */
export const MARKET = 'system:market'

/** The service as the engine knows it. It sends commands to itself: a calendar and its followers live apart. */
export const marketDefinition: MarketDefinition = {
  service: 'market',
  commands: marketCommands,
  events: marketEvents,
  rules: marketRules,
  outgoing: [orderCommands, marketCommands, identityCommands, complianceCommands],
}
