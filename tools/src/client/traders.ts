import { Onboarding, patiently } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import type { Development } from './development'
import type { HttpClient } from './http-client'
import { inParallel } from './parallel'
import { expectStatus, Session } from './session'

/** A participant with an account of its own. */
export interface Trader {
  readonly session: Session
  readonly accountId: string
}

/** What a trader begins with: an asset id or a currency, and how much. */
export interface Stock {
  readonly asset: string
  readonly amount: string
}

/** Hashing a password takes all of a core for a while; most of an admission is waiting for the provider. */
const REGISTRATIONS = 8
const ADMISSIONS = 32

export interface Wanted {
  readonly count: number
  /** A market maker has no limits, a client those of every client. */
  readonly kind: 'market_maker' | 'client'
  readonly stock: (index: number) => readonly Stock[]
  readonly progress: (done: number) => void
}

/** Registers traders over the API, has them let in, and has two people of treasury fund them. */
export async function makeTraders(http: HttpClient, development: Development, wanted: Wanted): Promise<Trader[]> {
  const { staff } = development
  const treasury = [
    await Session.logIn(http, staff['treasury1']!),
    await Session.logIn(http, staff['treasury2']!),
  ] as const
  const onboarding = new Onboarding(
    await Session.logIn(http, staff['compliance1']!),
    await Session.logIn(http, staff['mlro']!),
  )
  const sessions = await inParallel(REGISTRATIONS, wanted.count, () => register(http))
  let done = 0
  return inParallel(ADMISSIONS, wanted.count, async (index) => {
    const session = sessions[index]!
    const trader = { session, accountId: await onboarding.admit(session) }
    for (const person of wanted.kind === 'client' ? [] : treasury) {
      const body = { kind: wanted.kind, reason: 'load of a tool' }
      await person.post(`/v1/accounts/${trader.accountId}/kind`, body, 200)
    }
    for (const stock of wanted.stock(index)) await fund(treasury, trader.accountId, stock)
    wanted.progress((done += 1))
    return trader
  })
}

async function register(http: HttpClient): Promise<Session> {
  const person = { email: `participant-${randomUUID()}@filao.example`, password: `participant ${randomUUID()}` }
  const body = { ...person, firstName: 'Tool', lastName: 'Participant', dateOfBirth: '1990-01-01' }
  expectStatus(await patiently(() => http.ask('/v1/users', { method: 'POST', body })), 201, '/v1/users')
  return Session.logIn(http, person)
}

/** By what an adjustment is known for one that a tool has made up: no bank has the money. */
export const LOAD_EVIDENCE = 'load of a tool'

/** What a tool gives is no client's money: it is booked by hand, so that nobody need wait for a bank. */
export async function fund(
  treasury: readonly [Session, Session],
  accountId: string,
  { asset, amount }: Stock,
): Promise<void> {
  const isCurrency = asset.length === 3
  const body = { accountId, asset, amount, reason: LOAD_EVIDENCE, evidence: LOAD_EVIDENCE }
  const proposal = isCurrency ? body : { ...body, unitCost: '100' }
  const { id } = await treasury[0].post('/v1/adjustments', proposal, 201)
  await treasury[1].post(`/v1/adjustments/${String(id)}/approve`, {}, 200)
}
