import type { OutRecord } from '@filao/bus'
import { entryOf } from '@filao/contracts'
import { GENESIS, NO_COMMANDS } from '@filao/engine'
import { createHash, hash as sha } from 'node:crypto'
import { demand } from './broken'

interface Copy {
  position: number
  hash: Buffer
  /** By position, to compare what comes again. */
  readonly hashes: string[]
}

/** Keeps every published event as audit does: no gap, nothing twice, each link of the chain verified. */
export class AuditCopy {
  private readonly logs = new Map<string, Copy>()

  hear({ headers, value }: OutRecord): void {
    const source = headers['ce_source']!
    const log = this.of(source)
    const position = Number(headers['ce_sequence'])
    const { ce_hash: claimed, ce_commandshash: commandsHash, ...signed } = headers
    if (position <= log.position) {
      demand(log.hashes[position - 1] === claimed, `${source}: what is published again is the same event`)
      return
    }
    demand(position === log.position + 1, `${source}: positions have no gap, ${position} follows ${log.position}`)
    const hash = createHash('sha256')
      .update(log.hash)
      .update(entryOf(signed, sha256(value.toString())))
      .update(commandsHash ?? NO_COMMANDS, 'hex')
      .digest('hex')
    demand(hash === claimed, `${source}: event ${position} continues the chain`)
    log.position = position
    log.hash = Buffer.from(claimed, 'hex')
    log.hashes.push(claimed)
  }

  /** True when it holds the log up to this head. */
  isComplete(source: string, head: { readonly position: number; readonly hash: Buffer }): boolean {
    const log = this.of(source)
    return log.position === head.position && log.hash.equals(head.hash)
  }

  private of(source: string): Copy {
    let log = this.logs.get(source)
    if (!log) this.logs.set(source, (log = { position: 0, hash: GENESIS, hashes: [] }))
    return log
  }
}

const sha256 = (text: string): string => sha('sha256', text, 'hex')
