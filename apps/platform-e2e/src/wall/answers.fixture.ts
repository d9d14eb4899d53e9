import { ask } from '../api.fixture'
import { eventually } from '../platform.fixture'
import type { Twin } from './twins.fixture'

/** One route that reads, with who may ask it and what it can be asked for. */
export interface Reading {
  readonly path: string
  readonly parameters: readonly Parameter[]
}
interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: { readonly enum?: readonly string[] }
}
type Document = Readonly<
  Record<'paths' | 'components', Readonly<Record<string, Readonly<Record<string, unknown>>>>>
> & {
  readonly info: { readonly description: string }
}

/** They say the same to everybody, of markets and settings and of the firm as a whole. */
const OF_NOBODY =
  /^\/(\.well-known|v1\/(assets|quotes|books|calendars|fx-rates|platform|trial-balance|configuration|audit\/completeness))/

/** Every route that may say something of a client, as the API document has it. */
export async function readingsOf(gateway: string): Promise<readonly Reading[]> {
  // A service that is late on a busy machine is left out, and named.
  const { paths, components } = await eventually(
    async () => (await (await fetch(`${gateway}/openapi.json`)).json()) as Document,
    ({ info }) => !/^Without .*: no answer/m.test(info.description),
  )
  const resolve = (part: Readonly<Record<string, unknown>>): Parameter => {
    const [, , kind, name] = String(part['$ref'] ?? '').split('/')
    return (kind && name ? components[kind]![name] : part) as Parameter
  }
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const parameters = (get as { parameters?: Readonly<Record<string, unknown>>[] } | undefined)?.parameters ?? []
    return get === undefined || OF_NOBODY.test(path) ? [] : [{ path, parameters: parameters.map(resolve) }]
  })
}

/** What a parameter of a route is when a client is asked about; undefined for one that has nothing to do with clients. */
function valueOf({ client, owned }: Twin, path: string, name: string): string | undefined {
  const { session, person } = client
  if (name === 'id') return ID_OF.find(([prefix]) => path.startsWith(prefix))?.[1]({ ...owned, user: session.user.id })
  const values: Readonly<Record<string, string>> = {
    ...{ userId: session.user.id, accountId: owned.account, orderId: owned.order, clientOrderId: 'mine' },
    ...{ email: person.email, documentId: owned.case, assignedTo: session.user.id, subject: owned.account },
    ...{ actor: `client:${session.user.id}`, currency: 'USD', name: 'Mine' },
    displayCurrency: 'USD',
  }
  return values[name]
}

type Things = Twin['owned'] & { readonly user: string }
const ID_OF: readonly (readonly [prefix: string, of: (things: Things) => string])[] = [
  ['/v1/users', ({ user }) => user],
  ['/v1/orders', ({ order }) => order],
  ['/v1/deposits', ({ deposit }) => deposit],
  ['/v1/withdrawals', ({ withdrawal }) => withdrawal],
  ['/v1/kyc-cases', (things) => things.case],
  ['/v1', ({ user }) => user],
]

/** A route may be asked for everything by itself, for what one of its filters finds, and by each name of a subject. */
export function addressesOf(reading: Reading, twin: Twin): readonly string[] {
  const { path, parameters } = reading
  const address = parameters
    .filter((one) => one.in === 'path')
    .reduce((made, { name }) => made.replace(`{${name}}`, valueOf(twin, path, name) ?? 'none'), path)
  const filters = parameters.filter((one) => one.in === 'query')
  const about = filters.flatMap(({ name }) => {
    const value = ABOUT_A_CLIENT.has(name) ? valueOf(twin, path, name) : undefined
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  const whole = filters.some(({ name }) => name === 'limit') ? ['limit=200'] : []
  const needed = filters.flatMap(({ name }) => (NEEDED.has(name) ? [`${name}=${valueOf(twin, path, name)}`] : []))
  const states = filters.flatMap(({ name, schema }) => (schema.enum ?? []).map((value) => `${name}=${value}`))
  // The audit is asked by each of its filters alone: together they find nothing.
  const asked = path === AUDIT ? ['subject', 'actor'].flatMap((name) => soughtBy(name, twin)) : [about.join('&')]
  return asked.flatMap((filter) =>
    [[], ...states.map((state) => [state])].map((state) => {
      const query = [filter, ...needed, ...whole, ...state].filter(Boolean).join('&')
      return query === '' ? address : `${address}?${query}`
    }),
  )
}

const AUDIT = '/v1/audit/events'
const ABOUT_A_CLIENT: ReadonlySet<string> = new Set(['userId', 'accountId', 'email'])
const NEEDED: ReadonlySet<string> = new Set(['displayCurrency'])
const soughtBy = (name: string, { client, owned }: Twin): readonly string[] =>
  name === 'actor'
    ? [`actor=client:${client.session.user.id}`]
    : [client.session.user.id, ...Object.values(owned)].map((id) => `subject=${id}`)

/** An answer without what tells one client from another in any case. */
export interface Shown {
  readonly address: string
  readonly status: number
  readonly headers: readonly string[]
  readonly body: unknown
  readonly milliseconds: number
}

export interface Asking {
  readonly gateway: string
  readonly token: string
  /** Whoever asks for what is theirs. */
  readonly isOwner: boolean
  /** Times are told by nothing but whether they are after it. */
  readonly since: number
}

export async function shownAt(address: string, twin: Twin, asking: Asking): Promise<Shown> {
  const { gateway, token, since } = asking
  const begun = performance.now()
  const { status, headers, body } = await ask(gateway + address, { token })
  const milliseconds = performance.now() - begun
  const mask = maskOf(twin, since)
  const isAbout = asking.isOwner || namesOf(twin).some((name) => address.includes(encodeURIComponent(name)))
  const masked = JSON.parse(mask(JSON.stringify(isAbout ? body : partOf(body, twin)))) as Record<string, unknown>
  const isAudit = status === 200 && address.startsWith(AUDIT)
  return {
    address: mask(address),
    status,
    headers: [...headers.keys()].sort(),
    body: isAudit ? recordedSince(masked) : withoutVolatile(masked),
    milliseconds,
  }
}

const namesOf = ({ client, owned }: Twin): readonly string[] => [
  ...[client.session.user.id, client.person.email],
  ...Object.values(owned),
]

/** What is about a client in a list that cannot be asked for one. */
function partOf(body: Readonly<Record<string, unknown>>, twin: Twin): unknown {
  const names = namesOf(twin)
  const { items } = body
  const isAbout = (item: unknown): boolean => names.some((name) => JSON.stringify(item).includes(name))
  return Array.isArray(items) ? items.filter(isAbout) : isAbout(body) ? body : null
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g
/** Hashes, references, and places in the ledger. */
const UNLIKE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b[0-9a-zA-Z]{25}\b/g, '<reference>'],
  [/"\d+\/\d+"/g, '"<place>"'],
]

function maskOf({ client, fullName, owned, deposit }: Twin, since: number): (text: string) => string {
  const known: readonly (readonly [string, string])[] = [
    [client.session.user.id, '<user>'],
    [client.person.email, '<email>'],
    [encodeURIComponent(client.person.email), '<email>'],
    [fullName.split(' ')[1]!, '<name>'],
    [String(deposit['reference']), '<reference>'],
    ...Object.entries(owned).map(([what, id]) => [id, `<${what}>`] as const),
  ]
  return (text) => {
    const named = known.reduce((masked, [value, label]) => masked.replaceAll(value, label), text)
    const timed = named.replace(TIME, (time) => (Date.parse(time) < since ? '<before>' : '<after>'))
    return UNLIKE.reduce((masked, [pattern, label]) => masked.replace(pattern, label), timed.replace(UUID, '<id>'))
  }
}

/** What differs from one client to the next by where and when they have come: papers, networks, rates, places. */
const VOLATILE: ReadonlySet<string> = new Set([
  ...['requestId', 'instance', 'next', 'last4', 'ipAddress', 'number', 'documentNumber'],
  ...['murAmount', 'fxRate', 'fxQuotedAt', 'lastActivityAt', 'idleExpiresAt', 'lastLoginAt'],
])

function withoutVolatile(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutVolatile)
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    // An order's is its place in the log.
    VOLATILE.has(name) || (name === 'version' && 'placedAt' in value) ? null : withoutVolatile(inner),
  ])
  return Object.fromEntries(entries) as unknown
}

/** Of records of the audit, what is said of those that are newer: what came before came in no order. */
function recordedSince(body: Readonly<Record<string, unknown>>): unknown {
  const items = body['items'] as readonly Readonly<Record<string, unknown>>[]
  const newer = items.filter(({ occurredAt }) => occurredAt === '<after>')
  return [...new Set(newer.map(({ description, data }) => `${String(description)} ${data === null}`))].sort()
}

/** Where two answers are not alike, and what each says there. */
export function differencesOf(one: Shown, other: Shown): readonly string[] {
  const [first, second] = [one, other].map(({ address, status, headers, body }) =>
    leavesOf({ address, status, headers, body }),
  ) as [Map<string, string>, Map<string, string>]
  const places = [...new Set([...first.keys(), ...second.keys()])]
  return places
    .filter((place) => first.get(place) !== second.get(place))
    .map((place) => `${one.address} ${place}: ${first.get(place)} ≠ ${second.get(place)}`)
}

function leavesOf(value: unknown, place = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[place, JSON.stringify(value)]])
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, `${place}/${name}`)]))
}
