import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { nodeArguments } from '../platform/services'
import { ApiPerson, publicRequest } from './api-person'
import { serviceEnvironment, type StackFacts } from './environment'
import { STAFF, type People, type Person, type StaffName } from './people'
import { INSTRUMENTS } from './instruments'

const CLIENTS = 8
const STOCK = { cash: '5000000', shares: '100000', unitCost: '100' } as const
const RETRIES_MAX = 100
const RETRY_PAUSE_MS = 100

/** Where a platform is seeded, and by whose hands its first two admins come to be. */
export interface SeedPlan {
  readonly gateway: string
  /** Runs identity's one-time command with this on its standard input. */
  readonly bootstrap: (admins: string) => Promise<void>
  /** File that keeps the people and whether all is made. */
  readonly file: string
  readonly clients?: number
}

/** Seeds a local stack on its first start; later ones find the people in its file. */
export async function seed(facts: StackFacts, gateway: string): Promise<People> {
  return await seedPlatform({
    gateway,
    file: facts.folders.people,
    bootstrap: (admins) => runBootstrap(facts, admins),
  })
}

/**
 * Makes demo staff, clients, instruments and funds, over the public API alone but for the first two admins. May be broken
 * off and run again: passwords are kept before they are used, and each request has a key that is the same every time.
 */
export async function seedPlatform(plan: SeedPlan): Promise<People> {
  const { gateway, file } = plan
  const { complete, ...people } = await kept(plan)
  if (complete) return people
  const staff = people.staff as Record<StaffName, Person>
  await plan.bootstrap(
    JSON.stringify([staff.admin1, staff.admin2].map((admin) => ({ ...admin, ...named(admin.email) }))),
  )
  const [first, second] = await Promise.all([
    ApiPerson.logIn(gateway, staff.admin1),
    ApiPerson.logIn(gateway, staff.admin2),
  ])
  for (const name of Object.keys(STAFF) as StaffName[]) {
    if (name !== 'admin1' && name !== 'admin2') await hire({ first, second }, name, staff[name])
  }
  const assets = await list(first)
  const treasury = await Promise.all([
    ApiPerson.logIn(gateway, staff.treasury1),
    ApiPerson.logIn(gateway, staff.treasury2),
  ])
  await Promise.all(people.clients.map((client) => welcome(gateway, client, treasury, assets)))
  await keep(file, { ...people, complete: true })
  return people
}

type KeptPeople = People & { readonly complete: boolean }

async function kept({ file, clients = CLIENTS }: SeedPlan): Promise<KeptPeople> {
  if (existsSync(file)) return { complete: true, ...(JSON.parse(await readFile(file, 'utf8')) as KeptPeople) }
  const names = Object.keys(STAFF) as StaffName[]
  const people = {
    complete: false,
    staff: Object.fromEntries(names.map((name) => [name, person(`${name}@filao.example`)])),
    clients: Array.from({ length: clients }, (_, index) => person(`client${index + 1}@filao.example`)),
  }
  await keep(file, people)
  return people
}

/** Written whole or not at all: half a file would lose every password. */
async function keep(file: string, people: KeptPeople): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(people, null, 2), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

const person = (email: string): Person => ({ email, password: randomBytes(18).toString('base64url') })

const named = (email: string): { firstName: string; lastName: string } => ({
  firstName: email.split('@')[0]!.replace(/\d/g, ''),
  lastName: 'Demo',
})

/** The one-time command of identity, in a process of its own. */
async function runBootstrap(facts: StackFacts, admins: string): Promise<void> {
  const child = spawn(process.execPath, nodeArguments('identity', 'bootstrap'), {
    env: serviceEnvironment(facts, 'identity'),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  await fed(child, admins)
}

/** Gives a program its input and waits for its end. Throws with what it said when it fails. */
export async function fed(child: ChildProcessWithoutNullStreams, input: string): Promise<void> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  child.stdin.end(input)
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the first admins could not be made: ${output.trim()}`)
}

type Pair = { readonly first: ApiPerson; readonly second: ApiPerson }

async function hire({ first, second }: Pair, name: StaffName, staff: Person): Promise<void> {
  const role = STAFF[name][0]
  const rank = role === 'mlro' ? { mlroRank: name } : {}
  const { id } = await once(first, '/v1/staff', { ...staff, ...named(staff.email) }, 201)
  const proposal = await once(first, '/v1/roles', { userId: id, role, ...rank, reason: 'demo staff' }, 201)
  await once(second, `/v1/roles/${String(proposal['id'])}/approve`, {}, 200)
}

async function list(admin: ApiPerson): Promise<readonly string[]> {
  const ids: string[] = []
  for (const instrument of INSTRUMENTS) ids.push(String((await once(admin, '/v1/assets', instrument, 201))['id']))
  return ids
}

/** A participant: registered, without limits, with cash and shares. */
async function welcome(
  gateway: string,
  client: Person,
  [first, second]: readonly [ApiPerson, ApiPerson] | readonly ApiPerson[],
  assets: readonly string[],
): Promise<void> {
  await publicRequest(gateway, '/v1/users', { ...client, ...named(client.email), dateOfBirth: '1990-01-01' })
  const session = await ApiPerson.logIn(gateway, client)
  const accounts = (await session.get('/v1/accounts'))['items'] as { id: string; isPrimary: boolean }[]
  const accountId = accounts.find(({ isPrimary }) => isPrimary)!.id
  for (const one of [first, second]) {
    await once(one, `/v1/accounts/${accountId}/kind`, { kind: 'market_maker', reason: 'simulated participant' }, 200)
  }
  const funds = [
    { asset: 'USD', amount: STOCK.cash },
    ...assets.map((asset) => ({ asset, amount: STOCK.shares, unitCost: STOCK.unitCost })),
  ]
  for (const fund of funds) {
    const body = { accountId, ...fund, reason: 'demo funds', evidence: 'demo seed' }
    const proposal = await proposed(first, body)
    await once(second, `/v1/adjustments/${proposal}/approve`, {}, 200)
  }
}

/** The wallets of a new account are opened by a command that may still be on its way. */
async function proposed(treasury: ApiPerson, body: object): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    // A refusal keeps its key too, so each attempt has one of its own; a second run finds the one that succeeded.
    const answer = await treasury.send('POST', '/v1/adjustments', body, keyOf('/v1/adjustments', body, attempt))
    if (answer.status === 201) return String(answer.body['id'])
    if (attempt >= RETRIES_MAX) throw new Error(`demo funds were refused: ${JSON.stringify(answer.body)}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
  }
}

/** The same request has the same key in every run. */
const once = (who: ApiPerson, path: string, body: object, status: number): Promise<Record<string, unknown>> =>
  who.post(path, body, status, keyOf(path, body))

const keyOf = (path: string, body: object, attempt = 1): string =>
  createHash('sha256')
    .update(JSON.stringify([path, body, attempt]))
    .digest('hex')
