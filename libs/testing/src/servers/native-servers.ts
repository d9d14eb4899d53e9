import { join } from 'node:path'
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

/** PostgreSQL and Apache Kafka as processes of this machine; see {@link LocalServers}. */
export class NativeServers implements LocalServers {
  readonly postgres: NativePostgres
  readonly kafka: NativeKafka

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

  async stop(): Promise<void> {
    await Promise.all([this.kafka.stop(), this.postgres.stop()])
  }
}

// src/servers and dist/servers lie equally deep in the repository.
function jarListFile(): string {
  return join(__dirname, '..', '..', '..', '..', 'infra', 'kafka', 'jars.json')
}
