import type { Instant } from '@filao/kernel'

/** What was read before the reader went back is still on its way for a moment, and shows the same gap again. */
const READ_AGAIN_MS = 2000

interface Gap {
  /** The position that is missing. */
  readonly expected: number
  /** How far the source has come by now. */
  readonly reached: () => number
}

/** Sources of which a position is missing, until it has come. For the metrics: who is paged looks at these. */
export class Gaps {
  private readonly open = new Map<string, Gap & { readonly since: Instant }>()

  note(source: string, gap: Gap, now: Instant): void {
    if (this.open.get(source)?.expected !== gap.expected) this.open.set(source, { ...gap, since: now })
  }

  /** How many gaps reading again has not closed. */
  count(now: Instant): number {
    let count = 0
    for (const [source, { expected, reached, since }] of this.open) {
      if (reached() >= expected) this.open.delete(source)
      else if (now - since >= READ_AGAIN_MS) count += 1
    }
    return count
  }
}
