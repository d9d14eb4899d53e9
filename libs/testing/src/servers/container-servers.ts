import { PostgreSqlContainer } from '@testcontainers/postgresql'
import type { StartedPostgreSqlContainer } from '@testcontainers/postgresql'
import type { StartedTestContainer } from 'testcontainers'
import { POSTGRES_IMAGE } from './images'
import { KafkaContainer } from './kafka-container'
import type { LocalServers, ServerAddresses } from './local-servers'

const START_MS = 180_000

/** PostgreSQL and Apache Kafka in containers that live as long as one test run; see {@link LocalServers}. */
export class ContainerServers implements LocalServers {
  private postgres: StartedPostgreSqlContainer | undefined
  private kafka: StartedTestContainer | undefined

  async start(): Promise<ServerAddresses> {
    const [postgres, kafka] = await Promise.allSettled([postgresContainer().start(), new KafkaContainer().start()])
    if (postgres.status === 'fulfilled') this.postgres = postgres.value
    if (kafka.status === 'fulfilled') this.kafka = kafka.value
    if (this.postgres === undefined || this.kafka === undefined) {
      await this.stop()
      throw postgres.status === 'rejected' ? postgres.reason : (kafka as PromiseRejectedResult).reason
    }
    return {
      postgresAdminUrl: this.postgres.getConnectionUri(),
      kafkaBrokers: `${this.kafka.getHost()}:${this.kafka.getMappedPort(9092)}`,
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.kafka?.stop(), this.postgres?.stop()])
    this.kafka = undefined
    this.postgres = undefined
  }
}

function postgresContainer(): PostgreSqlContainer {
  // As durable as the native server of the tests: commits survive a kill of any process.
  const settings = ['max_connections=200', 'fsync=off', 'full_page_writes=off', 'synchronous_commit=on']
  return (
    new PostgreSqlContainer(POSTGRES_IMAGE)
      .withDatabase('postgres')
      .withUsername('filao')
      .withPassword('filao')
      .withEnvironment({
        POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C --no-sync',
      })
      // The class's own check runs four times a second for as long as the container lives.
      .withHealthCheck({
        test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=filao', '--dbname=postgres'],
        interval: 1000,
        timeout: 3000,
        retries: 120,
      })
      .withStartupTimeout(START_MS)
      .withCommand(['postgres', ...settings.flatMap((setting) => ['-c', setting])])
  )
}
