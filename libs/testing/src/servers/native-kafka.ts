import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port'
import { javaCommand, OLDEST_JAVA } from './java'
import { fetchJars, jarCache, readJarList } from './kafka-jars'
import type { Progress } from './local-servers'
import { sizeOf, startOnFreePort, tail } from './port-race'
import { endOrphan, ServerProcess } from './server-process'

const START_MS = 180_000
const STOP_MS = 3_000
const MIB = 1024 * 1024

export interface NativeKafkaOptions {
  /** Folder of the broker's data and settings; made by the first start. */
  readonly dataFolder: string
  readonly logFile: string
  /** The committed list of jars. */
  readonly jarListFile: string
  /** Taken when free, else any. */
  readonly preferredPort?: number
  /** The quick compiler starts in half the time; long loads want the full one. */
  readonly compiler: 'quick' | 'full'
  readonly progress?: Progress
}

interface Launch {
  readonly java: string
  /** Folder of the class path. */
  readonly jars: string
  /** Port, if it is free; 0 for any. */
  readonly preferred: number
}

/** The real Apache Kafka broker, KRaft, one node, run by `java` as a process of this machine. */
export class NativeKafka {
  private server: ServerProcess | undefined
  /** Kept for the next start: clients know the address of this one. */
  private port: number | undefined

  constructor(private readonly options: NativeKafkaOptions) {}

  get process(): ServerProcess | undefined {
    return this.server
  }

  /** Starts the broker and gives its `host:port`. */
  async start(): Promise<string> {
    const java = javaCommand()
    if (java === undefined) throw new Error(`Apache Kafka needs Java ${OLDEST_JAVA} or newer, and none was found.`)
    const { dataFolder, logFile } = this.options
    await mkdir(dataFolder, { recursive: true })
    await mkdir(dirname(logFile), { recursive: true })
    const list = await readJarList(this.options.jarListFile)
    const jars = await fetchJars(list, jarCache(list.version), this.options.progress ?? (() => undefined))
    await this.endOrphan()
    return await startOnFreePort({
      logFile,
      preferredPort: this.port ?? this.options.preferredPort ?? 0,
      start: (preferred) => this.startOnce({ java, jars, preferred }),
    })
  }

  private async startOnce({ java, jars, preferred }: Launch): Promise<string> {
    const { dataFolder, logFile } = this.options
    const port = await freePort(preferred)
    const settings = join(dataFolder, 'server.properties')
    await writeFile(settings, properties(dataFolder, port, await freePort()))
    const classPath = ['-cp', join(jars, '*')]
    if (!existsSync(join(dataFolder, 'log', 'meta.properties'))) await format(java, classPath, settings, dataFolder)

    const logged = await sizeOf(logFile)
    this.server = new ServerProcess({
      command: java,
      args: [...this.machineFlags(), ...classPath, 'kafka.Kafka', settings],
      logFile,
      stopSignal: 'SIGTERM',
    })
    await writeFile(join(dataFolder, 'broker.pid'), String(this.server.pid))
    try {
      // An open port says nothing: the broker answers requests only after this line.
      await this.server.waitUntil(async () => (await tail(logFile, logged)).includes('Kafka Server started'), START_MS)
    } catch (error) {
      await this.stop()
      throw new Error(`Apache Kafka did not start: ${(error as Error).message}`, { cause: error })
    }
    this.port = port
    return `127.0.0.1:${port}`
  }

  async stop(): Promise<void> {
    await this.server?.stop(STOP_MS)
    this.server = undefined
  }

  private machineFlags(): string[] {
    const compiler = this.options.compiler === 'quick' ? ['-XX:TieredStopAtLevel=1'] : []
    const logging = [
      'showDateTime=true',
      'dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS',
      'showThreadName=false',
      'defaultLogLevel=warn',
    ]
    // The class that says that the broker has started.
    logging.push('log.kafka.server.KafkaRaftServer=info')
    return [
      '-Xms128m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      ...compiler,
      ...logging.map((setting) => `-Dorg.slf4j.simpleLogger.${setting}`),
    ]
  }

  private async endOrphan(): Promise<void> {
    const pid = Number(await readFile(join(this.options.dataFolder, 'broker.pid'), 'utf8').catch(() => '0'))
    if (pid > 1) await endOrphan(pid, 'SIGTERM', this.options.dataFolder)
  }
}

async function format(java: string, classPath: string[], settings: string, dataFolder: string): Promise<void> {
  // The id stays with the data, so that a broker never starts on another cluster's log.
  const idFile = join(dataFolder, 'cluster.id')
  const id = await readFile(idFile, 'utf8').catch(() => randomBytes(16).toString('base64url'))
  await writeFile(idFile, id)
  const quiet = ['-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error']
  const args = [...quiet, ...classPath, 'kafka.tools.StorageTool', 'format', `--cluster-id=${id}`, '--config', settings]
  await promisify(execFile)(java, args).catch((error: { stderr?: string; message: string }) => {
    throw new Error(`Apache Kafka could not format ${dataFolder}: ${error.stderr?.trim() || error.message}`)
  })
}

function properties(dataFolder: string, port: number, controllerPort: number): string {
  const lines = {
    'process.roles': 'broker,controller',
    // One machine's clients are a few dozen connections; 3 and 8 threads by default take turns on its cores.
    'num.network.threads': 1,
    'num.io.threads': 2,
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(dataFolder, 'log'),
    'num.partitions': 1,
    'auto.create.topics.enable': false,
    // A killed broker is let in again only when the session of its former life has ended (9 s by default).
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 1_000,
    'offsets.topic.num.partitions': 8,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // 128 MiB by default, taken at the start. Only the topics of offsets are compacted here, and they hold little.
    'log.cleaner.dedupe.buffer.size': 8 * MIB,
  }
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
