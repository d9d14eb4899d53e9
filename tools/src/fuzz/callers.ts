import { randomUUID } from 'node:crypto'
import type { Development } from '../client/development'
import { HttpClient } from '../client/http-client'
import { expectStatus, Session } from '../client/session'
import type { Person } from '../start/people'
import type { Operation } from './document'

/** Whoever the platform can be asked by. */
export interface FuzzCaller {
  readonly name: string
  /** Undefined for nobody. */
  token(): Promise<string | undefined>
  /** Whether the document lets this caller use an operation. */
  may(operation: Operation): boolean
}

const DAY_MS = 86_400_000
/** One person of each role. */
const STAFF = {
  support: 'support',
  compliance1: 'compliance',
  mlro: 'mlro',
  treasury1: 'treasury',
  admin1: 'admin',
  auditor: 'auditor',
}
const SCOPES = ['orders', 'account'] as const

/** Nobody, a new client, an API key of each scope, and a person of each staff role. */
export async function callersOf({ gateway, staff }: Development): Promise<FuzzCaller[]> {
  const http = new HttpClient(gateway)
  const person = { email: `fuzz-${randomUUID()}@example.com`, password: `a long password ${randomUUID()}` }
  const details = { firstName: 'Fuzz', lastName: 'Client', dateOfBirth: '1990-01-01' }
  expectStatus(await http.ask('/v1/users', { method: 'POST', body: { ...person, ...details } }), 201, '/v1/users')
  const people = [
    await caller(http, { name: 'client', role: 'client', person }),
    ...(await Promise.all(
      Object.entries(STAFF).map(([name, role]) => caller(http, { name, role, person: staff[name]! })),
    )),
  ]
  return [nobody, ...people, ...(await apiKeys(http, person))]
}

const nobody: FuzzCaller = {
  name: 'nobody',
  token: () => Promise.resolve(undefined),
  may: ({ isPublic }) => isPublic,
}

/** Logs in again when a session is over: the fuzz ends sessions, too. Whom it suspended or closed is nobody from then on. */
async function caller(
  http: HttpClient,
  { name, role, person }: { name: string; role: string; person: Person },
): Promise<FuzzCaller> {
  let session: Session | undefined = await Session.logIn(http, person)
  return {
    name,
    may: ({ isPublic, roles }) => isPublic || (session !== undefined && roles.includes(role)),
    token: async () => {
      const known = await session?.ask('/v1/users/me').catch(() => undefined)
      if (session && known?.status !== 200) session = await Session.logIn(http, person).catch(() => undefined)
      return session?.token()
    },
  }
}

/** Keys are made by whoever has just shown a second factor. */
async function apiKeys(http: HttpClient, person: Person): Promise<FuzzCaller[]> {
  const session = await Session.logIn(http, person)
  await session.enrol(person.password, () => Promise.resolve())
  const expiresAt = new Date(Date.now() + DAY_MS).toISOString()
  return Promise.all(
    SCOPES.map(async (scope) => {
      const made = await session.post('/v1/api-keys', { name: scope, scopes: [scope], expiresAt }, 201)
      const key = String(made['key'])
      return {
        name: `key for ${scope}`,
        token: () => Promise.resolve(key),
        may: ({ isPublic, roles, scope: needed }: Operation) =>
          isPublic || (roles.includes('client') && (needed === 'any' || needed === scope)),
      }
    }),
  )
}
