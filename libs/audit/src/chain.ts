import { HASH_BYTES, hashTogether, sameBytes, type Sha256 } from './merkle'

/** The hash before the first event of a log: 32 zero bytes. */
export const CHAIN_START: Uint8Array = new Uint8Array(HASH_BYTES)

/** How far a source has been recorded. `hash` is that of a log's chain; links and requests have none. */
export interface Reached {
  readonly position: number
  readonly hash: Uint8Array
}

/** One step of a log as its owner published it. */
export interface ChainStep {
  readonly position: number
  /** UTF-8 of the entry (regulation 5.2), which holds the hash of the data. */
  readonly entry: Uint8Array
  /** `ce_hash`, the chain at this event. */
  readonly hash: Uint8Array
  /** `ce_commandshash`; absent when the event led to no command. */
  readonly commandsHash: Uint8Array | undefined
}

/** `fork`: what the owner publishes is not what it published before, or was changed on the way. */
export type Verdict = 'next' | 'duplicate' | 'gap' | 'fork'

/** Judges a record by its position alone. */
export function judgePosition(reached: Reached, position: number): Exclude<Verdict, 'fork'> {
  if (position <= reached.position) return 'duplicate'
  return position === reached.position + 1 ? 'next' : 'gap'
}

/**
 * Judges a record of a log: its position, and that its hash follows from the previous one,
 * `sha256(previous hash ‖ entry ‖ sha256(stored commands))`. A repeated head is compared with the known one.
 */
export function judgeStep(reached: Reached, step: ChainStep, sha256: Sha256): Verdict {
  const verdict = judgePosition(reached, step.position)
  if (verdict === 'duplicate' && step.position === reached.position) {
    return sameBytes(step.hash, reached.hash) ? 'duplicate' : 'fork'
  }
  if (verdict !== 'next') return verdict
  return sameBytes(chainHash(reached.hash, step, sha256), step.hash) ? 'next' : 'fork'
}

/** The hash of a log's chain after one more event. */
export function chainHash(
  previous: Uint8Array,
  { entry, commandsHash }: Pick<ChainStep, 'entry' | 'commandsHash'>,
  sha256: Sha256,
): Uint8Array {
  return hashTogether([previous, entry, commandsHash ?? hashOfNothing(sha256)], sha256)
}

const nothing = new WeakMap<Sha256, Uint8Array>()
/** Hash of the empty string, which stands for "no commands"; asked for with every third event. */
function hashOfNothing(sha256: Sha256): Uint8Array {
  let hash = nothing.get(sha256)
  if (!hash) nothing.set(sha256, (hash = sha256(new Uint8Array(0))))
  return hash
}
