import type { Onboarding } from '@filao/testing/servers'
import { createHash } from 'node:crypto'
import type { HttpClient } from '../client/http-client'
import { expectStatus, Session } from '../client/session'
import { INSTRUMENTS, LISTED } from './instruments'
import type { Person } from './people'
import { named, type Pair } from './seed-staff'

/** Enough to pay fees for months. */
const STOCK = { cash: '100000000', shares: '100000' } as const

/** Lists the instruments that are not listed yet, and gives the ids of all, in their order. */
export async function listInstruments(admin: Session): Promise<readonly string[]> {
  const ids: string[] = []
  for (const instrument of INSTRUMENTS) {
    const found = await admin.ask(`/v1/assets/${instrument.symbol}`)
    const asset = found.status === 200 ? found.body : await admin.post('/v1/assets', instrument, 201)
    ids.push(String(asset['id']))
  }
  return ids
}

/** Who lets clients in, and who funds them. */
export interface Hosts {
  readonly onboarding: Onboarding
  readonly treasury: Pair
}

/** A participant: let in, without limits, with cash and shares. */
export async function welcome(
  http: HttpClient,
  client: Person,
  { onboarding, treasury }: Hosts,
  assets: readonly string[],
): Promise<void> {
  // Who is registered already gets the same answer.
  const { email, password } = client
  const body = { email, password, ...named(email), dateOfBirth: '1990-01-01' }
  expectStatus(await http.ask('/v1/users', { method: 'POST', body }), 201, '/v1/users')
  const session = await Session.logIn(http, client)
  const accountId = await onboarding.admit(session)
  const { items } = (await session.get('/v1/accounts')) as unknown as { items: { id: string; kind: string }[] }
  const { kind } = items.find(({ id }) => id === accountId)!
  const proposal = { kind: 'market_maker', reason: 'simulated participant' }
  for (const one of kind === 'market_maker' ? [] : [treasury.first, treasury.second]) {
    const { outcome } = await one.post(`/v1/accounts/${accountId}/kind`, proposal, 200)
    if (outcome === 'done') break
  }
  const shares = assets.map((asset, index) => ({ asset, amount: STOCK.shares, unitCost: String(LISTED[index]!.price) }))
  for (const funds of [{ asset: 'USD', amount: STOCK.cash }, ...shares]) {
    const body = { accountId, ...funds, reason: 'demo funds', evidence: 'demo seed' }
    const { id, status } = await proposed(treasury.first, body)
    if (status === 'proposed') await treasury.second.post(`/v1/adjustments/${String(id)}/approve`, {}, 200)
  }
}

/** Another run finds the proposal that this one made. */
async function proposed(treasury: Session, body: object): Promise<Record<string, unknown>> {
  const key = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  return expectStatus(await treasury.ask('/v1/adjustments', { method: 'POST', body, key }), 201, '/v1/adjustments')
}
