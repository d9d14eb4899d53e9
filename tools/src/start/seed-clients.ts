import { patiently, type Onboarding } from '@filao/testing/servers'
import { createHash } from 'node:crypto'
import type { HttpClient } from '../client/http-client'
import type { ControlledProvider } from '../client/payment-provider'
import { credited, newestDeposit, payAtBank, requestDeposit } from '../client/payments'
import { expectStatus, Session } from '../client/session'
import { INSTRUMENTS, LISTED } from './instruments'
import type { Person } from './people'
import { fullName, named, shown, type KeepSecret, type Pair } from './seed-staff'

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

/** Who lets clients in, where they pay, and who books what cannot be paid in. */
export interface Hosts {
  readonly onboarding: Onboarding
  readonly treasury: Pair
  readonly bank: ControlledProvider
}

export interface Guest {
  readonly client: Person
  /** Given: the client has a second factor, as whoever takes money out must. */
  readonly keep: KeepSecret | undefined
}

/** A client: let in, without limits, with cash that was paid in at the bank, and shares. */
export async function welcome(
  http: HttpClient,
  { client, keep }: Guest,
  { onboarding, treasury, bank }: Hosts,
  assets: readonly string[],
): Promise<void> {
  // Who is registered already gets the same answer.
  const { email, password } = client
  const body = { email, password, ...named(email), dateOfBirth: '1990-01-01' }
  const registered = await patiently(() => http.ask('/v1/users', { method: 'POST', body }))
  expectStatus(registered, 201, '/v1/users')
  const session = keep ? await shown(http, client, keep) : await Session.logIn(http, client)
  const accountId = await onboarding.admit(session)
  const { items } = (await session.get('/v1/accounts')) as unknown as { items: { id: string; kind: string }[] }
  const { kind } = items.find(({ id }) => id === accountId)!
  const proposal = { kind: 'market_maker', reason: 'simulated participant' }
  for (const one of kind === 'market_maker' ? [] : [treasury.first, treasury.second]) {
    const { outcome } = await one.post(`/v1/accounts/${accountId}/kind`, proposal, 200)
    if (outcome === 'done') break
  }
  // Another run finds the deposit that this one has asked for.
  const deposit = (await newestDeposit(session)) ?? (await requestDeposit(session, STOCK.cash))
  await payAtBank(bank, deposit, fullName(email))
  // Shares are not paid in: what comes from another custodian is booked by two people, and meanwhile the bank tells.
  for (const [index, asset] of assets.entries()) {
    const funds = { asset, amount: STOCK.shares, unitCost: String(LISTED[index]!.price) }
    const body = { accountId, ...funds, reason: 'demo funds', evidence: 'demo seed' }
    const { id, status } = await proposed(treasury.first, body)
    if (status === 'proposed') await treasury.second.post(`/v1/adjustments/${String(id)}/approve`, {}, 200)
  }
  await credited(session, deposit)
}

/** Another run finds the proposal that this one made. */
async function proposed(treasury: Session, body: object): Promise<Record<string, unknown>> {
  const key = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const answer = await patiently(() => treasury.ask('/v1/adjustments', { method: 'POST', body, key }))
  return expectStatus(answer, 201, '/v1/adjustments')
}
