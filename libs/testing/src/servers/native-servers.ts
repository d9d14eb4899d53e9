import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LocalServers, Progress, ServerAddresses } from './local-servers'
import { NativeKafka } from './native-kafka'
import { NativePostgres } from './native-postgres'

export interface NativeServersOptions {
  /** Data of both servers lies in `postgres/` and `kafka/` below it, their logs in `logs/`. */
  readonly folder: string
  readonly postgresPassword: string
  readonly durability: 'power-cut' | 'process-kill'
  readonly kafkaCompiler: 'quick' | 'full'
  readonly preferredPorts?: { readonly postgres: number; readonly kafka: number }
  readonly progress?: Progress
}

const RESTART_PAUSE_MS = 1_000

/** PostgreSQL and Apache Kafka as processes of this machine; see {@link LocalServers}. */
export class NativeServers implements LocalServers {
  readonly postgres: NativePostgres
  readonly kafka: NativeKafka
  private readonly keeping: Promise<void>[] = []
  private stopping = false

  constructor(options: NativeServersOptions) {
    this.postgres = new NativePostgres({
      dataFolder: join(options.folder, 'postgres'),
      logFile: join(options.folder, 'logs', 'postgres.log'),
      password: options.postgresPassword,
      durability: options.durability,
      ...(options.preferredPorts && { preferredPort: options.preferredPorts.postgres }),
    })
    this.kafka = new NativeKafka({
      dataFolder: join(options.folder, 'kafka'),
      logFile: join(options.folder, 'logs', 'kafka.log'),
      jarListFile: jarListFile(),
      compiler: options.kafkaCompiler,
      ...(options.preferredPorts && { preferredPort: options.preferredPorts.kafka }),
      ...(options.progress && { progress: options.progress }),
    })
  }

  async start(): Promise<ServerAddresses> {
    const [postgres, kafka] = await Promise.allSettled([this.postgres.start(), this.kafka.start()])
    if (postgres.status === 'rejected' || kafka.status === 'rejected') {
      await this.stop()
      throw postgres.status === 'rejected' ? postgres.reason : (kafka as PromiseRejectedResult).reason
    }
    return { postgresAdminUrl: postgres.value, kafkaBrokers: kafka.value }
  }

  keepAlive(say: Progress): void {
    this.keeping.push(this.keep('PostgreSQL', this.postgres, say), this.keep('Apache Kafka', this.kafka, say))
  }

  async stop(): Promise<void> {
    this.stopping = true
    await Promise.all([this.kafka.stop(), this.postgres.stop()])
    if (this.keeping.length === 0) return
    await Promise.all(this.keeping)
    // One of them may have been on its way up again.
    await Promise.all([this.kafka.stop(), this.postgres.stop()])
  }

  private async keep(name: string, server: NativePostgres | NativeKafka, say: Progress): Promise<void> {
    while (!this.stopping) {
      await server.process?.ended
      if (this.stopping) return
      say(`${name} has ended; it is started again.`)
      await server.start().catch(async (error: unknown) => {
        say((error as Error).message)
        await sleep(RESTART_PAUSE_MS)
      })
    }
  }
}

// src/servers and dist/servers lie equally deep in the repository.
function jarListFile(): string {
  return join(__dirname, '..', '..', '..', '..', 'infra', 'kafka', 'jars.json')
}
