import type { ServiceName } from '@filao/contracts'
import { NativeServers } from '@filao/testing/servers'
import pg from 'pg'
import { readDevelopment, type Development } from '../client/development'
import { DATABASE } from '../platform/roles'
import type { StartConsole } from '../start/console'
import { writeDevFile } from '../start/dev-file'
import type { StackFacts } from '../start/environment'
import { isReady } from '../start/health'
import type { AppName, AppProcesses } from '../start/processes'
import { seed } from '../start/seed'
import { Stack } from '../start/stack'
import { ExtraInstance, type Instance } from './instance'

const STOP_GRACE_MS = 5_000
const READY_MS_MAX = 240_000
const PAUSE_MS = 100

/** The services: each has a log of its own, and its instances share the partitions. */
export const SHARING = [
  'identity',
  'market',
  'order',
  'wallet',
  'compliance',
  'payment',
  'audit',
] as const satisfies readonly ServiceName[]

/** A platform of its own that can be hurt: its processes killed, paused and multiplied, its servers crashed. */
export class ChaosPlatform {
  private readonly extras: ExtraInstance[] = []
  private readonly paused = new Set<number>()
  /** Servers that do not run, with their start once it is under way. */
  private readonly down = new Map<'kafka' | 'postgres', Promise<void> | undefined>()
  private started = 0

  private constructor(
    private readonly stack: Stack,
    readonly facts: StackFacts,
    private readonly apps: AppProcesses,
    private readonly servers: NativeServers,
    readonly development: Development,
    /** A superuser's, for what the checks read and the faults cut. */
    readonly db: pg.Pool,
  ) {}

  static async start(port: number, folder: string, console: StartConsole): Promise<ChaosPlatform> {
    const stack = new Stack(
      {
        mode: 'native',
        port,
        folder,
        traffic: false,
        priceFeed: false,
        reset: true,
        services: undefined,
        exitWhenReady: false,
        partitions: undefined,
      },
      console,
    )
    try {
      const { facts, apps, servers } = await stack.start()
      if (!(servers instanceof NativeServers)) throw new Error('only processes of this machine can be killed')
      const gateway = `http://127.0.0.1:${facts.ports.gateway.http}`
      await writeDevFile(facts, apps, await seed(facts, gateway))
      const url = new URL(facts.servers.postgresAdminUrl)
      url.pathname = `/${DATABASE}`
      const db = new pg.Pool({ connectionString: url.toString(), max: 4, application_name: 'chaos' })
      // PostgreSQL is killed under it: the next query gets a new connection.
      db.on('error', () => undefined)
      return new ChaosPlatform(stack, facts, apps, servers, readDevelopment(folder), db)
    } catch (error) {
      await stack.stop()
      throw error
    }
  }

  /** The running instances of a service, the launcher's own first. */
  instances(service: ServiceName): readonly Instance[] {
    const ports = this.facts.ports.services.get(service)!
    const { apps } = this
    const own: Instance = {
      service,
      name: `${service}-1`,
      http: `http://127.0.0.1:${ports.http}`,
      managementPort: ports.management,
      get pid() {
        return apps.all.get(service)?.pid
      },
    }
    return [own, ...this.extras.filter((extra) => extra.service === service && extra.pid !== undefined)]
  }

  /** The launcher's own process of a service or of a simulated outside system. */
  pidOf(name: AppName): number | undefined {
    return this.apps.all.get(name)?.pid
  }

  /** Whether the launcher's own process of it runs and serves. */
  async isUp(name: AppName): Promise<boolean> {
    return this.pidOf(name) !== undefined && (await isReady(this.apps.managementPort(name)))
  }

  killApp(name: AppName): void {
    const pid = this.pidOf(name)
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  async addInstance(service: ServiceName): Promise<Instance> {
    this.started += 1
    const extra = await ExtraInstance.start(this.facts, service, `${service}-x${this.started}`)
    this.extras.push(extra)
    return extra
  }

  /** Asks an instance to stop in order. The launcher's own is started again. */
  async stopInstance(instance: Instance): Promise<void> {
    if (instance instanceof ExtraInstance) await instance.stop(STOP_GRACE_MS)
    else if (instance.pid !== undefined) process.kill(instance.pid, 'SIGTERM')
  }

  kill({ pid }: Instance): void {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }

  pause({ pid }: Instance): number | undefined {
    if (pid === undefined) return undefined
    process.kill(pid, 'SIGSTOP')
    this.paused.add(pid)
    return pid
  }

  resume(pid: number): void {
    if (!this.paused.delete(pid)) return
    // It may have been killed meanwhile.
    if (this.isOurs(pid)) process.kill(pid, 'SIGCONT')
  }

  crash(server: 'kafka' | 'postgres'): void {
    this.down.set(server, undefined)
    this.servers[server].process?.kill()
  }

  async restart(server: 'kafka' | 'postgres'): Promise<void> {
    if (!this.down.has(server)) return
    const starting = this.down.get(server) ?? this.startServer(server)
    this.down.set(server, starting)
    await starting
    this.down.delete(server)
  }

  private async startServer(server: 'kafka' | 'postgres'): Promise<void> {
    await this.servers[server].process?.ended
    await this.servers[server].start()
  }

  isDown(server: 'kafka' | 'postgres'): boolean {
    return this.down.has(server)
  }

  /** Lets everything run again, and waits until all of it is ready. */
  async heal(): Promise<void> {
    for (const pid of [...this.paused]) this.resume(pid)
    await Promise.all([...this.down.keys()].map((server) => this.restart(server)))
    const deadline = Date.now() + READY_MS_MAX
    for (const instance of SHARING.flatMap((service) => this.instances(service))) {
      while (!(await isReady(instance.managementPort))) {
        if (instance instanceof ExtraInstance && instance.pid === undefined) break
        if (Date.now() > deadline) throw new Error(`${instance.name} is not ready ${READY_MS_MAX} ms after the faults`)
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
  }

  async stop(): Promise<void> {
    for (const pid of [...this.paused]) this.resume(pid)
    await this.db.end()
    await Promise.all(this.extras.map((extra) => extra.stop(STOP_GRACE_MS)))
    await this.stack.stop()
  }

  private isOurs(pid: number): boolean {
    return SHARING.some((service) => this.instances(service).some((instance) => instance.pid === pid))
  }
}
