import { AssetListed, canonicalJson } from '@filao/contracts'
import { assert, never, type Decision, type Moment } from '@filao/kernel'
import { maxUnits, minUnits, ZERO } from '@filao/money'
import { decideAlert } from './alert.decider'
import { defectOf } from './asset.invariants'
import { shownQuote, type AssetRecord, type Instrument } from './instrument.state'
import type { CommandNamed, InstrumentCommand } from './market.commands'
import type { InstrumentEvent } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'
import { decideQuote, publishHeld } from './quote.decider'
import { sessionStateAt } from './session.state'

type InstrumentDecision = Decision<InstrumentEvent, MarketRefusal>

export function decideInstrument(
  command: InstrumentCommand,
  state: Instrument | undefined,
  at: Moment,
): InstrumentDecision {
  if (command.type === 'ListAsset') return list(command, state)
  if (!state) return refuse('asset_unknown')
  switch (command.type) {
    case 'UpdateAsset':
      return update(command, state)
    case 'IngestQuote':
      return decideQuote(command, state, at)
    case 'PublishQuote':
      return publishHeld(state)
    case 'CloseBar':
      return closeBar(command, state)
    case 'ScheduleInstrument':
      return schedule(command, state, at)
    case 'AdvanceSession':
      return advance(state, at)
    case 'CreateAlert':
    case 'CancelAlert':
    case 'FireAlerts':
    case 'ReviewAlerts':
    case 'EvaluateIndicators':
      return decideAlert(command, state, at)
    default:
      return never(command)
  }
}

function list({ type: _, ...asset }: CommandNamed<'ListAsset'>, state: Instrument | undefined): InstrumentDecision {
  if (state) return isSame(state.asset, asset) ? [] : refuse('already_listed')
  return defectOf(asset) ?? [{ type: 'AssetListed', ...asset }]
}

/** Delisting is final: what was sold under a symbol stays what it was. */
function update({ type: _, ...terms }: CommandNamed<'UpdateAsset'>, { asset }: Instrument): InstrumentDecision {
  const changed = { ...asset, ...terms }
  if (isSame(asset, changed)) return []
  if (asset.status === 'delisted') return refuse('asset_delisted')
  return defectOf(changed) ?? [{ type: 'AssetUpdated', ...changed }]
}

/** A bar of a day is closed once, and never before one that was closed already. */
function closeBar(command: CommandNamed<'CloseBar'>, { asset, barOpenedAt = 0 }: Instrument): InstrumentDecision {
  const { open, high, low, close, volume } = command
  if (low > minUnits(open, close) || high < maxUnits(open, close) || low <= ZERO || volume < ZERO)
    return refuse('bar_invalid')
  if (command.timeframe !== '1Day' || command.openedAt <= barOpenedAt) return []
  return [{ ...command, type: 'BarClosed', symbol: asset.symbol }]
}

/** The calendar as it is now. One that the instrument no longer follows is ignored. */
function schedule(
  { assetId, calendar }: CommandNamed<'ScheduleInstrument'>,
  state: Instrument,
  at: Moment,
): InstrumentDecision {
  if (calendar.code !== state.asset.calendarCode) return []
  if (state.calendar && canonicalJson(state.calendar) === canonicalJson(calendar)) return []
  return [{ type: 'InstrumentScheduled', assetId, calendar }, sessionChanged({ ...state, calendar }, at)]
}

/** A timer that comes before its time has been moved meanwhile. */
function advance(state: Instrument, at: Moment): InstrumentDecision {
  if (!state.session || at.now < state.session.validUntil) return []
  return [sessionChanged(state, at)]
}

/** A new trading day takes the last trade as its previous close. */
function sessionChanged(state: Instrument, at: Moment): InstrumentEvent {
  const { asset, calendar, session } = state
  assert(calendar !== undefined, 'an instrument with a session has a calendar')
  const next = sessionStateAt(calendar, at.now)
  const { assetId, symbol } = asset
  const known = session?.previousClose
  const close = next.day === session?.day ? known : (shownQuote(state)?.lastPrice ?? known)
  return { type: 'SessionChanged', assetId, symbol, ...next, ...(close !== undefined && { previousClose: close }) }
}

/** Compared in canonical form: absent members, and their order, make no difference. */
const isSame = (a: AssetRecord, b: AssetRecord): boolean => text(a) === text(b)
const text = (asset: AssetRecord): string => AssetListed.encode({ type: 'AssetListed', ...asset })
