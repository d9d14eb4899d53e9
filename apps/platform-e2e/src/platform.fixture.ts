import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@filao/testing/servers'

export const REPOSITORY = join(__dirname, '../../..')
/** Only what hangs meets it. */
const START_MS_MAX = 900_000
const STOP_MS_MAX = 90_000
/** Logs of the processes that serve. The one-shots write for people, the servers as they do. */
const APP_LOG = /^(identity|compliance|market|order|wallet|payment|audit|gateway)\.log$/

/** How a demo person logs in. */
export interface Person {
  readonly email: string
  readonly password: string
  /** Base32; all of staff have an authenticator. */
  readonly totpSecret?: string
}

/** How to drive the running platform: what the launcher writes to `dev.json`. */
export interface Development {
  readonly gateway: string
  readonly staff: Readonly<Record<string, Person>>
  readonly clients: readonly Person[]
  readonly simulators: Readonly<Record<string, string>>
  readonly postgres: Readonly<Record<string, { readonly url: string; readonly ownerUrl: string }>>
  readonly kafka: { readonly brokers: readonly string[] }
  readonly services: Readonly<
    Record<string, { readonly http: string; readonly management: string; readonly pid: number }>
  >
}

/** A platform of its own, started by the launcher as anybody would, with nothing but its own folder and port. */
export class Platform {
  /** Where its data, its secrets and `dev.json` lie. */
  readonly folder = mkdtempSync(join(tmpdir(), 'filao-e2e-'))
  private launcher: ChildProcess | undefined
  private output = ''

  /**
   * Starts it and waits until it is ready. Throws with the launcher's output when it is not. `settings` stand beside those
   * of any start, such as `RATE_<CLASS>`; `traffic` says whether simulated participants live on it.
   */
  async start(settings: Readonly<Record<string, string>> = {}, { traffic = false } = {}): Promise<void> {
    const port = String(await freePort())
    const args = ['start', ...(traffic ? [] : ['--no-traffic']), '--port', port, '--folder', this.folder]
    this.launcher = spawn(process.execPath, [join(REPOSITORY, 'tools/run.mjs'), ...args], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_LEVEL: 'warn', ...settings },
    })
    for (const stream of [this.launcher.stdout, this.launcher.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.output += text.toString()
      })
    }
    const deadline = Date.now() + START_MS_MAX
    while (!this.output.includes('Filao is ready')) {
      if (this.launcher.exitCode !== null || Date.now() > deadline)
        throw new Error(`the platform did not start:\n${this.output}`)
      await pause(200)
    }
  }

  /** What the launcher has said so far. */
  get said(): string {
    return this.output
  }

  /** Read anew each time: the process ids change when services are restarted. */
  get development(): Development {
    return JSON.parse(readFileSync(join(this.folder, 'dev.json'), 'utf8')) as Development
  }

  /** What the services and the gateway have written, or one of them. */
  logLines(app = ''): readonly string[] {
    const mode = readdirSync(this.folder).find((name) => existsSync(join(this.folder, name, 'logs')))
    const logs = join(this.folder, mode ?? '', 'logs')
    const files = readdirSync(logs).filter((name) => name.startsWith(app) && APP_LOG.test(name))
    // What stands behind the last end of a line is being written.
    return files.flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n').slice(0, -1).filter(Boolean))
  }

  /** Kills a service as a crash would; its supervisor starts it again. */
  async kill(service: string): Promise<void> {
    const pid = await eventually(
      () => Promise.resolve(this.development.services[service]!.pid),
      (pid) => isAlive(pid),
    )
    process.kill(pid, 'SIGKILL')
  }

  async stop(): Promise<void> {
    const { launcher } = this
    if (launcher && launcher.exitCode === null) {
      const ended = new Promise((resolve) => launcher.once('exit', resolve))
      launcher.kill('SIGINT')
      const timer = setTimeout(() => launcher.kill('SIGKILL'), STOP_MS_MAX)
      await ended
      clearTimeout(timer)
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * A revoked session is refused everywhere within 5 s (domain 2), and long before its token ends on a machine that does
 * much else.
 */
export const REVOKED_MS_MAX = 60_000
/** Only what hangs meets it: the machine may be busy, and no story proves speed. */
const EVENTUALLY_MS_MAX = 90_000

/** Asks until the answer holds. Throws with the last one when it does not within the time. */
export async function eventually<T>(
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  milliseconds = EVENTUALLY_MS_MAX,
): Promise<T> {
  const deadline = Date.now() + milliseconds
  for (;;) {
    const answer = await ask()
    if (holds(answer)) return answer
    if (Date.now() > deadline)
      throw new Error(`did not come about within ${milliseconds} ms: ${JSON.stringify(answer)}`)
    await pause(100)
  }
}
