import type { MarketCommand } from '@filao/contracts'
import { namedId, type Id } from '@filao/kernel'

/** One of the requests that market takes, by its name. */
export type CommandNamed<Name extends MarketCommand['type']> = Extract<MarketCommand, { type: Name }>
export type CalendarCommand = Extract<MarketCommand, { calendarId: string }>
export type FxCommand = Extract<MarketCommand, { pairId: string }>
export type WatchlistCommand = CommandNamed<'SetWatchlist'>
export type InstrumentCommand = Exclude<MarketCommand, CalendarCommand | FxCommand | WatchlistCommand>

/** The id that a calendar has by its code, and the one that a pair of currencies has. Both live in partition 0. */
export const calendarIdOf = (code: string): Id => namedId(`calendar/${code}`)
export const pairIdOf = (base: string, quote: string): Id => namedId(`fx/${base}/${quote}`)

/** The aggregate that a command is decided on: the instrument, the calendar, the pair or a user's watchlists. */
export function aggregateOf(command: MarketCommand): Id {
  if ('calendarId' in command) return command.calendarId
  if ('pairId' in command) return command.pairId
  return command.type === 'SetWatchlist' ? command.userId : command.assetId
}
