import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  /** File that both output streams are appended to. A file and not a pipe: the server must survive our death. */
  readonly logFile: string
  /** The signal that asks this server to end in order. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM'
  readonly uid?: number
  readonly gid?: number
  readonly env?: NodeJS.ProcessEnv
}

/**
 * A server in a process group of its own, so that Ctrl-C in the terminal reaches only us and we stop it in order.
 * A watcher holds the other end of a pipe to us: when we die, even by kill -9, it asks the server to end.
 */
export class ServerProcess {
  private readonly child: ChildProcess
  private readonly watcher: ChildProcess
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<void>
  private outcome: string | undefined

  constructor(private readonly options: ServerCommand) {
    const log = openSync(options.logFile, 'a')
    try {
      this.child = spawn(options.command, options.args, {
        detached: true,
        stdio: ['ignore', log, log],
        env: options.env ?? process.env,
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid }),
      })
    } finally {
      closeSync(log)
    }
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.outcome = error.message
        resolve()
      })
      this.child.once('exit', (code, signal) => {
        this.outcome = signal === null ? `exit code ${code}` : `signal ${signal}`
        // Its id may be given to another process, which the watcher must not end in its stead.
        this.watcher.kill('SIGKILL')
        resolve()
      })
    })
    this.watcher = watch(this.child.pid, options.stopSignal)
    // Whoever started the server may end without waiting for it; the watcher cleans up then.
    this.child.unref()
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** How the process ended, undefined while it runs. */
  get end(): string | undefined {
    return this.outcome
  }

  /** Polls `ready` until it is true; throws with the log's last lines when the process ends or time is up. */
  async waitUntil(ready: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs
    while (!(await ready())) {
      if (this.outcome !== undefined) throw new Error(`ended at start with ${this.outcome}: ${await this.lastLines()}`)
      if (Date.now() > deadline) throw new Error(`not ready after ${timeoutMs} ms: ${await this.lastLines()}`)
      await sleep(50)
    }
  }

  /** Asks the server to end; kills it when it has not ended after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.watcher.kill('SIGKILL')
    if (this.outcome !== undefined) return
    this.child.ref()
    this.child.kill(this.options.stopSignal)
    if (await endsWithin(this.ended, graceMs)) return
    this.kill()
    await this.ended
  }

  /** kill -9 of the server and its children, as a crash would: for tests of recovery. */
  kill(): void {
    if (this.child.pid === undefined || this.outcome !== undefined) return
    // PostgreSQL's backends are in groups of their own, and would keep the next server from starting.
    const children = childrenOf(this.child.pid)
    for (const pid of [-this.child.pid, ...children]) killIfThere(pid)
  }

  private async lastLines(): Promise<string> {
    const text = await readFile(this.options.logFile, 'utf8').catch(() => '')
    return text.trimEnd().split('\n').slice(-5).join(' | ') || `nothing in ${this.options.logFile}`
  }
}

/** Whether a process with this pid runs and has `marker` in its command line: a pid alone may have been given anew. */
export function runsWith(pid: number, marker: string): boolean {
  try {
    return commandLine(pid).includes(marker)
  } catch {
    return false
  }
}

/** Ends a process that an earlier, killed run left behind. */
export async function endOrphan(pid: number, signal: 'SIGINT' | 'SIGTERM', marker: string): Promise<void> {
  for (const step of [signal, 'SIGKILL'] as const) {
    if (!runsWith(pid, marker)) return
    process.kill(pid, step)
    for (let waited = 0; waited < 5_000 && runsWith(pid, marker); waited += 50) await sleep(50)
  }
}

function childrenOf(pid: number): number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return found.split('\n').filter(Boolean).map(Number)
  } catch {
    // It says by its exit code that there are none.
    return []
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function commandLine(pid: number): string {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function watch(pid: number | undefined, signal: string): ChildProcess {
  const orderly = `kill -s ${signal.replace('SIG', '')} ${pid}`
  // Ten seconds of grace, watched, so that a process that got the same id later is not the one that is killed.
  const grace = `for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 ${pid} || exit; sleep 1; done; kill -s KILL ${pid}`
  const script = pid === undefined ? ':' : `cat >/dev/null; ${orderly}; ${grace}`
  const watcher = spawn('sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watcher.unref()
  const stdin = watcher.stdin as (NodeJS.WritableStream & { unref?: () => void }) | null
  stdin?.unref?.()
  return watcher
}

async function endsWithin(ended: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const result = await Promise.race([ended.then(() => true), late])
  clearTimeout(timer)
  return result
}
