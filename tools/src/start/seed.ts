import { Onboarding } from '@filao/testing/servers'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { HttpClient } from '../client/http-client'
import { inParallel } from '../client/parallel'
import { ControlledProvider } from '../client/payment-provider'
import { type Session } from '../client/session'
import { runBootstrap } from './bootstrap-admins'
import { simulatorUrl, type StackFacts } from './environment'
import { OWN_CLIENTS, STAFF, type People, type Person, type StaffName } from './people'
import { listInstruments, welcome } from './seed-clients'
import { loadLists } from './seed-lists'
import { elevate, hire, named, shown, type KeepSecret } from './seed-staff'
import { nameHouseAccounts } from './seed-treasury'

const CLIENTS = 8
/** Each password takes all of a core for a while. */
const WELCOMES = 4

/** Where a platform is seeded, and by whose hands its first two admins come to be. */
export interface SeedPlan {
  readonly gateway: string
  /** The simulated bank, at which clients pay. */
  readonly bank: string
  /** Runs identity's one-time command with this on its standard input. */
  readonly bootstrap: (admins: string) => Promise<void>
  /** File that keeps the people and whether all is made. */
  readonly file: string
  readonly clients?: number
}

/** Seeds a local stack on its first start; later ones find the people in its file. */
export async function seed(facts: StackFacts, gateway: string): Promise<People> {
  const { people: file } = facts.folders
  const bank = simulatorUrl(facts, 'bank')
  return await seedPlatform({ gateway, bank, file, bootstrap: (admins) => runBootstrap(facts, admins) })
}

/**
 * Makes demo staff, clients, instruments and funds, over the public API alone but for the first two admins. A run that
 * was broken off is gone on with: passwords are kept before they are used, and each step looks whether it has been done.
 */
export async function seedPlatform(plan: SeedPlan): Promise<People> {
  const kept = await keptPeople(plan)
  if (!kept.complete) {
    const http = new HttpClient(plan.gateway)
    const notes = new Notes(plan.file, kept)
    await make(http, notes, plan).finally(() => http.close())
    await notes.completed()
    return notes.people
  }
  return { staff: kept.staff, clients: kept.clients }
}

/** Whose approval counts as that of senior management. */
const SENIOR = ['mlro', 'treasury2'] as const

async function make(http: HttpClient, notes: Notes, { bootstrap, bank }: SeedPlan): Promise<void> {
  const { staff, clients } = notes.people
  const { admin1, admin2, ...others } = staff
  await bootstrap(JSON.stringify([admin1, admin2].map(({ email, password }) => ({ email, password, ...named(email) }))))
  const ready = (name: StaffName): Promise<Session> => shown(http, staff[name], notes.secretOf(name))
  const admins = { first: await ready('admin1'), second: await ready('admin2') }
  const sessions = new Map<string, Session>()
  for (const [name, person] of Object.entries(others)) {
    await hire(http, admins, name as StaffName, person)
    sessions.set(name, await ready(name as StaffName))
  }
  for (const name of SENIOR) await elevate(admins, sessions.get(name)!)
  const compliance = { first: sessions.get('compliance1')!, second: sessions.get('compliance2')! }
  const treasury = { first: sessions.get('treasury1')!, second: sessions.get('treasury2')! }
  const making = [loadLists(compliance), nameHouseAccounts(treasury)]
  const [assets] = await Promise.all([listInstruments(admins.first), ...making])
  const hosts = {
    onboarding: new Onboarding(compliance.first, sessions.get('mlro')!),
    treasury,
    bank: new ControlledProvider('bank', bank),
  }
  await inParallel(WELCOMES, clients.length, (index) => {
    // Whoever sits at the machine logs in with a password alone; the participants take money out now and then.
    const keep = index < OWN_CLIENTS ? undefined : notes.secretOfClient(index)
    return welcome(http, { client: clients[index]!, keep }, hosts, assets)
  })
}

interface KeptPeople {
  readonly complete: boolean
  readonly staff: Readonly<Record<StaffName, Person>>
  readonly clients: readonly Person[]
}

/** What is known of the people so far, kept in the file with each secret that is added. */
class Notes {
  private written: Promise<void> = Promise.resolve()

  constructor(
    private readonly file: string,
    private kept: KeptPeople,
  ) {}

  get people(): KeptPeople {
    return this.kept
  }

  secretOf(name: StaffName): KeepSecret {
    return (totpSecret) => {
      const { staff } = this.kept
      return this.write({ ...this.kept, staff: { ...staff, [name]: { ...staff[name], totpSecret } } })
    }
  }

  secretOfClient(at: number): KeepSecret {
    return (totpSecret) => {
      const clients = this.kept.clients.map((client, index) => (index === at ? { ...client, totpSecret } : client))
      return this.write({ ...this.kept, clients })
    }
  }

  completed(): Promise<void> {
    return this.write({ ...this.kept, complete: true })
  }

  /** One after the other: several people may be made at once. */
  private write(kept: KeptPeople): Promise<void> {
    this.kept = kept
    return (this.written = this.written.then(() => keep(this.file, kept)))
  }
}

async function keptPeople({ file, clients = CLIENTS }: SeedPlan): Promise<KeptPeople> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as KeptPeople
  const names = Object.keys(STAFF) as StaffName[]
  const staff = Object.fromEntries(names.map((name) => [name, person(`${name}@filao.example`)]))
  const people = {
    complete: false,
    staff: staff as Record<StaffName, Person>,
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
