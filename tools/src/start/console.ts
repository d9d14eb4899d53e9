const SLOW_MS = 1_000

/** Tells what a start is doing: one line that is rewritten on a terminal, plain lines elsewhere. */
export class StartConsole {
  private text = ''

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  /** Runs a step and shows its title, with the seconds on a terminal, when it takes longer than a second. */
  async step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
    const began = Date.now()
    this.text = title
    let shownAt = 0
    const timer = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000)
      if (this.out.isTTY) this.out.write(`\r\x1b[2K${this.text} … ${seconds} s`)
      else if (shownAt === 0) this.out.write(`${this.text} …\n`)
      shownAt = Date.now()
    }, SLOW_MS)
    try {
      return await work()
    } finally {
      clearInterval(timer)
      if (shownAt > 0 && this.out.isTTY) this.out.write('\r\x1b[2K')
      if (shownAt > 0) this.out.write(`${title}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
    }
  }

  /** Says more about the step that runs. */
  detail(text: string): void {
    this.text = text
  }

  line(text: string): void {
    this.out.write(`${text}\n`)
  }
}
