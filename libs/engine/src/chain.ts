import { hash } from 'node:crypto'
import { entryOf } from '@filao/contracts'

/** The hash before the first event of a log: 32 zero bytes. */
export const GENESIS: Buffer = Buffer.alloc(32)

/** Lower-case hex SHA-256 of the empty string: the commands hash of an event without commands. Its header is left out. */
export const NO_COMMANDS = hash('sha256', '', 'hex')

/**
 * The chain of a log: `sha256(previous ‖ entry ‖ sha256(stored commands))` over raw bytes, where the entry is the text of
 * regulation 5.2 and holds the data's hash. It makes each log tamper-evident from its first event and shows a restored,
 * forked log. It travels as `ce_hash` (hex), the hash of the commands as `ce_commandshash`.
 */
export function chainHash(link: {
  readonly previous: Buffer
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly data: string
  readonly commands: string | undefined
}): { readonly hash: Buffer; readonly commandsHash: string | undefined } {
  const entry = entryOf(link.headers, hash('sha256', link.data, 'hex'))
  const commandsHash = link.commands === undefined ? undefined : hash('sha256', link.commands, 'hex')
  const bytes = Buffer.concat([link.previous, Buffer.from(entry), Buffer.from(commandsHash ?? NO_COMMANDS, 'hex')])
  // Asking for a string and copying it takes half the time of a digest into a Buffer (1.0 against 2.5 µs).
  return { hash: Buffer.from(hash('sha256', bytes, 'binary'), 'latin1'), commandsHash }
}
