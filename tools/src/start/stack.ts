import type { ServiceName } from '@filao/contracts'
import { dockerAnswers, javaCommand, NativeServers } from '@filao/testing/servers'
import type { LocalServers, ServerAddresses } from '@filao/testing/servers'
import { existsSync } from 'node:fs'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Complaint } from '../complaint'
import { MasterKey } from '../platform/master-key'
import { builtServices, entry, REPOSITORY } from '../platform/services'
import { builtSimulators, type SimulatorName } from '../platform/simulators'
import { provisionPostgres } from '../provision/postgres'
import { provisionTopics } from '../provision/topics'
import type { StartConsole } from './console'
import { checkDiskSpace } from './disk-space'
import { DockerServers, removeContainerData } from './docker-servers'
import type { StackFacts } from './environment'
import { choosePorts, foldersOf } from './layout'
import type { Folders, Ports } from './layout'
import { takeLock } from './lock'
import { migrate } from './migrations'
import type { Mode, StartOptions } from './options'
import { AppProcesses } from './processes'
import type { AppName } from './processes'
import { writeServiceSecrets } from '../provision/service-secrets'
import { openSettings } from './settings'

/** They tell something new by themselves. */
const FEEDS: ReadonlySet<string> = new Set<SimulatorName>(['prices', 'fx'])

/** What programs that start a platform of their own choose beyond what can be typed. */
export interface StackOptions extends StartOptions {
  /** False: no prices and rates come from outside, so that a platform that nobody asks anything comes to rest. */
  readonly priceFeed?: boolean
}

/** A whole platform on this machine. `stop` undoes whatever `start` has done so far. */
export class Stack {
  readonly mode: Mode
  readonly folders: Folders
  private undo: (() => Promise<void> | void)[] = []
  private readonly stopping = new AbortController()
  private holdsData = false

  constructor(
    private readonly options: StackOptions,
    private readonly console: StartConsole,
  ) {
    this.mode = options.mode ?? defaultMode()
    this.folders = foldersOf(resolve(options.folder ?? join(REPOSITORY, '.filao')), this.mode)
  }

  async start(): Promise<{ facts: StackFacts; apps: AppProcesses; servers: LocalServers }> {
    await mkdir(this.folders.own, { recursive: true })
    await checkDiskSpace(this.folders.own)
    const lock = takeLock(this.folders.lock)
    this.undo.push(lock.release)
    this.holdsData = true
    if (lock.recovered) this.console.line('The last run was killed; its data is taken over.')
    if (this.options.reset) await this.console.step('Removing all data', () => this.reset())
    const services = this.services()
    const ports = await choosePorts(this.options.port, services)
    await mkdir(this.folders.logs, { recursive: true })
    const masterKey = await MasterKey.open(this.folders.masterKey)
    const { partitions } = await openSettings(this.folders.settings, this.options.partitions)
    await writeServiceSecrets(this.folders.secrets, services)
    const servers = this.serversOf(masterKey.superuserPassword(), ports)
    const simulators = builtSimulators().filter((name) => !FEEDS.has(name) || this.options.priceFeed !== false)
    const facts: StackFacts = {
      servers: await this.startServers(servers),
      ports: { ...ports, simulators: new Map(simulators.map((name) => [name, ports.simulators.get(name)!])) },
      partitions,
      masterKey,
      folders: this.folders,
    }
    await this.console.step('Provisioning database roles and topics', () => provision(facts, services))
    await this.console.step('Migrating schemas', async () => {
      await this.unlessStopping(() => Promise.all(services.map((service) => migrate(facts, service))))
    })
    const apps = new AppProcesses(facts)
    this.undo.push(() => apps.stop())
    const door: AppName[] = existsSync(entry('gateway', 'main')) ? ['gateway'] : []
    const started: AppName[] = [...simulators, ...services, ...door]
    await this.unlessStopping(() =>
      // Their names would break the line, and a line that grows is written over only where it is one.
      this.console.step(`Starting ${started.length} processes`, () => apps.start(started, this.stopping.signal)),
    )
    return { facts, apps, servers }
  }

  /** Ends everything in the reverse order of its start. May be called at any moment, and more than once. */
  async stop(): Promise<void> {
    this.stopping.abort()
    for (let step = this.undo.pop(); step !== undefined; step = this.undo.pop()) await step()
  }

  /** Ends everything and removes all data, unless they are those of another launcher that runs. */
  async remove(): Promise<void> {
    await this.stop()
    if (!this.holdsData) return
    await this.reset()
    await rm(dirname(this.folders.own), { recursive: true, force: true })
  }

  private async startServers(servers: LocalServers): Promise<ServerAddresses> {
    this.undo.push(() => servers.stop())
    const addresses = await this.unlessStopping(() =>
      this.console.step('Starting PostgreSQL and Apache Kafka', () => servers.start().catch(complain)),
    )
    // The stop may have come before there was anything to stop.
    if (this.stopping.signal.aborted) await servers.stop()
    this.stopping.signal.throwIfAborted()
    return addresses
  }

  private serversOf(postgresPassword: string, ports: Ports): LocalServers {
    const common = { folder: this.folders.own, postgresPassword, preferredPorts: ports.servers }
    const progress = (step: string): void => this.console.detail(step)
    if (this.mode === 'docker') return new DockerServers({ ...common, progress })
    return new NativeServers({ ...common, durability: 'power-cut', kafkaCompiler: 'full', progress })
  }

  private async reset(): Promise<void> {
    if (this.mode === 'docker') await removeContainerData(this.folders.own)
    for (const name of [
      'postgres',
      'kafka',
      'secrets',
      'simulators',
      'didit.json',
      'documents',
      'logs',
      'settings.json',
      'people.json',
      'processes.json',
    ]) {
      const path = join(this.folders.own, name)
      // The data may lie elsewhere, behind a link, where PostgreSQL's user can reach it.
      await rm(await realpath(path).catch(() => path), { recursive: true, force: true })
      await rm(path, { recursive: true, force: true })
    }
  }

  private services(): ServiceName[] {
    const built = builtServices()
    const missing = this.options.services?.find((service) => !built.includes(service))
    if (missing !== undefined) throw new Complaint(`${missing} has not been built.`)
    return built.filter((service) => this.options.services?.includes(service) ?? true)
  }

  private async unlessStopping<Result>(work: () => Promise<Result>): Promise<Result> {
    this.stopping.signal.throwIfAborted()
    return await work()
  }
}

/** What servers say when they cannot start is for the person at the keyboard, who can mend it. */
function complain(error: unknown): never {
  throw error instanceof Error ? new Complaint(error.message, { cause: error }) : error
}

function defaultMode(): Mode {
  if (javaCommand() !== undefined) return 'native'
  if (dockerAnswers()) return 'docker'
  throw new Complaint('Neither Java 17 or newer nor a running Docker was found; PostgreSQL and Kafka need one of them.')
}

async function provision(facts: StackFacts, services: readonly ServiceName[]): Promise<void> {
  const { postgresAdminUrl, kafkaBrokers } = facts.servers
  const password = facts.masterKey.rolePassword.bind(facts.masterKey)
  await Promise.all([
    provisionPostgres({ adminUrl: postgresAdminUrl, services, password }),
    provisionTopics({ brokers: kafkaBrokers.split(','), partitions: facts.partitions, replicationFactor: 1 }),
  ])
}
