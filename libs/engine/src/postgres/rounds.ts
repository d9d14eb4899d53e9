/** One round of work after another, for as long as there is any: what comes during a round has its part in the next. */
export class Rounds {
  private running: Promise<void> | undefined

  constructor(
    private readonly hasWork: () => boolean,
    /** It never throws: whoever waits for it is told. */
    private readonly round: () => Promise<void>,
  ) {}

  /** There is work. */
  start(): void {
    this.running ??= this.run()
  }

  /** Settled when there is none. */
  async ended(): Promise<void> {
    await this.running
  }

  private async run(): Promise<void> {
    while (this.hasWork()) {
      // What an answer has set free comes within this turn of the event loop, and goes along.
      await new Promise<void>((resolve) => setImmediate(resolve))
      await this.round()
    }
    // In the same breath as the last look: what comes behind it begins anew.
    this.running = undefined
  }
}
