import { ListIndex, prepareParty, prepareQuery } from '@filao/compliance'
import type { Random } from '@filao/simulation'
import anyAscii from 'any-ascii'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expectStatus } from '../client/session'
import type { Payer, Setting } from '../scenarios/setting'

/** A client with live orders and a withdrawal that waits for treasury, whom a version is going to name. */
export interface Named extends Payer {
  readonly userId: string
  readonly orderIds: readonly string[]
  readonly withdrawalId: string
}

const SYMBOLS = ['AAPL', 'MSFT', 'AMZN']
const IN_REVIEW_MS_MAX = 60_000
const SYLLABLES = 'bra dro fli gro kle mur nil pez qua riz sto tup vex wol xan yub zim'.split(' ')
/** Names less alike than this are nobody's hit. */
const REVIEW_SCORE = 0.7

/** Names of nobody, none of which is found under another. */
export function distinctNames(random: Random, count: number): readonly string[] {
  const names: string[] = []
  let known = new ListIndex([])
  while (names.length < count) {
    const name = `${word(random)} ${word(random)}`
    const query = { schema: 'Person', names: [name], births: [], nationalities: [], identifiers: [] } as const
    if (known.match(prepareQuery(query, anyAscii), REVIEW_SCORE).hits.length > 0) continue
    names.push(name)
    known = new ListIndex(names.map(partyOf))
  }
  return names
}

const partyOf = (text: string) =>
  prepareParty(
    {
      id: text,
      schema: 'Person',
      names: [{ text, quality: 'primary' }],
      births: [],
      nationalities: [],
      identifiers: [],
    },
    anyAscii,
  )

function word(random: Random): string {
  const text = Array.from({ length: 3 }, () => random.pick(SYLLABLES)).join('')
  return text[0]!.toUpperCase() + text.slice(1)
}

/** Registers a client, gives them money, and has them place orders that rest and ask for a withdrawal. */
export async function makeNamed(setting: Setting, number: number, name: string): Promise<Named> {
  const payer = await setting.payer(`named-${number}-${randomUUID()}`, name)
  await fund(setting, payer.accountId)
  const { id: userId } = await payer.session.get('/v1/users/me')
  const orderIds: string[] = []
  for (const symbol of SYMBOLS) orderIds.push(await rest(payer, symbol))
  return { ...payer, userId: String(userId), orderIds, withdrawalId: await withdraw(setting, payer) }
}

async function fund(setting: Setting, accountId: string): Promise<void> {
  const [first, second] = setting.treasury
  const body = { accountId, asset: 'USD', amount: '10000', reason: 'bench', evidence: 'bench' }
  const proposed = await setting.eventually(() =>
    first.ask('/v1/adjustments', { method: 'POST', body, key: randomUUID() }),
  )
  await second.post(`/v1/adjustments/${String(proposed['id'])}/approve`, {}, 200)
}

async function rest({ session }: Payer, symbol: string): Promise<string> {
  const order = { symbol, side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '1', limitPrice: '1' }
  const placed = await session.post('/v1/orders', order, 201)
  if (placed['status'] !== 'open') throw new Error(`an order does not rest: ${JSON.stringify(placed)}`)
  return String(placed['id'])
}

async function withdraw(setting: Setting, { session, bankAccountId }: Payer): Promise<string> {
  const body = { currency: 'USD', amount: '100', bankAccountId }
  // Under one key the first answer stands, which may be that the account is not verified yet.
  const asked = await setting.eventually(() =>
    session.ask('/v1/withdrawals', { method: 'POST', body, key: randomUUID() }),
  )
  const path = `/v1/withdrawals/${String(asked['id'])}`
  const deadline = Date.now() + IN_REVIEW_MS_MAX
  for (;;) {
    const shown = expectStatus(await setting.treasury[0].ask(path), 200, path)
    if (shown['status'] === 'admin_review') return String(asked['id'])
    if (Date.now() > deadline) throw new Error(`the withdrawal is still ${String(shown['status'])}`)
    await sleep(300)
  }
}
