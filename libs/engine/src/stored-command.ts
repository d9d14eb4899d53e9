import type { Message } from '@filao/contracts'
import type { Refusal } from '@filao/kernel'
import type { Incoming } from './incoming'
import { causeOf, decodeCommand, readable } from './decoding'
import type { ParkedRow, TimerRow } from './partition-storage'
import type { ServiceDefinition } from './service-definition'

interface StoredTimerCommand {
  readonly type: string
  readonly data: string
  readonly correlationId: string
  readonly causationId: string
}

/** Reads the command that a timer holds. One that cannot be read is given up with an alarm, like any other input. */
export function readTimer<C extends Message, E extends Message, S, R extends Refusal>(
  timer: TimerRow,
  definition: ServiceDefinition<C, E, S, R>,
): Incoming<C> {
  const stored = JSON.parse(timer.command) as StoredTimerCommand
  const { correlationId, causationId } = stored
  const rest = {
    subject: timer.id,
    cause: { actor: `system:${definition.service}`, correlationId, causationId },
    origin: { kind: 'timer', timerId: timer.id },
  } as const
  const contract = definition.commands.ofType(stored.type)
  if (!contract) return { ...rest, command: undefined, unreadable: new Error(`unknown timer command ${stored.type}`) }
  return { ...rest, ...readable(() => decodeCommand(definition, contract, stored.data)) }
}

/** Reads a parked input again, with its original ids. One that still cannot be read stays parked. */
export function readParked<C extends Message, E extends Message, S, R extends Refusal>(
  row: ParkedRow,
  definition: ServiceDefinition<C, E, S, R>,
): Incoming<C> {
  const rest = {
    subject: row.aggregate,
    cause: causeOf(row.headers),
    origin: { kind: 'parked', aggregate: row.aggregate, ordinal: row.ordinal },
  } as const
  const contract = definition.commands.ofType(row.headers['ce_type'] ?? '')
  if (!contract)
    return { ...rest, command: undefined, unreadable: new Error(`unknown command ${row.headers['ce_type']}`) }
  return { ...rest, ...readable(() => decodeCommand(definition, contract, row.value.toString())) }
}
