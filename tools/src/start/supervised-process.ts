import { ServerProcess } from '@filao/testing/servers'
import { existsSync, renameSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const BACK_OFF_MS_MIN = 200
const BACK_OFF_MS_MAX = 10_000
/** A process that lived this long starts over with the shortest back-off. */
const STEADY_MS = 30_000
const LOG_BYTES_MAX = 20 * 1024 ** 2

export interface SupervisedCommand {
  readonly name: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

/** A Node process that is started again whenever it dies, after a pause that doubles. */
export class SupervisedProcess {
  private server: ServerProcess | undefined
  private running: Promise<void> | undefined
  private readonly stopping = new AbortController()
  private deaths = 0

  constructor(
    readonly command: SupervisedCommand,
    private readonly onChange: () => void = () => undefined,
  ) {}

  /** Process id, undefined between two lives. */
  get pid(): number | undefined {
    return this.server?.end === undefined ? this.server?.pid : undefined
  }

  /** How often it has died since the start. */
  get restarts(): number {
    return this.deaths
  }

  /** How its last life ended, undefined when it has never died. */
  get lastEnd(): string | undefined {
    return this.server?.end
  }

  start(): void {
    this.running ??= this.keepAlive()
  }

  /** Asks it to end and kills it after `graceMs`. It is not started again. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort()
    await this.server?.stop(graceMs)
    await this.running
  }

  private async keepAlive(): Promise<void> {
    let pauseMs = BACK_OFF_MS_MIN
    while (!this.stopping.signal.aborted) {
      const began = Date.now()
      rotate(this.command.logFile)
      this.server = new ServerProcess({
        command: process.execPath,
        args: this.command.args,
        env: this.command.env,
        logFile: this.command.logFile,
        stopSignal: 'SIGTERM',
      })
      this.onChange()
      await this.server.ended
      if (this.stopping.signal.aborted) return
      this.deaths += 1
      this.onChange()
      pauseMs = Date.now() - began > STEADY_MS ? BACK_OFF_MS_MIN : Math.min(pauseMs * 2, BACK_OFF_MS_MAX)
      await sleep(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined)
    }
  }
}

function rotate(file: string): void {
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`)
}
