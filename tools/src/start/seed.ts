import { randomBytes, randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { nodeArguments } from '../platform/services'
import { ApiPerson, publicRequest } from './api-person'
import { serviceEnvironment, type StackFacts } from './environment'
import { STAFF, type People, type Person, type StaffName } from './people'
import { INSTRUMENTS } from './instruments'

const CLIENTS = 8
const STOCK = { cash: '5000000', shares: '100000', unitCost: '100' } as const
const RETRIES_MAX = 100
const RETRY_PAUSE_MS = 100

/**
 * Makes demo staff, clients, instruments and funds on the first start, over the public API alone but for the first two
 * admins. What it has made stands in a file of the stack, so that the next start finds it again.
 */
export async function seed(facts: StackFacts, gateway: string): Promise<People> {
  const { people: file } = facts.folders
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as People
  const staff = Object.fromEntries(
    (Object.keys(STAFF) as StaffName[]).map((name) => [name, person(`${name}@filao.example`)]),
  ) as Record<StaffName, Person>
  await bootstrapAdmins(facts, [staff.admin1, staff.admin2])
  const [first, second] = await Promise.all([
    ApiPerson.logIn(gateway, staff.admin1),
    ApiPerson.logIn(gateway, staff.admin2),
  ])
  for (const name of Object.keys(STAFF) as StaffName[]) {
    if (name === 'admin1' || name === 'admin2') continue
    await hire({ first, second }, name, staff[name])
  }
  const assets = await list(first)
  const clients = Array.from({ length: CLIENTS }, (_, index) => person(`client${index + 1}@filao.example`))
  const treasury = await Promise.all([
    ApiPerson.logIn(gateway, staff.treasury1),
    ApiPerson.logIn(gateway, staff.treasury2),
  ])
  await Promise.all(clients.map((client) => welcome(gateway, client, treasury, assets)))
  const people: People = { staff, clients }
  await writeFile(file, JSON.stringify(people, null, 2), { mode: 0o600 })
  return people
}

const person = (email: string): Person => ({ email, password: randomBytes(18).toString('base64url') })

const named = (email: string): { firstName: string; lastName: string } => ({
  firstName: email.split('@')[0]!.replace(/\d/g, ''),
  lastName: 'Demo',
})

/** The one-time command of identity, in a process of its own. */
async function bootstrapAdmins(facts: StackFacts, admins: readonly Person[]): Promise<void> {
  const child = spawn(process.execPath, nodeArguments('identity', 'bootstrap'), {
    env: serviceEnvironment(facts, 'identity'),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  child.stdin.end(JSON.stringify(admins.map((admin) => ({ ...admin, ...named(admin.email) }))))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the first admins could not be made: ${output.trim()}`)
}

type Pair = { readonly first: ApiPerson; readonly second: ApiPerson }

async function hire({ first, second }: Pair, name: StaffName, staff: Person): Promise<void> {
  const role = STAFF[name][0]
  const rank = role === 'mlro' ? { mlroRank: name } : {}
  const { id } = await first.post('/v1/staff', { ...staff, ...named(staff.email) }, 201)
  const proposal = await first.post('/v1/roles', { userId: id, role, ...rank, reason: 'demo staff' }, 201)
  await second.post(`/v1/roles/${String(proposal['id'])}/approve`, {}, 200)
}

async function list(admin: ApiPerson): Promise<readonly string[]> {
  const ids: string[] = []
  for (const instrument of INSTRUMENTS) ids.push(String((await admin.post('/v1/assets', instrument, 201))['id']))
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
    await one.post(`/v1/accounts/${accountId}/kind`, { kind: 'market_maker', reason: 'simulated participant' }, 200)
  }
  const funds = [
    { asset: 'USD', amount: STOCK.cash },
    ...assets.map((asset) => ({ asset, amount: STOCK.shares, unitCost: STOCK.unitCost })),
  ]
  for (const fund of funds) {
    const body = { accountId, ...fund, reason: 'demo funds', evidence: `seed ${randomUUID()}` }
    const proposal = await proposed(first, body)
    await second.post(`/v1/adjustments/${proposal}/approve`, {}, 200)
  }
}

/** The wallets of a new account are opened by a command that may still be on its way. */
async function proposed(treasury: ApiPerson, body: object): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await treasury.send('POST', '/v1/adjustments', body)
    if (answer.status === 201) return String(answer.body['id'])
    if (attempt >= RETRIES_MAX) throw new Error(`demo funds were refused: ${JSON.stringify(answer.body)}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
  }
}
