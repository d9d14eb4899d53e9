import type { Log } from '@filao/service'

/**
 * Work that is looked for again and again, and at once when somebody has brought some: one run at a time, another after
 * it when it was asked for meanwhile. What fails is logged and looked for at the next time.
 */
export class RepeatedWork {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  private again = false
  private isStopped = false

  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly work: () => Promise<void>,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), this.intervalMs)
    this.timer.unref()
  }

  wake(): void {
    if (this.isStopped) return
    if (this.running) {
      this.again = true
      return
    }
    this.running = this.run().finally(() => {
      this.running = undefined
      if (this.again) this.wake()
    })
  }

  async stop(): Promise<void> {
    this.isStopped = true
    clearInterval(this.timer)
    await this.running
  }

  private async run(): Promise<void> {
    this.again = false
    await this.work().catch((error: Error) => this.log.warn({ error }, `${this.name} is tried again`))
  }
}
