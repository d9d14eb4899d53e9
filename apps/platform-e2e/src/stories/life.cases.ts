import { Onboarding, stopWaitingForPayments } from '@filao/testing/servers'
import {
  addBankAccount,
  ask,
  fund,
  newClient,
  newcomer,
  newTrader,
  requestDeposit,
  shown,
  staffOf,
  treasuryOf,
  untilKnown,
  type Answer,
  type Client,
  type Session,
} from '../api.fixture'
import { expectBooksToAddUp } from '../books.fixture'
import { eventually, type Platform } from '../platform.fixture'

/** What a client does over the years, over HTTP alone. */
export function aClientLives(platform: Platform): void {
  let gateway: string
  let treasury: { first: Session; second: Session }
  let officer: Session
  let senior: Session
  let support: Session

  const NAME = { firstName: 'Ines', lastName: 'Harrowgate' }
  const FULL_NAME = `${NAME.firstName} ${NAME.lastName}`

  beforeAll(async () => {
    const { development } = platform
    gateway = development.gateway
    const staff = (name: string): Promise<Session> => staffOf(development, name)
    treasury = await treasuryOf(development)
    officer = await staff('compliance1')
    senior = await staff('mlro')
    support = await staff('support')
    // Waiting times are settings like any other: nobody waits for days in a test.
    await stopWaitingForPayments([treasury.first, treasury.second])
    const { body } = await treasury.first.get('/v1/assets/MSFT')
    const seller = await newTrader(development, treasury, { [String(body['id'])]: '100' })
    const offer = { ...LIMIT, side: 'sell', quantity: '50', limitPrice: '150' }
    expect(await seller.session.order(offer)).toMatchObject({ status: 'open' })
  })

  const LIMIT = { symbol: 'MSFT', type: 'limit', timeInForce: 'gtc' }

  /** Who pays at a provider: at the bank by the reference, on the page of the others by a button. */
  async function pay(deposit: Record<string, unknown>, button?: string, payerCountry?: string): Promise<void> {
    const { reference, currency, amount } = deposit
    const url = button === undefined ? simulator('bank', 'deposits') : simulator('mips', 'pay')
    // The page of the others tells nothing of a bank.
    const bank = button === undefined ? { payerCountry, payerBank: 'Blue Bay Savings Bank' } : { button }
    const body = { reference, currency, amount, payerName: FULL_NAME, ...bank }
    // The page is made when the provider has been asked for it.
    await eventually(
      () => ask(url, { method: 'POST', body }),
      ({ status }) => status < 300,
    )
  }
  const simulator = (name: string, path: string): string => `${platform.development.simulators[name]}/control/${path}`

  const usd = async (session: Session): Promise<Record<string, unknown>> => (await session.get('/v1/wallets/USD')).body

  /** What is available, in cents. */
  const cents = async (session: Session): Promise<number> => Math.round(Number((await usd(session))['available']) * 100)

  async function withBankAccount(client: Client): Promise<string> {
    const { session } = client
    const id = await addBankAccount(client, FULL_NAME)
    await eventually(
      async () => (await session.get('/v1/bank-accounts')).body['items'] as { id: string; status: string }[],
      (items) => items.some((one) => one.id === id && one.status === 'verified'),
    )
    return id
  }

  test('who only registers sees prices, and moves nothing', async () => {
    const { session } = await newcomer(gateway, NAME)
    expect((await session.get('/v1/users/me')).body).toMatchObject({
      accountStatus: 'pending_kyc',
      kycStatus: 'not_started',
    })
    expect((await session.get('/v1/accounts')).body['items']).toEqual([])
    expect((await session.get('/v1/assets/AAPL/quote')).status).toBe(200)
    const order = { ...LIMIT, side: 'buy', quantity: '1', limitPrice: '150' }
    for (const [path, body] of [
      ['/v1/orders', order],
      ['/v1/deposits', { currency: 'USD', amount: '100', method: 'bank_transfer' }],
    ] as const)
      expect(await session.post(path, body)).toMatchObject({ status: 404, body: { code: 'account-not-found' } })
  })

  test('nobody but an officer approves, and nobody before the provider has looked', async () => {
    // By this name the provider never approves, however late the officer comes.
    const { session } = await newcomer(gateway, { ...NAME, firstName: 'Abandon' })
    await untilKnown(session)
    expect((await session.post('/v1/kyc/sessions', {})).status).toBeLessThan(300)
    const { body } = await officer.get(`/v1/kyc-cases?userId=${session.user.id}`)
    const [{ id }] = body['items'] as [{ id: string }]
    expect((await support.post(`/v1/kyc-cases/${id}/approve`, {})).status).toBe(403)
    expect(await officer.post(`/v1/kyc-cases/${id}/approve`, {})).toMatchObject({
      status: 422,
      body: { code: 'not-awaiting-approval' },
    })
  })

  /** Payment methods with the button that pays by them on the provider's page, and what is left of 1,000. */
  describe.each([
    ['bank_transfer', undefined, '1000'],
    ['card', 'CARD', '975'],
    ['mcb_juice', 'JUICE', '1000'],
    ['mips', 'JUICE', '1000'],
  ])('a client who pays by %s', (method, button, credited) => {
    let client: Client
    let bankAccountId: string
    beforeAll(async () => {
      client = await newClient(platform.development, NAME)
      bankAccountId = await withBankAccount(client)
    })

    test('brings money in', async () => {
      const { session } = client
      const asked = await requestDeposit(session, '1000', method)
      expect(asked).toMatchObject({ status: 'pending' })
      expect((await usd(session))['total']).toBe('0')
      await pay(asked, button)
      const deposit = await eventually(
        async () => (await session.get(`/v1/deposits/${String(asked['id'])}`)).body,
        ({ creditedAt }) => typeof creditedAt === 'string',
      )
      expect(deposit).toMatchObject({ status: 'cleared', receivedAmount: '1000', murAmount: expect.any(String) })
      expect(await usd(session)).toMatchObject({ available: credited, reserved: '0', total: credited })
      const { body } = await officer.get(`/v1/screening/checks?userId=${session.user.id}`)
      const checks = (body['items'] as Record<string, unknown>[]).filter(
        ({ subjectKind }) => subjectKind === 'payer_bank',
      )
      expect(checks).toMatchObject(button === undefined ? [{ subjectId: deposit['id'], result: 'clear' }] : [])
    })

    test('trades', async () => {
      const { session } = client
      const bought = await session.order({ ...LIMIT, side: 'buy', quantity: '2', limitPrice: '150' })
      expect(bought).toMatchObject({ status: 'filled' })
      const { items } = await eventually(
        async () => (await session.get('/v1/holdings')).body as { items: Record<string, unknown>[] },
        (holdings) => holdings.items.length > 0,
      )
      expect(items).toMatchObject([{ symbol: 'MSFT', quantity: '2', averagePrice: '150' }])
    })

    test('takes money out past two pairs of eyes: reserved at once, paid when treasury has approved', async () => {
      const { session } = client
      await eventually(
        () => usd(session),
        ({ reserved }) => reserved === '0',
      )
      const before = await cents(session)
      const body = { currency: 'USD', amount: '250', bankAccountId }
      const asked = await session.post('/v1/withdrawals', body)
      expect([201, 202]).toContain(asked.status)
      const path = `/v1/withdrawals/${String(asked.body['id'])}`
      await eventually(
        () => usd(session),
        ({ reserved }) => reserved === '250',
      )
      expect(await cents(session)).toBe(before - 25_000)
      await shown(session, path, 'admin_review')
      const { review } = (await treasury.first.get(path)).body as unknown as { review: { approvalHash: string } }
      const { approvalHash } = review
      expect((await session.post(`${path}/approve`, { approvalHash })).status).toBe(403)
      expect((await officer.post(`${path}/approve`, { approvalHash })).status).toBe(403)
      expect((await treasury.first.post(`${path}/approve`, { approvalHash })).status).toBe(200)
      await shown(session, path, 'completed')
      await eventually(
        () => usd(session),
        ({ reserved }) => reserved === '0',
      )
      expect(await cents(session)).toBe(before - 25_000)
    })

    test('sees every step, each with the balance after it', async () => {
      const entries = await eventually(
        async () =>
          (await client.session.get('/v1/ledger-entries?currency=USD')).body['items'] as Record<string, unknown>[],
        (items) => items.some(({ cause }) => cause === 'PayoutPosted'),
      )
      const causes = entries.map(({ cause }) => cause)
      expect(causes).toEqual(expect.arrayContaining(['DepositCredited', 'FundsReserved', 'LegSettled', 'PayoutPosted']))
    })
  })

  test('who brings more than declared, from a bank of a country under call for action, is of critical risk by it', async () => {
    const { session } = await newClient(platform.development, NAME)
    const score = async (): Promise<Record<string, unknown>> => {
      const { body } = await officer.get(`/v1/risk-scores?userId=${session.user.id}`)
      return (body['items'] as Record<string, unknown>[])[0]!
    }
    expect(await score()).toMatchObject({ tier: 'low', floors: [] })
    await pay(await requestDeposit(session, '5000'), undefined, 'KP')
    const scored = await eventually(
      score,
      ({ factors, floors }) =>
        (factors as { name: string; value: number }[]).some(({ name, value }) => name === 'activity' && value === 90) &&
        (floors as string[]).length > 0,
    )
    expect(scored).toMatchObject({ tier: 'critical', floors: ['fatf_call_for_action'] })
    expect(scored['factors']).toContainEqual(expect.objectContaining({ name: 'geography', value: 100 }))
    expect((await session.get(`/v1/risk-scores?userId=${session.user.id}`)).status).toBe(403)
  })

  test('who loses the approval loses the orders, and moves nothing more until approved anew', async () => {
    const client = await newClient(platform.development, NAME)
    const { session } = client
    const bankAccountId = await withBankAccount(client)
    await pay(await requestDeposit(session, '500'))
    await eventually(
      () => usd(session),
      ({ available }) => available === '500',
    )
    const order = { ...LIMIT, side: 'buy', quantity: '1', limitPrice: '100' }
    const resting = await session.order(order)
    expect(resting).toMatchObject({ status: 'open' })
    const flagged = await session.post('/v1/withdrawals', { currency: 'USD', amount: '50', bankAccountId })
    await shown(session, `/v1/withdrawals/${String(flagged.body['id'])}`, 'admin_review')

    const { body } = await officer.get(`/v1/kyc-cases?userId=${session.user.id}`)
    const [{ id }] = body['items'] as [{ id: string }]
    const reason = { reason: 'The document was reported stolen.' }
    expect((await officer.post(`/v1/kyc-cases/${id}/request-resubmission`, reason)).status).toBe(200)
    await standing(session, 'kyc-not-approved')
    expect(await shown(session, `/v1/orders/${String(resting['id'])}`, 'cancelled')).toMatchObject({
      filledQuantity: '0',
    })
    // To the client a hold looks like any review; treasury sees that it is held.
    const path = `/v1/withdrawals/${String(flagged.body['id'])}`
    await shown(treasury.first, path, 'flagged')
    expect((await session.get(path)).body['status']).toBe('admin_review')
    const { review } = (await treasury.first.get(path)).body as unknown as { review: { approvalHash: string } }
    const held = await treasury.first.post(`${path}/approve`, { approvalHash: review.approvalHash })
    expect(held).toMatchObject({ status: 422, body: { code: 'on-hold' } })
    expect(await session.order(order)).toMatchObject({ rejectionReason: 'kyc_not_approved' })
    const refused = await session.post('/v1/deposits', { currency: 'USD', amount: '5', method: 'bank_transfer' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'under-review' } })

    await new Onboarding(officer, senior).admit(session)
    await standing(session, null)
    expect(await session.order(order)).toMatchObject({ status: 'open' })
    expect(await requestDeposit(session, '5')).toMatchObject({ status: 'pending' })
  })

  test('whose limit an officer lowers is refused what is above it; two raise it, and one for a time falls back', async () => {
    const { session, accountId } = await newClient(platform.development, NAME)
    await fund(treasury, accountId, 'USD', '2000')
    const limitIs = (value: string): Promise<Answer> =>
      eventually(
        () => session.get('/v1/account-limits'),
        ({ body }) => body['maxOrderValue'] === value,
      )
    const set = async (person: Session, limit: object): Promise<unknown> => {
      const asked = { userId: session.user.id, reason: 'test of a limit', ...limit }
      return (await person.post('/v1/risk-limits', asked)).body['outcome']
    }
    const order = () => session.order({ ...LIMIT, side: 'buy', quantity: '1', limitPrice: '100' })
    const refused = { status: 'rejected', rejectionReason: 'order_value_limit' }

    await limitIs('100000')
    expect(await set(officer, { maxOrderValue: '90' })).toBe('done')
    await limitIs('90')
    expect(await order()).toMatchObject(refused)
    expect(await set(officer, { maxOrderValue: '110' })).toBe('proposed')
    expect(await order()).toMatchObject(refused)
    expect(await set(senior, { maxOrderValue: '110' })).toBe('done')
    await limitIs('110')
    expect(await order()).toMatchObject({ status: 'open' })

    /** Whether it is refused what is above a limit that holds so long. */
    const isRefusedFor = async (seconds: number): Promise<boolean> => {
      const ends = Date.now() + seconds * 1_000
      await set(officer, { maxOrderValue: '50', effectiveUntil: new Date(ends).toISOString() })
      const { body } = await eventually(
        () => session.get('/v1/account-limits'),
        ({ body }) => body['maxOrderValue'] === '50' || Date.now() > ends,
      )
      return body['maxOrderValue'] === '50' && (await order())['rejectionReason'] === refused.rejectionReason
    }
    // A machine that does much else may be later than its end: then it is set for longer.
    let seconds = 15
    while (!(await isRefusedFor(seconds))) expect((seconds *= 2)).toBeLessThan(200)
    await limitIs('110')
    // Of the day: where another begins in between, both belong to it.
    const left = async (): Promise<number> => {
      const { body } = await session.get('/v1/account-limits')
      return Number((body['left'] as { dailyTradeVolume: string }).dailyTradeVolume)
    }
    await eventually(
      async () => {
        const before = await left()
        return { order: await order(), taken: before - (await left()) }
      },
      ({ order: { status }, taken }) => status === 'open' && taken === 100,
    )
    const { body } = await treasury.first.get(`/v1/risk-limits?userId=${session.user.id}`)
    expect(body).toMatchObject({ effective: { maxOrderValue: { value: '110', level: 'user' } } })
  })

  const standing = (session: Session, trading: string | null): Promise<Answer> =>
    eventually(
      () => session.get('/v1/account-standing'),
      ({ status, body }) => status === 200 && body['trading'] === trading,
    )

  test('in the end the books add up, clearing is empty and the audit holds every event', async () => {
    const auditor = await staffOf(platform.development, 'auditor')
    await expectBooksToAddUp(auditor)
    await eventually(
      async () => (await auditor.get('/v1/audit/completeness')).body['items'] as { agrees: boolean; gapAt: unknown }[],
      (items) => items.every(({ agrees, gapAt }) => agrees && gapAt === null),
    )
  })
}
