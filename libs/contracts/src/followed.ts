import type { Contract } from './contract'
import { AccountOpened, IdentityChanged, ProfileUpdated, UserRegistered } from './identity'
import { AssetListed, AssetUpdated, FxRateChanged, QuoteUpdated } from './market'
import { MarketHalted, MarketHeld, MarketReleased, MarketResumed, QuotesWanted, TradeExecuted } from './order'
import type { ServiceName } from './service-name'

/**
 * The facts of other services that each service keeps a view of. A view feeds reads and courtesies: what changes an
 * aggregate arrives as a command. Audit is not named, as it records every topic whole. A service that follows anything
 * else does not start.
 */
export const FOLLOWED: Readonly<Partial<Record<ServiceName, readonly Contract[]>>> = {
  market: [TradeExecuted, MarketHalted, MarketResumed, MarketHeld, MarketReleased, QuotesWanted],
  order: [AccountOpened, FxRateChanged],
  wallet: [AssetListed, AssetUpdated, QuoteUpdated, FxRateChanged],
  payment: [AccountOpened, UserRegistered, ProfileUpdated, IdentityChanged, FxRateChanged],
}
