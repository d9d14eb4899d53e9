/** At most so many requests in any minute. What does not fit waits its turn, in order. */
export class RequestBudget {
  private readonly sent: number[] = []
  private turn: Promise<void> = Promise.resolve()
  private closedUntil = 0

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves when a request may be sent, and counts it. */
  take(): Promise<void> {
    const mine = this.turn.then(() => this.wait())
    this.turn = mine
    return mine
  }

  /** The provider has said that it was too much: nothing is sent for so long. */
  close(milliseconds: number): void {
    this.closedUntil = Math.max(this.closedUntil, this.now() + milliseconds)
  }

  private async wait(): Promise<void> {
    for (;;) {
      const now = this.now()
      while (this.sent.length > 0 && this.sent[0]! <= now - 60_000) this.sent.shift()
      const free = this.sent.length < this.perMinute ? now : this.sent[0]! + 60_000
      const until = Math.max(free, this.closedUntil)
      if (until <= now) break
      await new Promise((resolve) => setTimeout(resolve, until - now).unref())
    }
    this.sent.push(this.now())
  }
}
