import { appendLeaves, frontierRoot, judgePosition, judgeStep, type Frontier, type Verdict } from '@filao/audit'
import { assert, type Instant } from '@filao/kernel'
import { sha256, type AuditRecord } from './record.projection'
import type { SourceState, StopReason } from './source.state'

/** A row to be inserted: its record, and the position that it takes in its source. */
export interface DraftRow {
  readonly record: AuditRecord
  readonly position: number
}

/** What a batch adds to one source. Thrown away when its statement does not move the source. */
export class SourceDraft {
  position: number
  private hash: Uint8Array
  kafkaOffset: bigint
  lastEventAt: Instant = 0
  /** The first record that did not follow; nothing after it is looked at. */
  trouble: StopReason | undefined
  readonly rows: DraftRow[] = []

  constructor(readonly state: SourceState) {
    this.position = state.position
    this.hash = state.hash
    this.kafkaOffset = state.kafkaOffset
  }

  /** Takes the record when it is the next one. A stopped source goes on as soon as what was missing comes. */
  take(record: AuditRecord): void {
    if (this.trouble) return
    const verdict = this.judge(record)
    if (verdict === 'next') this.append(record)
    else if (verdict !== 'duplicate' && !(this.state.stopped && this.rows.length === 0)) this.trouble = verdict
  }

  private judge({ origin, entry, chainHash, commandsHash }: AuditRecord): Verdict {
    // Nobody numbers requests, so the audit does, as they come; repeated ones are known by their id.
    if (origin.kind === 'request') return 'next'
    const reached = { position: this.position, hash: this.hash }
    if (origin.kind === 'link') return judgePosition(reached, origin.position)
    assert(chainHash !== undefined, 'an event has the hash of its chain')
    return judgeStep(reached, { position: origin.position, entry, hash: chainHash, commandsHash }, sha256)
  }

  private append(record: AuditRecord): void {
    this.position += 1
    if (record.origin.kind === 'log') this.hash = record.chainHash!
    this.kafkaOffset = record.offset
    this.lastEventAt = record.occurredAt
    this.rows.push({ record, position: this.position })
  }

  /** How the source stands once the rows are in. */
  after(): Pick<SourceState, 'position' | 'hash' | 'kafkaOffset'> & { frontier: Frontier; root: Uint8Array } {
    const leaves = this.rows.map(({ record }) => record.leafHash)
    const frontier = appendLeaves(this.state.frontier, leaves, sha256)
    assert(frontier.size === this.position, 'a tree has a leaf for each position')
    return {
      position: this.position,
      hash: this.hash,
      kafkaOffset: this.kafkaOffset,
      frontier,
      root: frontierRoot(frontier, sha256),
    }
  }
}
