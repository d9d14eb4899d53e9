import {
  ask,
  fund,
  newClient,
  newTrader,
  Session,
  staffOf,
  treasuryOf,
  type Answer,
  type Client,
  type Treasury,
} from '../api.fixture'
import { eventually, type Platform } from '../platform.fixture'

/** What people of staff do to the platform and to clients, always two of them, and what is kept of it. */
export function staffGovern(platform: Platform): void {
  const SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'AMZN']
  let gateway: string
  let treasury: Treasury
  let staff: Readonly<Record<'compliance1' | 'compliance2' | 'support' | 'admin1' | 'admin2' | 'auditor', Session>>

  beforeAll(async () => {
    gateway = platform.development.gateway
    treasury = await treasuryOf(platform.development)
    const [compliance1, compliance2, support, admin1, admin2, auditor] = await Promise.all(
      ['compliance1', 'compliance2', 'support', 'admin1', 'admin2', 'auditor'].map((name) =>
        staffOf(platform.development, name),
      ),
    )
    staff = {
      compliance1: compliance1!,
      compliance2: compliance2!,
      support: support!,
      admin1: admin1!,
      admin2: admin2!,
      auditor: auditor!,
    }
  })

  type Body = Record<string, unknown>
  const itemsOf = <T = Body>({ body }: Answer): T[] => body['items'] as T[]

  const limit = (symbol: string, side: 'buy' | 'sell', quantity: string, limitPrice: string): object => ({
    symbol,
    side,
    type: 'limit',
    timeInForce: 'gtc',
    quantity,
    limitPrice,
  })

  /** Waits until the audit has a fact about a subject. */
  const audited = async (type: string, subject: string): Promise<Body> => {
    const found = await eventually(
      () => staff.auditor.get(`/v1/audit/events?type=filao.${type}&subject=${subject}`),
      (answer) => itemsOf(answer).length > 0,
    )
    return itemsOf(found)[0]!
  }

  interface Setting {
    readonly path: string
    readonly first: Session
    readonly second: Session
  }

  async function propose({ path, first }: Setting, value: unknown): Promise<{ id: string; commandHash: string }> {
    const proposed = await first.post(`${path}/proposals`, { value, reason: 'test of a change by two people' })
    expect(proposed).toMatchObject({ status: 201, body: { status: 'open', value } })
    return proposed.body as { id: string; commandHash: string }
  }

  async function change(setting: Setting, value: unknown): Promise<void> {
    const { id, commandHash } = await propose(setting, value)
    const approved = await setting.second.post(`${setting.path}/proposals/${id}/approve`, { commandHash })
    expect(approved).toMatchObject({ status: 200, body: { status: 'approved' } })
  }

  const inForce = ({ path, first }: Setting, version: number): Promise<Answer> =>
    eventually(
      () => first.get(path),
      ({ body }) => body['version'] === version,
    )

  const fees = (): Setting => ({ path: '/v1/configuration/order/fees.trading', ...treasury })
  const limits = (): Setting => ({
    path: '/v1/configuration/compliance/risk_limits',
    first: staff.compliance1,
    second: staff.compliance2,
  })
  const registration = (): Setting => ({
    path: '/v1/configuration/identity/registration_enabled',
    first: staff.admin1,
    second: staff.admin2,
  })

  describe('a setting', () => {
    it('is shown with its default, to whoever may set it and to the auditor', async () => {
      expect((await treasury.first.get(fees().path)).body).toMatchObject({ version: 0, versions: [], proposal: null })
      expect((await staff.auditor.get('/v1/configuration/identity')).status).toBe(200)
      expect((await staff.support.get(fees().path)).status).toBe(403)
    })

    it('is proposed by its own area, and what does not fit is refused by name', async () => {
      const { path } = fees()
      const foreign = { value: true, reason: 'not mine' }
      expect(await staff.admin1.post(`${path}/proposals`, foreign)).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
      const unfit = await treasury.first.post(`${path}/proposals`, { value: { standard: 7 }, reason: 'a mistake' })
      expect(unfit).toMatchObject({ status: 422, body: { code: 'invalid-request' } })
      expect((unfit.body['errors'] as { pointer: string }[])[0]?.pointer).toBe('/value/standard')
    })

    it('is approved by another person, who names the hash of what was proposed', async () => {
      const { body } = await treasury.first.get(fees().path)
      const value = body['value'] as { standard: object }
      const { id, commandHash } = await propose(fees(), { ...value, standard: { ...value.standard, minimum: '5' } })
      const approve = (person: Session, hash: string): Promise<Answer> =>
        person.post(`${fees().path}/proposals/${id}/approve`, { commandHash: hash })
      expect(await approve(treasury.first, commandHash)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
      expect(await approve(treasury.second, '0'.repeat(64))).toMatchObject({ body: { code: 'proposal-changed' } })
      expect(await approve(treasury.second, commandHash)).toMatchObject({ status: 200, body: { status: 'approved' } })
      await change(limits(), { maxOrderValue: '1000' })
    })
  })

  describe('suspension', () => {
    let client: Client

    beforeAll(async () => {
      client = await newTrader(platform.development, treasury, { USD: '1000' })
      for (const symbol of SYMBOLS) {
        expect(await client.session.order(limit(symbol, 'buy', '2', '1'))).toMatchObject({ status: 'open' })
      }
      expect((await client.session.get('/v1/wallets/USD')).body['reserved']).not.toBe('0')
    })

    it('ends the sessions, cancels what is live in every book and releases the money', async () => {
      const { id } = client.session.user
      const suspended = await staff.compliance1.post(`/v1/users/${id}/suspend`, { reason: 'test of a suspension' })
      expect(suspended).toMatchObject({ status: 200, body: { outcome: 'done' } })
      await eventually(
        () => client.session.get('/v1/wallets/USD'),
        ({ status }) => status === 401,
      )
      // Who is suspended still sees what is theirs.
      client = { ...client, session: await Session.logIn(gateway, client.person) }
      const orders = await eventually(
        () => client.session.get('/v1/orders'),
        (answer) => itemsOf(answer).every(({ status }) => status === 'cancelled'),
      )
      expect(
        itemsOf(orders)
          .map(({ symbol, closeReason }) => `${String(symbol)}: ${String(closeReason)}`)
          .sort(),
      ).toEqual([...SYMBOLS].sort().map((symbol) => `${symbol}: account_not_active`))
      await eventually(
        () => client.session.get('/v1/wallets/USD'),
        ({ body }) => body['reserved'] === '0' && body['available'] === '1000',
      )
      expect((await audited('identity.UserSuspended.v1', id))['actor']).toBe(`staff:${staff.compliance1.user.id}`)
    })

    it('lets no new order through', async () => {
      expect(await client.session.order(limit('AAPL', 'buy', '1', '1'))).toMatchObject({
        status: 'rejected',
        rejectionReason: 'account_not_active',
      })
    })

    it('is lifted by two people', async () => {
      const { id } = client.session.user
      const reinstate = (person: Session): Promise<Answer> =>
        person.post(`/v1/users/${id}/reinstate`, { reason: 'test of a reinstatement' })
      expect(await reinstate(staff.compliance1)).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
      expect(await reinstate(staff.compliance1)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
      expect(await reinstate(staff.compliance2)).toMatchObject({ status: 200, body: { outcome: 'done' } })
      await eventually(
        () => client.session.order(limit('AAPL', 'buy', '1', '1')),
        ({ status }) => status === 'open',
      )
    })
  })

  describe('closure', () => {
    let client: Client
    const close = (person: Session): Promise<Answer> =>
      person.post(`/v1/users/${client.session.user.id}/close`, { reason: 'test of a closure' })

    beforeAll(async () => {
      client = await newTrader(platform.development, treasury, { USD: '25' })
    })

    it('is refused while there is money, and the user goes on', async () => {
      const { id } = client.session.user
      expect(await close(staff.compliance1)).toMatchObject({ status: 200, body: { outcome: 'proposed' } })
      expect(await close(staff.compliance1)).toMatchObject({ status: 403, body: { code: 'same-approver' } })
      expect(await close(staff.compliance2)).toMatchObject({ status: 200, body: { outcome: 'done' } })
      expect(String((await audited('identity.ClosureRefused.v1', client.accountId))['data'])).toContain(
        'balance_not_zero',
      )
      const accounts = await eventually(
        () => staff.compliance1.get(`/v1/accounts?userId=${id}`),
        (answer) => itemsOf(answer).every(({ status }) => status === 'open'),
      )
      expect(itemsOf(accounts)).toHaveLength(1)
      expect((await client.session.get('/v1/wallets/USD')).body['available']).toBe('25')
    })

    it('is done once the account is empty, and is final', async () => {
      const { id } = client.session.user
      await fund(treasury, client.accountId, 'USD', '-25')
      await close(staff.compliance2)
      expect(await close(staff.compliance1)).toMatchObject({ status: 200, body: { outcome: 'done' } })
      await eventually(
        () => staff.compliance1.get(`/v1/users/${id}`),
        ({ body }) => body['accountStatus'] === 'closed',
      )
      expect(await ask(`${gateway}/v1/sessions`, { method: 'POST', body: client.person })).toMatchObject({
        status: 401,
        body: { code: 'invalid-credentials' },
      })
      await audited('identity.UserClosed.v1', id)
      await audited('wallet.AccountClosed.v1', client.accountId)
      expect(await close(staff.compliance1)).toMatchObject({ status: 422, body: { code: 'user-closed' } })
    })
  })

  describe('what staff look at', () => {
    let client: Client
    /** What the audit has of the views of one person in one service. */
    const viewed = async (service: string, person: Session, holds: (views: Body[]) => boolean): Promise<Body[]> => {
      const query = `type=filao.${service}.RecordViewed.v1&actor=staff:${person.user.id}`
      const answer = await eventually(
        () => staff.auditor.get(`/v1/audit/events?${query}`),
        (answer) => holds(itemsOf(answer)),
      )
      return itemsOf(answer).map(({ data }) => JSON.parse(String(data)) as Body)
    }

    beforeAll(async () => {
      client = await newTrader(platform.development, treasury, { USD: '10' })
    })

    it.each([
      ['identity', 'user', (): [string, string] => [`/v1/users/${client.session.user.id}`, client.session.user.id]],
      ['order', 'orders', (): [string, string] => [`/v1/orders?accountId=${client.accountId}`, client.accountId]],
      ['wallet', 'balances', (): [string, string] => [`/v1/wallets?accountId=${client.accountId}`, client.accountId]],
    ])('is on record in %s, with who and what: %s', async (service, kind, about) => {
      const [path, recordId] = about()
      expect((await staff.support.get(path)).status).toBe(200)
      const views = await viewed(service, staff.support, (found) => found.length > 0)
      expect(views).toEqual([expect.objectContaining({ kind, recordIds: [recordId], viewedBy: staff.support.user.id })])
    })

    it('is masked for support, and whole for compliance, who is on record too', async () => {
      const path = `/v1/users/${client.session.user.id}`
      const { email } = client.person
      expect((await staff.support.get(path)).body['email']).not.toBe(email)
      expect((await staff.compliance2.get(path)).body['email']).toBe(email)
      await viewed('identity', staff.compliance2, (found) => found.length > 0)
    })

    it('is on record when it is the audit, and that record is in the audit as any other', async () => {
      const subject = client.accountId
      await eventually(
        () => staff.auditor.get(`/v1/audit/events?subject=${subject}&limit=2`),
        (answer) => itemsOf(answer).length === 2,
      )
      const { user } = staff.auditor
      const isOfBoth = ({ data }: Body): boolean => {
        const { search, records } = JSON.parse(String(data)) as { search: Body; records: number }
        return search['subject'] === subject && records === 2
      }
      const answer = await eventually(
        () => staff.auditor.get(`/v1/audit/events?type=filao.audit.AuditRead.v1&actor=staff:${user.id}`),
        (answer) => itemsOf(answer).some(isOfBoth),
      )
      const [read] = itemsOf(answer).filter(isOfBoth)
      expect(read).toMatchObject({ source: 'audit', category: 'admin_action' })
      expect(JSON.parse(String(read!['data']))).toMatchObject({
        readBy: user.id,
        search: { subject, continued: false },
        records: 2,
      })
      await eventually(
        async () =>
          itemsOf(await staff.auditor.get('/v1/audit/completeness')).filter(({ source }) => source === 'audit'),
        (own) =>
          own.some(({ count }) => Number(count) > 1) &&
          own.every(({ count, agrees, owner }) => count === '0' || (agrees === true && owner !== null)),
      )
    })

    it('is not recorded of clients who look at what is theirs', async () => {
      expect((await client.session.get('/v1/wallets')).status).toBe(200)
      const answer = await staff.auditor.get(`/v1/audit/events?actor=client:${client.session.user.id}`)
      expect(itemsOf(answer).filter(({ type }) => String(type).includes('RecordViewed'))).toEqual([])
    })
  })

  describe('a setting that two people have changed', () => {
    it('takes effect in the fees of the next order', async () => {
      await inForce(fees(), 1)
      const { body: asset } = await treasury.first.get('/v1/assets/NVDA')
      const seller = await newTrader(platform.development, treasury, { [String(asset['id'])]: '5' })
      const buyer = await newTrader(platform.development, treasury, { USD: '2000' })
      await seller.session.order(limit('NVDA', 'sell', '5', '150'))
      const bought = await buyer.session.order(limit('NVDA', 'buy', '5', '150'))
      // 0.1 % of 750 would be 0.75.
      expect(bought).toMatchObject({ status: 'filled', fees: '5' })
    })

    it('takes effect in the limits of a client', async () => {
      await inForce(limits(), 1)
      const client = await newClient(platform.development)
      await eventually(
        () => client.session.get('/v1/account-limits'),
        ({ body }) => body['maxOrderValue'] === '1000' && body['maxDailyTradeVolume'] === null,
      )
      await fund(treasury, client.accountId, 'USD', '5000')
      expect(await client.session.order(limit('AAPL', 'buy', '20', '100'))).toMatchObject({
        status: 'rejected',
        rejectionReason: 'order_value_limit',
      })
    })

    it('takes effect in who may register', async () => {
      await change(registration(), false)
      const body = {
        email: 'late@example.com',
        password: 'a long password of mine',
        firstName: 'Late',
        lastName: 'Comer',
      }
      await eventually(
        () => ask(`${gateway}/v1/users`, { method: 'POST', body }),
        ({ status }) => status === 403,
      )
      expect((await ask(`${gateway}/v1/users`, { method: 'POST', body })).body['code']).toBe('registration-disabled')
    })

    it('is a fact with both people, in the audit', async () => {
      const [event] = itemsOf(await staff.auditor.get('/v1/audit/events?type=filao.order.ConfigurationApproved.v1'))
      expect(event).toMatchObject({ actor: `staff:${treasury.second.user.id}`, category: 'admin_action' })
      expect(JSON.parse(String(event!['data']))).toMatchObject({
        key: 'fees.trading',
        proposedBy: treasury.first.user.id,
        approvedBy: treasury.second.user.id,
      })
    })
  })
}
