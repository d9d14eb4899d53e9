import { Onboarding, ownBankAccount, patiently, stopWaitingForPayments } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Development } from '../client/development'
import { HttpClient } from '../client/http-client'
import { expectStatus, Session } from '../client/session'
import { fund, type Trader } from '../client/traders'
import type { Person } from '../start/people'
import type { Operation } from './document'

/** Whoever the platform can be asked by. */
export interface FuzzCaller {
  readonly name: string
  /** Of the user, or of the key; undefined for nobody. */
  readonly id: string | undefined
  /** The user and the accounts of a client; undefined for whoever is none. Grows with the accounts that are opened. */
  readonly own: Set<string> | undefined
  readonly isStaff: boolean
  /** Undefined for nobody. */
  token(): Promise<string | undefined>
  /** Whether the platform lets this person in no more. */
  readonly hasEnded: boolean
  /** Whether the document lets this caller use an operation. */
  may(operation: Operation): boolean
}

const DAY_MS = 86_400_000
const KNOWN_MS_MAX = 120_000
const LOOK_MS = 250
/** One person of each role, and two where it takes two. */
const STAFF = {
  support: 'support',
  compliance1: 'compliance',
  compliance2: 'compliance',
  mlro: 'mlro',
  treasury1: 'treasury',
  treasury2: 'treasury',
  admin1: 'admin',
  admin2: 'admin',
  auditor: 'auditor',
}
const SCOPES = ['orders', 'account'] as const

/** Nobody, a client with money and shares, an API key of each scope, and people of each staff role. */
export async function callersOf({ gateway, staff }: Development): Promise<FuzzCaller[]> {
  const http = new HttpClient(gateway)
  const person: Person = { email: `fuzz-${randomUUID()}@example.com`, password: `a long password ${randomUUID()}` }
  const details = { firstName: 'Fuzz', lastName: 'Client', dateOfBirth: '1990-01-01' }
  const body = { ...person, ...details }
  expectStatus(await patiently(() => http.ask('/v1/users', { method: 'POST', body })), 201, '/v1/users')
  const session = await Session.logIn(http, person)
  let totpSecret: string | undefined
  await session.enrol(person.password, async (secret) => void (totpSecret = secret))
  const logIn = (name: keyof typeof STAFF): Promise<Session> => Session.logIn(http, staff[name]!)
  const accountId = await new Onboarding(await logIn('compliance1'), await logIn('mlro')).admit(session)
  await endow({ session, accountId }, [await logIn('treasury1'), await logIn('treasury2')])
  await addBankAccount(session, person)
  const own = new Set([String((await session.get('/v1/users/me'))['id']), accountId])
  const keys = await apiKeys(session, own)
  const people = [
    await caller(http, { name: 'client', role: 'client', own, person: { ...person, totpSecret } }),
    ...(await Promise.all(
      Object.entries(STAFF).map(([name, role]) => caller(http, { name, role, person: staff[name]! })),
    )),
  ]
  return [nobody, ...people, ...keys]
}

/** What a client needs who is to place orders, convert and pay out: nobody has to wait for days before a payment. */
async function endow({ session, accountId }: Trader, treasury: readonly [Session, Session]): Promise<void> {
  await stopWaitingForPayments(treasury)
  const { items } = (await session.get('/v1/assets?limit=3')) as unknown as { items: { id: string }[] }
  for (const asset of ['USD', 'MUR', ...items.map(({ id }) => id)])
    await fund(treasury, accountId, { asset, amount: '1000000' })
}

/** A bank account of the client's own, once payment has heard what the client is called. */
async function addBankAccount(session: Session, person: Person): Promise<void> {
  const [path, body] = ['/v1/bank-accounts', ownBankAccount(person, 'Fuzz Client')]
  const deadline = Date.now() + KNOWN_MS_MAX
  for (;;) {
    const answer = await patiently(() => session.ask(path, { method: 'POST', body, key: randomUUID() }))
    if (answer.body['code'] !== 'not-caught-up' || Date.now() > deadline) return void expectStatus(answer, 201, path)
    await sleep(LOOK_MS)
  }
}

const nobody: FuzzCaller = {
  name: 'nobody',
  id: undefined,
  own: undefined,
  isStaff: false,
  hasEnded: false,
  token: () => Promise.resolve(undefined),
  may: ({ isPublic }) => isPublic,
}

/** Logs in again when a session is over, as one is that names a role which was taken. Whom the fuzz ended is nobody then. */
async function caller(
  http: HttpClient,
  { name, role, person, own }: { name: string; role: string; person: Person; own?: Set<string> },
): Promise<FuzzCaller> {
  let session: Session | undefined = await Session.logIn(http, person)
  const id = String((await session.get('/v1/users/me'))['id'])
  return {
    name,
    id,
    own,
    isStaff: own === undefined,
    get hasEnded() {
      return session === undefined
    },
    may: ({ isPublic, roles }) => isPublic || (session !== undefined && roles.includes(role)),
    token: async () => {
      const known = await session?.ask('/v1/users/me').catch(() => undefined)
      if (known?.status === 401) session = await Session.logIn(http, person).catch(() => undefined)
      return session?.token()
    },
  }
}

/** Keys are made by whoever has just shown a second factor. */
async function apiKeys(session: Session, own: Set<string>): Promise<FuzzCaller[]> {
  const expiresAt = new Date(Date.now() + DAY_MS).toISOString()
  return Promise.all(
    SCOPES.map(async (scope) => {
      const made = await session.post('/v1/api-keys', { name: scope, scopes: [scope], expiresAt }, 201)
      const key = String(made['key'])
      return {
        name: `key for ${scope}`,
        id: String(made['id']),
        own,
        isStaff: false,
        hasEnded: false,
        token: () => Promise.resolve(key),
        may: ({ isPublic, roles, scope: needed }: Operation) =>
          isPublic || (roles.includes('client') && (needed === 'any' || needed === scope)),
      }
    }),
  )
}
