import type { ServiceName } from '@filao/contracts'

/** What a database role may do: own the schema (migrations), write as the service, read for clients. */
export const ROLE_KINDS = ['owner', 'service', 'reader'] as const
export type RoleKind = (typeof ROLE_KINDS)[number]

/** Name of the one database that holds a schema per service. */
export const DATABASE = 'filao'

export function roleName(service: ServiceName, kind: RoleKind): string {
  return kind === 'service' ? service : `${service}_${kind}`
}

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** Connection string of a role to the platform's database. */
export function roleUrl(server: ServerAddress, role: string, password: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@${server.host}:${server.port}/${DATABASE}`
}
