/** What the product is held to, and what would be outstanding; in the unit of the figure. */
export interface Target {
  readonly heldTo: number
  readonly outstanding: number
  /** Whether small is good: a time, not a speed. */
  readonly isLimit: boolean
}

/** One measured figure of the table of targets. */
export interface Figure {
  readonly measure: string
  readonly value: number
  readonly unit: string
  readonly target: Target
}

/** A table as Markdown shows it. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const atLeast = (heldTo: number, outstanding: number): Target => ({ heldTo, outstanding, isLimit: false })
const atMost = (heldTo: number, outstanding: number): Target => ({ heldTo, outstanding, isLimit: true })

/** The measures that the product is held to, on any machine. */
export const TARGETS = {
  settledShare: atLeast(0.12, 0.24),
  acknowledgedAt100: atMost(25, 15),
  settledAt100: atMost(100, 50),
  acknowledgedAt500: atMost(60, 35),
  settledAt500: atMost(200, 125),
  largeLogShare: atLeast(0.9, 1),
  restartedAlone: atMost(5, 3),
  twoInstances: atMost(1, 0.5),
  bookShare: atLeast(4, 8),
  fullRescreen: atMost(300, 60),
  deltaRescreen: atMost(30, 10),
  screeningRecall: atLeast(0.98, 0.99),
  listingEffects: atMost(2, 1),
  engineShare1: atLeast(0.8, 1.2),
  engineShare16: atLeast(2, 3.5),
  engineShare64: atLeast(3.5, 5.6),
  reservationShare: atLeast(0.7, 1.5),
  idleCpu: atMost(5, 2),
  idleMemory: atMost(2.5, 1.5),
} as const satisfies Record<string, Target>

/** The table of targets, with what was measured. */
export function tableOf(title: string, figures: readonly Figure[]): Table {
  return {
    title,
    head: ['measure', 'measured', 'held to', 'outstanding', ''],
    rows: figures.map(({ measure, value, unit, target }) => [
      measure,
      `${rounded(value)} ${unit}`.trim(),
      `${target.heldTo} ${unit}`.trim(),
      `${target.outstanding} ${unit}`.trim(),
      verdict(value, target),
    ]),
  }
}

function verdict(value: number, { heldTo, outstanding, isLimit }: Target): string {
  const reaches = (bound: number): boolean => (isLimit ? value <= bound : value >= bound)
  if (reaches(outstanding)) return 'outstanding'
  return reaches(heldTo) ? 'held' : 'missed'
}

/** Two significant digits or more: what a measurement on a shared machine is good for. */
export const rounded = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** The middle value; of an even number of values the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** The table in Markdown. */
export function markdown({ title, head, rows }: Table): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `**${title}**\n\n${lines.join('\n')}`
}
