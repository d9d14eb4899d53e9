const WIDTH = 28
const REDRAW_MS = 100

/** Shows how far a work of known length has come: a bar on a terminal, a line per tenth where there is none. */
export class ProgressBar {
  private readonly began = Date.now()
  private shownAt = 0
  private tenth = 0

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  show(done: number): void {
    if (this.out.isTTY) this.draw(done)
    else this.line(done)
  }

  private draw(done: number): void {
    const now = Date.now()
    if (done < this.total && now - this.shownAt < REDRAW_MS) return
    this.shownAt = now
    const { what, total, began } = this
    this.out.write(`\r\x1b[2K${progressText({ what, total, done, elapsedMs: now - began })}`)
    if (done >= this.total) this.out.write('\n')
  }

  private line(done: number): void {
    const tenth = Math.floor((done * 10) / this.total)
    if (tenth === this.tenth) return
    this.tenth = tenth
    this.out.write(`${this.what}: ${done.toLocaleString('en')} of ${this.total.toLocaleString('en')}\n`)
  }
}

/** The bar, how much is done, how fast, and how long the rest takes at that pace. */
export function progressText(at: ProgressState): string {
  const { what, done, total, elapsedMs } = at
  const filled = Math.floor((done * WIDTH) / total)
  const perSecond = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0
  const rest = perSecond > 0 && done < total ? `, ${Math.ceil((total - done) / perSecond)} s left` : ''
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
  const [count, all] = [done, total].map((number) => number.toLocaleString('en'))
  return `${what.padEnd(12)} ${bar} ${count}/${all}, ${perSecond.toFixed(0)}/s${rest}`
}

interface ProgressState {
  readonly what: string
  readonly done: number
  readonly total: number
  readonly elapsedMs: number
}
