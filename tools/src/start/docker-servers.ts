import { dockerAnswers, freePort } from '@filao/testing/servers'
import type { LocalServers, Progress, ServerAddresses } from '@filao/testing/servers'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Complaint } from '../complaint'
import { REPOSITORY } from '../platform/services'

const SERVERS = ['postgres', 'kafka']

export interface DockerServersOptions {
  /** Data of the servers lies in `postgres/` and `kafka/` below it. */
  readonly folder: string
  readonly postgresPassword: string
  readonly preferredPorts: { readonly postgres: number; readonly kafka: number }
  readonly progress: Progress
}

/** The two servers of docker-compose.yml, without the rest of it, on data folders of this machine. */
export class DockerServers implements LocalServers {
  private env: NodeJS.ProcessEnv | undefined

  constructor(private readonly options: DockerServersOptions) {}

  async start(): Promise<ServerAddresses> {
    const { folder, postgresPassword, preferredPorts, progress } = this.options
    if (!dockerAnswers())
      throw new Complaint('No Docker engine answers; start one, or use --native with Java 17 or newer.')
    const [postgres, kafka] = [await freePort(preferredPorts.postgres), await freePort(preferredPorts.kafka)]
    const folders = {
      postgres: join(folder, 'postgres'),
      kafka: join(folder, 'kafka'),
      secrets: join(folder, 'secrets', 'postgres'),
    }
    for (const path of Object.values(folders)) await mkdir(path, { recursive: true })
    // The broker's user inside its container is not ours.
    await chmod(folders.kafka, 0o777)
    await writeFile(join(folders.secrets, 'password'), postgresPassword, { mode: 0o644 })
    this.env = {
      ...process.env,
      FILAO_POSTGRES_PORT: String(postgres),
      FILAO_KAFKA_PORT: String(kafka),
      FILAO_POSTGRES_DATA: folders.postgres,
      FILAO_KAFKA_DATA: folders.kafka,
      FILAO_POSTGRES_SECRETS: folders.secrets,
    }
    progress('Starting PostgreSQL and Apache Kafka in containers')
    await this.compose(['up', '--detach', '--wait', '--no-deps', ...SERVERS])
    const password = encodeURIComponent(postgresPassword)
    return {
      postgresAdminUrl: `postgres://filao:${password}@127.0.0.1:${postgres}/postgres`,
      kafkaBrokers: `127.0.0.1:${kafka}`,
    }
  }

  async stop(): Promise<void> {
    if (this.env === undefined) return
    await this.compose(['down', '--timeout', '4'])
    this.env = undefined
  }

  private async compose(args: readonly string[]): Promise<void> {
    const file = join(REPOSITORY, 'docker-compose.yml')
    await run(
      'docker',
      ['compose', '--project-name', projectOf(this.options.folder), '--file', file, ...args],
      this.env ?? process.env,
    )
  }
}

/** Removes the data: it belongs to the containers' users, so a container has to do it. */
export async function removeContainerData(folder: string): Promise<void> {
  const container = ['run', '--rm', '--user', '0', '--entrypoint', 'sh', '--volume', `${folder}:/data`, 'postgres:17']
  await run('docker', [...container, '-c', 'rm -rf /data/*'], process.env)
}

/** Containers are found again by their project: one for each data folder, so that two stacks leave each other alone. */
function projectOf(folder: string): string {
  return `filao-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  // In a group of its own: Ctrl-C must not break off what stops the containers.
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0)
    throw new Complaint(`${command} ${args.slice(0, 2).join(' ')} failed: ${said.trim().split('\n').at(-1)}`)
}
