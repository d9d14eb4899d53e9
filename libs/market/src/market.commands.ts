import type { MarketCommand } from '@filao/contracts'
import { makeId, murmur2, type Id } from '@filao/kernel'

/** One of the requests that market takes, by its name. */
export type CommandNamed<Name extends MarketCommand['type']> = Extract<MarketCommand, { type: Name }>
export type CalendarCommand = Extract<MarketCommand, { calendarId: string }>
export type FxCommand = Extract<MarketCommand, { pairId: string }>
export type InstrumentCommand = Exclude<MarketCommand, CalendarCommand | FxCommand>

/** The id that a calendar has by its code, and the one that a pair of currencies has. Both live in partition 0. */
export const calendarIdOf = (code: string): Id => idOf(`calendar/${code}`)
export const pairIdOf = (base: string, quote: string): Id => idOf(`fx/${base}/${quote}`)

/** The aggregate that a command is decided on: the instrument, the calendar or the pair. */
export function aggregateOf(command: MarketCommand): Id {
  if ('calendarId' in command) return command.calendarId
  return 'pairId' in command ? command.pairId : command.assetId
}

/** What has a name of its own needs no random id: whoever knows the name finds it. Born at 0, two hashes make it unique. */
function idOf(name: string): Id {
  const high = BigInt(murmur2(name) >>> 0)
  const low = BigInt(murmur2(`${name}/`) >>> 0)
  return makeId({ partition: 0, at: 0, unique: (high << 32n) | low })
}
