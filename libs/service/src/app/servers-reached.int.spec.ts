import { KafkaBus } from '@filao/bus'
import { testBrokers, testPostgresUrl } from '@filao/testing'
import { freePort } from '@filao/testing/servers'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { readConfig } from '../config'
import { Database } from '../database/database'
import { createLog } from '../logging/log'
import { ManagementServer } from '../management/management-server'
import { serversReached } from './servers-reached'

jest.setTimeout(60_000)

/** The port of a server that is stopped until it is opened. */
class Gate {
  private readonly sockets = new Set<Socket>()
  private readonly server: Server

  private constructor(
    readonly port: number,
    host: string,
    behind: number,
  ) {
    this.server = createServer((client) => {
      const socket = connect(behind, host)
      for (const each of [client, socket]) {
        this.sockets.add(each)
        each.on('error', () => undefined)
      }
      client.pipe(socket).pipe(client)
    })
  }

  static async before(host: string, port: number): Promise<Gate> {
    return new Gate(await freePort(), host, port)
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve))
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

const lines: { level: string; server?: string; msg: string }[] = []
const log = createLog(
  { service: 'wallet', instance: 'one', logLevel: 'info' },
  { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
)
const saidOf = (server: string, level: string): string[] =>
  lines.filter((line) => line.server === server && line.level === level).map(({ msg }) => msg)
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50))
}
const databaseAt = (url: string): Database =>
  new Database(readConfig({ FILAO_SERVICE: 'wallet', FILAO_DATABASE_URL: url }), log)

describe('a service that is started while PostgreSQL and Kafka are stopped', () => {
  it('waits, live and not ready, says so once a try, and goes on when they answer', async () => {
    const [host, port] = testBrokers()[0]!.split(':')
    const url = new URL(testPostgresUrl())
    const postgres = await Gate.before(url.hostname, Number(url.port))
    const kafka = await Gate.before(host!, Number(port))
    url.host = `127.0.0.1:${postgres.port}`
    const management = new ManagementServer(log)
    const database = databaseAt(url.toString())
    management.check('postgres', () => database.ping())
    const base = `http://127.0.0.1:${await management.listen({ host: '127.0.0.1', port: 0 })}`
    const statusOf = async (path: string): Promise<number> => (await fetch(base + path)).status
    const bus = new KafkaBus({ clientId: 'waiting', brokers: [`127.0.0.1:${kafka.port}`] })

    const reached = serversReached({ database, bus, log })
    await until(() => saidOf('PostgreSQL', 'warn').length >= 3 && saidOf('Kafka', 'warn').length >= 2)
    expect(saidOf('PostgreSQL', 'warn').slice(0, 3)).toEqual([
      'PostgreSQL does not answer; asked again in 0.5 s',
      'PostgreSQL does not answer; asked again in 1 s',
      'PostgreSQL does not answer; asked again in 2 s',
    ])
    expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 503])
    await postgres.open()
    await until(() => saidOf('PostgreSQL', 'info').length === 1)
    expect(await statusOf('/health/ready')).toBe(503)
    await kafka.open()
    await reached
    expect(saidOf('Kafka', 'info')).toEqual(['Kafka answers'])
    management.ready()
    expect(await statusOf('/health/ready')).toBe(200)

    await management.close()
    await database.close()
    await Promise.all([postgres.close(), kafka.close()])
  })

  it('does not wait for a server that answers and lets it not in', async () => {
    const url = new URL(testPostgresUrl())
    url.pathname = '/no_such_database'
    const database = databaseAt(url.toString())
    await expect(serversReached({ database, bus: undefined, log })).rejects.toThrow(/does not exist/)
    await database.close()
  })
})
