import type { ServiceName } from '@filao/contracts'
import { Complaint, runProgram } from '../complaint'
import { MasterKey } from '../platform/master-key'
import { builtServices } from '../platform/services'
import { provisionPostgres } from './postgres'
import { writeContainerSecrets } from './secrets'
import { provisionTopics } from './topics'

// Where docker-compose.yml mounts the volume of each kind of secret.
const SECRETS = '/secrets'

/** The one-shots of docker-compose.yml: `secrets`, `roles`, `topics`. Each may be run again at any time. */
async function main(): Promise<number> {
  const services: ServiceName[] = builtServices()
  switch (process.argv[2]) {
    case 'secrets':
      await writeContainerSecrets({ root: SECRETS, services, postgres: address('FILAO_POSTGRES') })
      return 0
    case 'roles': {
      const masterKey = await MasterKey.open(`${SECRETS}/master/master.key`)
      const { host, port } = address('FILAO_POSTGRES')
      const adminUrl = `postgres://filao:${masterKey.superuserPassword()}@${host}:${port}/postgres`
      await provisionPostgres({ adminUrl, services, password: masterKey.rolePassword.bind(masterKey) })
      return 0
    }
    case 'topics':
      await provisionTopics({
        brokers: required('FILAO_KAFKA_BROKERS').split(','),
        partitions: Number(required('FILAO_PARTITIONS')),
        replicationFactor: Number(process.env['FILAO_REPLICATION_FACTOR'] ?? 1),
      })
      return 0
    default:
      throw new Complaint('Say what to provision: secrets, roles or topics.')
  }
}

function required(variable: string): string {
  const value = process.env[variable]
  if (!value) throw new Complaint(`${variable} is not set.`)
  return value
}

function address(variable: string): { host: string; port: number } {
  const [host, port] = required(variable).split(':')
  if (!host || !port) throw new Complaint(`${variable} is not host:port.`)
  return { host, port: Number(port) }
}

void runProgram(main)
