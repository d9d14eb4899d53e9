import {
  addBankAccount,
  ask,
  fund,
  newClient,
  requestDeposit,
  requestWithdrawal,
  type Client,
  type Treasury,
} from '../api.fixture'
import { eventually, type Development } from '../platform.fixture'

/** A client who has done what every other of them has done: their answers differ by nothing but ids, times and names. */
export interface Twin {
  readonly client: Client
  readonly fullName: string
  /** What of theirs a route may be asked about, by the path that names it. */
  readonly owned: Readonly<Record<'account' | 'order' | 'deposit' | 'withdrawal' | 'bankAccount' | 'case', string>>
  readonly deposit: Readonly<Record<string, unknown>>
}

/** Lets a client in, who funds, orders, cancels, watches, asks for a deposit and has a withdrawal before treasury. */
export async function newTwin(
  development: Development,
  treasury: Treasury,
  { officer, lastName }: { readonly officer: Client['session']; readonly lastName: string },
): Promise<Twin> {
  const name = { firstName: 'Corwin', lastName }
  const fullName = `${name.firstName} ${lastName}`
  const client = await newClient(development, name)
  const { session, accountId } = client
  await fund(treasury, accountId, 'USD', '1000')
  const limit = { symbol: 'AAPL', side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '1', limitPrice: '10' }
  const order = String((await session.order({ ...limit, clientOrderId: 'mine' }))['id'])
  expect((await session.delete(`/v1/orders/${order}`)).body).toMatchObject({ status: 'cancelled' })
  expect((await session.put('/v1/watchlists/Mine', { symbols: ['AAPL'] })).status).toBe(200)
  const alert = { symbol: 'AAPL', alertType: 'price_above', conditionValue: '999999' }
  const watched = await eventually(
    () => session.post('/v1/price-alerts', alert),
    ({ body }) => body['code'] !== 'price-stale',
  )
  expect(watched.status).toBe(201)
  const bankAccount = await addBankAccount(client, fullName)
  const deposit = await requestDeposit(session, '250')
  const withdrawal = await requestWithdrawal(session, '100', bankAccount)
  const { items } = (await officer.get(`/v1/kyc-cases?userId=${session.user.id}`)).body as { items: { id: string }[] }
  const owned = {
    account: accountId,
    order,
    deposit: String(deposit['id']),
    withdrawal,
    bankAccount,
    case: items[0]!.id,
  }
  return { client, fullName, owned, deposit }
}

/** What a twin has asked to pay comes to the bank, from whoever is named. */
export async function payIn(development: Development, { deposit }: Twin, payerName: string): Promise<void> {
  const { reference, currency, amount } = deposit
  const url = `${development.simulators['bank']}/control/deposits`
  await eventually(
    () =>
      ask(url, {
        method: 'POST',
        body: { reference, currency, amount, payerName, payerBank: 'Blue Bay Savings Bank' },
      }),
    ({ status }) => status < 300,
  )
}
