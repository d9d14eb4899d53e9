import type {
  ComplianceCommand,
  IdentityCommand,
  InstrumentTerms,
  MarketCommand,
  MarketEvent,
  OrderCommand,
} from '@filao/contracts'
import { never, partitionOf, type Id, type Instant, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import type { AssetRecord } from './instrument.state'
import { calendarIdOf } from './market.commands'
import type { EventNamed } from './market.events'

/**
 * Order learns the terms and the session of each instrument, compliance who has issued it; the instrument follows its
 * calendar; who made an alert is told that it has fired.
 */
export function reactions(event: MarketEvent, { now }: Pick<Moment, 'now'>): readonly Reaction[] {
  switch (event.type) {
    case 'AssetListed':
    case 'AssetUpdated':
      return [toOrder(event.assetId, setInstrument(event)), toMarket(followed(event)), toCompliance(event)]
    case 'SessionChanged':
      return [toOrder(event.assetId, setSession(event))]
    case 'CalendarPublished':
      return event.assetIds.map((assetId) =>
        toMarket({ type: 'ScheduleInstrument', assetId, calendar: event.calendar }),
      )
    case 'QuoteUpdated':
      return applyQuote(event)
    case 'AlertTriggered':
      return [toIdentity(event, now)]
    case 'BarClosed':
    case 'InstrumentScheduled':
    case 'CalendarChanged':
    case 'CalendarFollowed':
    case 'FxRateChanged':
    case 'AlertCreated':
    case 'AlertCancelled':
    case 'AlertRearmed':
    case 'WatchlistChanged':
      return []
    default:
      return never(event)
  }
}

/** One timer per instrument, for the next change of its session or trading day. */
export const timers = (event: MarketEvent): readonly TimerChange<MarketCommand>[] =>
  event.type === 'SessionChanged'
    ? [
        {
          set: `session/${event.assetId}`,
          dueAt: event.validUntil,
          command: { type: 'AdvanceSession', assetId: event.assetId },
        },
      ]
    : []

/** Demo orders trade on prices from outside; live matching never hears of them. */
function applyQuote({ assetId, lastPrice, asOf, ageMsMax }: EventNamed<'QuoteUpdated'>): readonly Reaction[] {
  if (ageMsMax === undefined || lastPrice === undefined) return []
  return [toOrder(assetId, { type: 'ApplyQuote', assetId, lastPrice, asOf, ageMsMax })]
}

const toOrder = (assetId: Id, command: OrderCommand): Reaction => ({
  to: 'order',
  partition: partitionOf(assetId),
  command,
})

function toCompliance({ assetId, symbol, issuer }: AssetRecord): Reaction {
  const command: ComplianceCommand = { type: 'RegisterInstrument', assetId, symbol, ...(issuer && { issuer }) }
  return { to: 'compliance', partition: partitionOf(assetId), command }
}

/** Each firing is one command, which its link numbers: it is told once. */
function toIdentity(fired: EventNamed<'AlertTriggered'>, firedAt: Instant): Reaction {
  const { userId, alertId, symbol, alertType, conditionValue, price, customMessage } = fired
  const command: IdentityCommand = {
    type: 'NotifyOfAlert',
    userId,
    alertId,
    symbol,
    alertType,
    conditionValue,
    price,
    firedAt,
    ...(customMessage !== undefined && { customMessage }),
  }
  return { to: 'identity', partition: partitionOf(userId), command }
}

/** A calendar lives in another partition than most of its followers, so that they talk by commands like two services. */
const toMarket = (command: Extract<MarketCommand, { type: 'FollowCalendar' | 'ScheduleInstrument' }>): Reaction => ({
  to: 'market',
  partition: partitionOf(command.type === 'FollowCalendar' ? command.calendarId : command.assetId),
  command,
})

function setInstrument(asset: AssetRecord): OrderCommand {
  const { assetId, symbol, quoteCurrency } = asset
  return { type: 'SetInstrument', assetId, symbol, quoteCurrency, terms: termsOf(asset) }
}

function termsOf(asset: AssetRecord): InstrumentTerms {
  const { status, exchange, assetType, isTradable, isDemoTradable, tickSize, tickLadder, lotSize } = asset
  const { minOrderQuantity, maxOrderQuantity, priceBandPercent, marketCollarPercent } = asset
  return {
    status,
    exchange,
    assetType,
    isTradable,
    isDemoTradable,
    tickSize,
    lotSize,
    minOrderQuantity,
    marketCollarPercent,
    ...(tickLadder && { tickLadder }),
    ...(maxOrderQuantity !== undefined && { maxOrderQuantity }),
    ...(priceBandPercent !== undefined && { priceBandPercent }),
  }
}

function setSession({
  type: _,
  symbol: __,
  day: ___,
  validUntil: ____,
  ...session
}: EventNamed<'SessionChanged'>): OrderCommand {
  return { type: 'SetSession', ...session }
}

const followed = ({ assetId, calendarCode }: AssetRecord): Extract<MarketCommand, { type: 'FollowCalendar' }> => ({
  type: 'FollowCalendar',
  calendarId: calendarIdOf(calendarCode),
  code: calendarCode,
  assetId,
})
