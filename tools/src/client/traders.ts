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

const CONCURRENCY = 8
const RETRIES_MAX = 100
const RETRY_PAUSE_MS = 100

export interface Wanted {
  readonly count: number
  /** A market maker has no limits, a client those of every client. */
  readonly kind: 'market_maker' | 'client'
  readonly stock: (index: number) => readonly Stock[]
  readonly progress: (done: number) => void
}

/** Registers traders over the API and has two people of treasury fund them. */
export async function makeTraders(http: HttpClient, { staff }: Development, wanted: Wanted): Promise<Trader[]> {
  const treasury = [
    await Session.logIn(http, staff['treasury1']!),
    await Session.logIn(http, staff['treasury2']!),
  ] as const
  let done = 0
  return inParallel(CONCURRENCY, wanted.count, async (index) => {
    const trader = await register(http)
    for (const person of wanted.kind === 'client' ? [] : treasury) {
      const body = { kind: wanted.kind, reason: 'load of a tool' }
      await person.post(`/v1/accounts/${trader.accountId}/kind`, body, 200)
    }
    for (const stock of wanted.stock(index)) await fund(treasury, trader.accountId, stock)
    wanted.progress((done += 1))
    return trader
  })
}

async function register(http: HttpClient): Promise<Trader> {
  const person = { email: `participant-${randomUUID()}@filao.example`, password: `participant ${randomUUID()}` }
  const body = { ...person, firstName: 'Tool', lastName: 'Participant', dateOfBirth: '1990-01-01' }
  expectStatus(await http.ask('/v1/users', { method: 'POST', body, key: randomUUID() }), 201, '/v1/users')
  const session = await Session.logIn(http, person)
  const accounts = (await session.get('/v1/accounts'))['items'] as { id: string; isPrimary: boolean }[]
  return { session, accountId: accounts.find(({ isPrimary }) => isPrimary)!.id }
}

async function fund(treasury: readonly [Session, Session], accountId: string, { asset, amount }: Stock): Promise<void> {
  const isCurrency = asset.length === 3
  const body = { accountId, asset, amount, reason: 'load of a tool', evidence: 'load of a tool' }
  const proposal = isCurrency ? body : { ...body, unitCost: '100' }
  for (let attempt = 1; ; attempt += 1) {
    const answer = await treasury[0].ask('/v1/adjustments', { method: 'POST', body: proposal, key: randomUUID() })
    if (answer.status === 201) {
      await treasury[1].post(`/v1/adjustments/${String(answer.body['id'])}/approve`, {}, 200)
      return
    }
    // The wallets of a new account are opened by a command that may still be on its way.
    if (attempt >= RETRIES_MAX) expectStatus(answer, 201, '/v1/adjustments')
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
  }
}
