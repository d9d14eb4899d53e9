import type { Instant, Word } from '@filao/kernel'

/** A first person's word, which a second one has to repeat, and when it was said, where that was kept. */
export interface Proposal extends Word {
  readonly at: Instant | undefined
}
