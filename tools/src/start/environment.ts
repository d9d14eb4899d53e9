import type { ServiceName } from '@filao/contracts'
import type { ServerAddresses } from '@filao/testing/servers'
import { join } from 'node:path'
import type { MasterKey } from '../platform/master-key'
import { roleName, roleUrl } from '../platform/roles'
import { diditSecrets } from '../provision/didit-secrets'
import type { RoleKind } from '../platform/roles'
import type { SimulatorName } from '../platform/simulators'
import { PROVIDER_KEY } from '../provision/service-secrets'
import type { Folders, Ports } from './layout'

/** Local clients have no limits: the simulated market and every load tool run as a few people. */
const UNLIMITED = String(1_000_000_000)
const RATES = ['DEFAULT', 'STAFF', 'CREDENTIALS', 'ORDERS', 'ORDERS_API_KEY', 'WITHDRAWALS', 'WEBHOOKS']

/** All that a stack's processes are told. */
export interface StackFacts {
  readonly servers: ServerAddresses
  readonly ports: Ports
  readonly partitions: number
  readonly masterKey: MasterKey
  readonly folders: Folders
}

/** Connection string of one of a service's roles. */
export function databaseUrl(facts: StackFacts, service: ServiceName, kind: RoleKind): string {
  const { hostname, port } = new URL(facts.servers.postgresAdminUrl)
  const password = facts.masterKey.rolePassword(service, kind)
  return roleUrl({ host: hostname, port: Number(port) }, roleName(service, kind), password)
}

/** Environment of a service's process. */
export function serviceEnvironment(facts: StackFacts, service: ServiceName): NodeJS.ProcessEnv {
  const ports = facts.ports.services.get(service)
  if (ports === undefined) throw new Error(`${service} has no ports`)
  const identity = facts.ports.services.get('identity')
  return {
    ...inherited(),
    FILAO_SERVICE: service,
    FILAO_HTTP_HOST: '127.0.0.1',
    FILAO_HTTP_PORT: String(ports.http),
    FILAO_MANAGEMENT_HOST: '127.0.0.1',
    FILAO_MANAGEMENT_PORT: String(ports.management),
    FILAO_DATABASE_URL: databaseUrl(facts, service, 'service'),
    FILAO_READER_DATABASE_URL: databaseUrl(facts, service, 'reader'),
    FILAO_KAFKA_BROKERS: facts.servers.kafkaBrokers,
    FILAO_PARTITIONS: String(facts.partitions),
    FILAO_SECRETS_DIR: join(facts.folders.secrets, service),
    FILAO_MANAGEMENT_URLS: JSON.stringify(
      Object.fromEntries(
        [...facts.ports.services].map(([name, { management }]) => [name, `http://127.0.0.1:${management}`]),
      ),
    ),
    // The gateway and the load tools speak to the services from this machine only.
    FILAO_TRUSTED_PROXIES: '1',
    ...(identity === undefined ? {} : { FILAO_IDENTITY_URL: `http://127.0.0.1:${identity.http}` }),
    ...(identity === undefined ? {} : { FILAO_IDENTITY_INTERNAL_URL: `http://127.0.0.1:${identity.management}` }),
    ...outsideOf(facts, service),
    ...Object.fromEntries(RATES.map((name) => [`RATE_${name}`, process.env[`RATE_${name}`] ?? UNLIMITED])),
  }
}

/** Where a service finds the outside systems that it speaks to. */
function outsideOf(facts: StackFacts, service: ServiceName): NodeJS.ProcessEnv {
  const url = (name: SimulatorName): string => simulatorUrl(facts, name)
  const publicUrl = gatewayUrl(facts)
  if (service === 'identity') return { FILAO_MAIL_URL: url('mailbox'), FILAO_PUBLIC_URL: publicUrl }
  if (service === 'market') {
    const { simulators } = facts.ports
    return { ...(simulators.has('prices') && priceFeed(url('prices'))), ...(simulators.has('fx') && fxFeed(url('fx'))) }
  }
  if (service === 'compliance')
    return { ...diditSettings(facts, url('didit')), ...documents(facts), ...listSettings(facts) }
  if (service !== 'payment') return {}
  return { FILAO_BANK_URL: url('bank'), FILAO_MIPS_URL: url('mips'), FILAO_PUBLIC_URL: publicUrl }
}

/** The provider of prices: the one that the caller's environment has a key for, else the stack's own. */
function priceFeed(url: string): NodeJS.ProcessEnv {
  if (process.env['APCA_API_KEY_ID'] !== undefined) return {}
  const key = { APCA_API_KEY_ID: 'simulator', APCA_API_SECRET_KEY: 'simulator' }
  return { ...key, APCA_API_BASE_URL: url, APCA_DATA_BASE_URL: url, APCA_API_STREAM_URL: url.replace(/^http/, 'ws') }
}

/** Files of clients stay with the stack; another scanner than the simulated one is reached by its own settings. */
function documents({ folders, ports }: StackFacts): NodeJS.ProcessEnv {
  const folder = { FILAO_DOCUMENTS_DIR: join(folders.own, 'documents') }
  if (process.env['CLAMD_HOST']) return folder
  return { ...folder, CLAMD_HOST: '127.0.0.1', CLAMD_PORT: String(ports.simulators.get('clamd')) }
}

/** The provider of exchange rates: the one that the caller's environment names, else the stack's own. */
const fxFeed = (url: string): NodeJS.ProcessEnv =>
  process.env['FILAO_FX_URL'] ? {} : { FILAO_FX_URL: url, FILAO_FX_APP_ID: 'simulator' }

/** Lists come from where the caller's environment says, else from the stack's own author. */
function listSettings(facts: StackFacts): NodeJS.ProcessEnv {
  if (process.env['UN_LIST_URL'] !== undefined || !facts.ports.simulators.has('sanctions')) return {}
  return { UN_LIST_URL: `${simulatorUrl(facts, 'sanctions')}/resources/xml/en/consolidated.xml` }
}

/** Another provider than the simulated one is reached by its own settings. */
function diditSettings({ masterKey }: StackFacts, simulator: string): NodeJS.ProcessEnv {
  if (process.env['DIDIT_BASE_URL']) return {}
  return { DIDIT_BASE_URL: simulator, DIDIT_WORKFLOW_ID: 'filao-local', ...diditSecrets(masterKey) }
}

/** Address of a simulated outside system. */
export const simulatorUrl = (facts: StackFacts, name: SimulatorName): string =>
  `http://127.0.0.1:${facts.ports.simulators.get(name)}`

const gatewayUrl = ({ ports }: StackFacts): string => `http://127.0.0.1:${ports.gateway.http}`

/** Environment of a simulated outside system: it knows nothing of the platform but where it tells what has happened. */
export function simulatorEnvironment(facts: StackFacts, name: SimulatorName): NodeJS.ProcessEnv {
  const port = String(facts.ports.simulators.get(name))
  return {
    ...inherited(),
    FILAO_HTTP_HOST: '127.0.0.1',
    FILAO_HTTP_PORT: port,
    FILAO_SIMULATOR_DIR: join(facts.folders.own, 'simulators'),
    FILAO_SIMULATOR_PUBLIC_URL: simulatorUrl(facts, name),
    FILAO_PAYMENT_WEBHOOKS_URL: gatewayUrl(facts),
    FILAO_PROVIDER_KEY_FILE: join(facts.folders.secrets, 'payment', PROVIDER_KEY),
    ...(name === 'didit' ? diditSurroundings(facts) : {}),
  }
}

/** Environment of a service's one-shot migration: the owner of the schema. */
export function migrationEnvironment(facts: StackFacts, service: ServiceName): NodeJS.ProcessEnv {
  return {
    ...inherited(),
    FILAO_SERVICE: service,
    FILAO_PARTITIONS: String(facts.partitions),
    DATABASE_URL: databaseUrl(facts, service, 'owner'),
  }
}

/** Environment of the gateway. */
export function gatewayEnvironment(facts: StackFacts): NodeJS.ProcessEnv {
  const routes = [...facts.ports.services].map(([service, { http }]) => [service, `http://127.0.0.1:${http}`])
  return {
    ...inherited(),
    FILAO_SERVICE: 'gateway',
    FILAO_HTTP_HOST: '127.0.0.1',
    FILAO_HTTP_PORT: String(facts.ports.gateway.http),
    FILAO_MANAGEMENT_HOST: '127.0.0.1',
    FILAO_MANAGEMENT_PORT: String(facts.ports.gateway.management),
    FILAO_ROUTES: JSON.stringify(Object.fromEntries(routes)),
  }
}

function inherited(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: 'production', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' }
}

/** What the simulated KYC provider shares with compliance, and where it tells what it has found. */
const diditSurroundings = (facts: StackFacts): NodeJS.ProcessEnv => ({
  ...diditSecrets(facts.masterKey),
  DIDIT_WEBHOOK_URL: `${gatewayUrl(facts)}/v1/webhooks/kyc/didit`,
  DIDIT_SIMULATOR_FILE: join(facts.folders.own, 'didit.json'),
})
