import type { ServiceName } from '@filao/contracts'
import { Client } from 'pg'
import { readDevelopment, type Development } from '../client/development'
import { HttpClient } from '../client/http-client'
import { runBootstrap } from '../start/bootstrap-admins'
import type { StartConsole } from '../start/console'
import { writeDevFile } from '../start/dev-file'
import { simulatorUrl, type StackFacts } from '../start/environment'
import type { AppProcesses } from '../start/processes'
import { seedPlatform } from '../start/seed'
import { Stack } from '../start/stack'
import { Logs, SOURCES } from './logs'
import { openMarket, type Market } from './market'
import { PlatformProcesses } from './processes'

export interface PlatformPlan {
  readonly folder: string
  readonly port: number
  readonly participants: number
}

const PARTITIONS = 4

/** A platform of its own for a benchmark: native servers, every commit on the disk, nothing in it but what is measured. */
export class BenchPlatform {
  private readonly stack: Stack
  private readonly clients: Client[] = []
  private started: Started | undefined

  constructor(
    private readonly plan: PlatformPlan,
    private readonly console: StartConsole,
  ) {
    const { folder, port } = plan
    const options = { mode: 'native', reset: true, traffic: false, priceFeed: false, exitWhenReady: false } as const
    this.stack = new Stack({ ...options, folder, port, services: undefined, partitions: PARTITIONS }, console)
  }

  /** Brings it up with instruments and funded participants. */
  async start(): Promise<void> {
    const { facts, apps } = await this.stack.start()
    const { folders, servers, ports } = facts
    const gateway = `http://127.0.0.1:${ports.gateway.http}`
    const outside = { gateway, bank: simulatorUrl(facts, 'bank') }
    const seeding = { ...outside, file: folders.people, bootstrap: (admins: string) => runBootstrap(facts, admins) }
    const people = await this.console.step('Seeding staff', () => seedPlatform({ ...seeding, clients: 0 }))
    await writeDevFile(facts, apps, people)
    const development = readDevelopment(this.plan.folder)
    const http = new HttpClient(gateway)
    const { participants } = this.plan
    const market = await this.console.step(`Registering and funding ${participants} participants`, () =>
      openMarket(http, development, { participants, progress: () => undefined }),
    )
    const owners = await Promise.all(
      SOURCES.map(async (source) => [source, await this.connect(development.postgres[source]!.ownerUrl)] as const),
    )
    this.started = {
      facts,
      apps,
      development,
      http,
      market,
      logs: new Logs(Object.fromEntries(owners) as ConstructorParameters<typeof Logs>[0]),
      audit: await this.connect(development.postgres['audit']!.ownerUrl),
      admin: await this.connect(servers.postgresAdminUrl),
      processes: new PlatformProcesses(apps, folders.own),
    }
  }

  /** Stops it and removes all its data. May be called at any moment. */
  async remove(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end().catch(() => undefined)))
    await this.started?.http.close()
    await this.stack.remove()
  }

  get running(): Started {
    if (this.started === undefined) throw new Error('the platform has not been started')
    return this.started
  }

  /** Where requests are taken: at a service itself, or at the one address for all. */
  origin(way: 'service' | 'gateway', service: ServiceName = 'order'): string {
    const { development } = this.running
    return way === 'gateway' ? development.gateway : development.services[service]!.http
  }

  /** Access tokens of all participants, each good for minutes. */
  tokens(): Promise<readonly string[]> {
    return Promise.all(this.running.market.traders.map(({ session }) => session.token()))
  }

  /** A superuser's connection to the database of the services. */
  connectAsAdmin(): Promise<Client> {
    const { facts, development } = this.running
    const url = new URL(facts.servers.postgresAdminUrl)
    url.pathname = new URL(development.postgres['order']!.url).pathname
    return this.connect(url.href)
  }

  private async connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url, application_name: 'bench' })
    // A server that is being stopped: whoever asks next is told.
    client.on('error', () => undefined)
    await client.connect()
    this.clients.push(client)
    return client
  }
}

/** The running platform and what looks at it. */
export interface Started {
  readonly facts: StackFacts
  readonly apps: AppProcesses
  readonly development: Development
  readonly http: HttpClient
  readonly market: Market
  readonly logs: Logs
  /** Connections of owners, for looks from outside; `admin` is the superuser's. */
  readonly audit: Client
  readonly admin: Client
  readonly processes: PlatformProcesses
}
