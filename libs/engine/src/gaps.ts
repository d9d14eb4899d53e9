import type { Instant } from '@filao/kernel'

/** What was read before the reader went back is still on its way for a moment, and shows the same gap again. */
const READ_AGAIN_MS = 2000

interface Gap {
  /** The position that is missing. */
  readonly expected: number
  /** How far the source has come by now. */
  readonly reached: () => number
}

/** Sources of which a position is missing, until it has come. */
export class Gaps {
  private readonly open = new Map<string, Gap & { readonly since: Instant; told: boolean }>()

  /** Notes a gap. True when it is a new one: the reader goes back once, and no more. */
  note(source: string, gap: Gap, now: Instant): boolean {
    if (this.open.get(source)?.expected === gap.expected) return false
    this.open.set(source, { ...gap, since: now, told: false })
    return true
  }

  /** Gaps that reading again has not closed. Each is given once. */
  standing(now: Instant): readonly { readonly source: string; readonly expected: number }[] {
    return [...this.overdue(now)].flatMap(([source, gap]) => {
      if (gap.told) return []
      gap.told = true
      return [{ source, expected: gap.expected }]
    })
  }

  /** How many gaps reading again has not closed. */
  count(now: Instant): number {
    return [...this.overdue(now)].length
  }

  private *overdue(now: Instant): Generator<[string, Gap & { told: boolean }]> {
    for (const [source, gap] of this.open) {
      if (gap.reached() >= gap.expected) this.open.delete(source)
      else if (now - gap.since >= READ_AGAIN_MS) yield [source, gap]
    }
  }
}
