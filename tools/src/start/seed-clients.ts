import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ApiPerson, publicRequest } from './api-person'
import { INSTRUMENTS } from './instruments'
import type { Person } from './people'
import { named, type Pair } from './seed-staff'

const STOCK = { cash: '100000000', shares: '100000', unitCost: '100' } as const
const RETRIES_MAX = 100
const RETRY_PAUSE_MS = 100

/** Lists the instruments that are not listed yet, and gives the ids of all. */
export async function listInstruments(admin: ApiPerson): Promise<readonly string[]> {
  const ids: string[] = []
  for (const instrument of INSTRUMENTS) {
    const found = await admin.send('GET', `/v1/assets/${instrument.symbol}`)
    const asset = found.status === 200 ? found.body : await admin.post('/v1/assets', instrument, 201)
    ids.push(String(asset['id']))
  }
  return ids
}

/** A participant: registered, without limits, with cash and shares. */
export async function welcome(
  gateway: string,
  client: Person,
  treasury: Pair,
  assets: readonly string[],
): Promise<void> {
  // Who is registered already gets the same answer.
  await publicRequest(gateway, '/v1/users', { ...client, ...named(client.email), dateOfBirth: '1990-01-01' })
  const session = await ApiPerson.logIn(gateway, client)
  const { items } = (await session.get('/v1/accounts')) as { items: { id: string; isPrimary: boolean; kind: string }[] }
  const { id: accountId, kind } = items.find(({ isPrimary }) => isPrimary)!
  const proposal = { kind: 'market_maker', reason: 'simulated participant' }
  for (const one of kind === 'market_maker' ? [] : [treasury.first, treasury.second]) {
    const { outcome } = await one.post(`/v1/accounts/${accountId}/kind`, proposal, 200)
    if (outcome === 'done') break
  }
  const shares = assets.map((asset) => ({ asset, amount: STOCK.shares, unitCost: STOCK.unitCost }))
  for (const funds of [{ asset: 'USD', amount: STOCK.cash }, ...shares]) {
    const body = { accountId, ...funds, reason: 'demo funds', evidence: 'demo seed' }
    const { id, status } = await proposed(treasury.first, body)
    if (status === 'proposed') await treasury.second.post(`/v1/adjustments/${String(id)}/approve`, {}, 200)
  }
}

/** The wallets of a new account are opened by a command that may still be on its way. */
async function proposed(treasury: ApiPerson, body: object): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt += 1) {
    // A refusal keeps its key too, so each attempt has one of its own; another run finds the one that succeeded.
    const key = createHash('sha256')
      .update(JSON.stringify([body, attempt]))
      .digest('hex')
    const answer = await treasury.send('POST', '/v1/adjustments', body, key)
    if (answer.status === 201) return answer.body
    if (attempt >= RETRIES_MAX) throw new Error(`demo funds were refused: ${JSON.stringify(answer.body)}`)
    await sleep(RETRY_PAUSE_MS)
  }
}
