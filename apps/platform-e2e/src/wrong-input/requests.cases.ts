import { randomUUID } from 'node:crypto'
import { ask, newcomer, newTrader, staffOf, treasuryOf, type Answer, type Session, type Trader } from '../api.fixture'
import { expectProblem, type Given } from './expectations.fixture'

const KIB = 1024
const order = { symbol: 'AAPL', side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '1', limitPrice: '100' }

/** Bodies, headers, keys, pages and addresses that are wrong, whatever they are about. */
export function requestsAreRead(given: Given): void {
  let gateway: string
  let trader: Trader
  let treasury: { first: Session; second: Session }
  beforeAll(async () => {
    gateway = given.development.gateway
    treasury = await treasuryOf(given.development)
    trader = await newTrader(given.development, treasury, { USD: '1000000' })
  })

  const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    trader.session.post(path, body, headers)
  const raw = (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> =>
    ask(gateway + path, { method, token: trader.session.token, headers })
  const deep = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)

  describe('a body', () => {
    test.each([
      ['is cut off', '{"symbol":'],
      ['is no JSON', 'symbol=AAPL'],
      ['has a member twice', '{"symbol":"AAPL","symbol":"MSFT"}'],
      ['has a member twice, once escaped', '{"symbol":"AAPL","\\u0073ymbol":"MSFT"}'],
      ['is nested too deeply', deep(33)],
      ['is nested absurdly', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
      ['has a lone surrogate', '{"clientOrderId":"\\ud800"}'],
      ['has the character 0', '{"clientOrderId":"a\\u0000"}'],
      ['has __proto__', '{"__proto__":{"accountId":"x"}}'],
      ['has a comment', '{"symbol":"AAPL"/* mine */}'],
      ['has a comma too many', '{"symbol":"AAPL",}'],
      ['has NaN', '{"quantity":NaN}'],
      ['begins with a byte order mark', `\ufeff${JSON.stringify(order)}`],
    ])('that %s is 400', async (_, text) => {
      expectProblem(await post('/v1/orders', text), 400, 'unreadable-json')
    })

    test.each([
      ['a list', '[]'],
      ['null', 'null'],
      ['a text', '"text"'],
      ['a number', '1'],
      ['a huge list', `[${'1,'.repeat(10_000)}1]`],
    ])('that is %s is 422', async (_, text) => {
      const { errors } = expectProblem(await post('/v1/orders', text), 422, 'invalid-request')
      expect(errors).toEqual([{ pointer: '', code: 'invalid-type', detail: expect.any(String) as string }])
    })

    test('that is missing is 422', async () => {
      expectProblem(await raw('/v1/orders', 'POST', { 'idempotency-key': randomUUID() }), 422, 'invalid-request')
      expectProblem(await post('/v1/orders', ''), 422, 'invalid-request')
    })

    test.each([65, 1024])('of %d KiB is 413', async (kib) => {
      const body = { ...order, clientOrderId: 'x'.repeat(kib * KIB) }
      expectProblem(await post('/v1/orders', body), 413, 'body-too-large')
    })

    test.each([
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'nonsense',
    ])('of type %s is 415', async (type) => {
      expectProblem(
        await post('/v1/orders', JSON.stringify(order), { 'content-type': type }),
        415,
        'unsupported-media-type',
      )
    })

    test('names at most 50 faults', async () => {
      const body = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field${at}`, at]))
      const { errors } = expectProblem(await post('/v1/orders', body), 422, 'invalid-request')
      expect(errors).toHaveLength(50)
    })
  })

  describe('an idempotency key', () => {
    test('that is missing is 400, also where money is moved by approval', async () => {
      expectProblem(await post('/v1/orders', order, { 'idempotency-key': '' }), 400, 'idempotency-key-required')
      const proposal = await propose('1')
      const approval = `${gateway}/v1/adjustments/${String(proposal.body['id'])}/approve`
      expectProblem(
        await ask(approval, { method: 'POST', token: treasury.second.token }),
        400,
        'idempotency-key-required',
      )
    })

    test.each([
      ['is too long', 'x'.repeat(129)],
      ['has a space', 'with space'],
      ['has an accent', 'é'],
    ])('that %s is 400', async (_, key) => {
      expectProblem(await post('/v1/orders', order, { 'idempotency-key': key }), 400, 'idempotency-key-invalid')
    })

    test('repeated with its body is the first answer again, with another one 422', async () => {
      const key = { 'idempotency-key': 'k'.repeat(128) }
      const first = await trader.session.placed(order, key)
      expect(first).toMatchObject({ status: 201, body: { status: 'open' } })
      expect(first.headers.get('idempotent-replayed')).toBeNull()
      const again = await trader.session.placed(JSON.stringify(order, Object.keys(order).reverse(), 2), key)
      expect(again).toMatchObject({ status: 201, body: { id: first.body['id'] } })
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      expectProblem(await post('/v1/orders', { ...order, quantity: '1.0' }, key), 422, 'idempotency-mismatch')
      expect((await trader.session.delete(`/v1/orders/${String(first.body['id'])}`)).status).toBe(200)
    })

    test('repeated many times at once is one order', async () => {
      const key = { 'idempotency-key': randomUUID() }
      const answers = await Promise.all(Array.from({ length: 20 }, () => trader.session.placed(order, key)))
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
      expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
      expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
    })

    test('of a refusal repeats the refusal', async () => {
      const key = { 'idempotency-key': randomUUID() }
      const body = { ...order, limitPrice: '100.001' }
      expectProblem(await post('/v1/orders', body, key), 422, 'price-not-tick-multiple')
      const again = await post('/v1/orders', body, key)
      expectProblem(again, 422, 'price-not-tick-multiple')
      expect(again.headers.get('idempotent-replayed')).toBe('true')
    })

    test('approves the adjustment that it was used for, and no other', async () => {
      const [one, other] = [await propose('5'), await propose('7')]
      const key = { 'idempotency-key': randomUUID() }
      const approve = (proposal: Answer): Promise<Answer> =>
        treasury.second.post(`/v1/adjustments/${String(proposal.body['id'])}/approve`, {}, key)
      const approved = await approve(one)
      expect(approved).toMatchObject({
        status: 200,
        body: { status: 'posted', decidedAt: expect.any(String) as string },
      })
      const again = await approve(one)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      expect(again.body).toEqual(approved.body)
      expectProblem(await approve(other), 422, 'idempotency-mismatch')
      expectProblem(
        await treasury.first.post(`/v1/adjustments/${String(other.body['id'])}/approve`, {}),
        403,
        'same-approver',
      )
    })
  })

  const propose = (amount: string): Promise<Answer> =>
    treasury.first.post('/v1/adjustments', {
      accountId: trader.accountId,
      asset: 'USD',
      amount,
      reason: 'test',
      evidence: 'test',
    })

  test('an adjustment of an account that there is not is 404', async () => {
    for (const accountId of ['0198c0de-0000-7000-8000-000000000001', 'ffffffff-ffff-7fff-bfff-ffffffffffff']) {
      const body = { accountId, asset: 'USD', amount: '1', reason: 'test', evidence: 'test' }
      expectProblem(await treasury.first.post('/v1/adjustments', body), 404, 'account-unknown')
    }
  })

  describe('a page', () => {
    const LISTS = ['/v1/orders', '/v1/executions', '/v1/ledger-entries', '/v1/assets', '/v1/assets/AAPL/trades']

    test.each(LISTS)('of %s has 1 to 200 rows, and no other cursor than its own', async (path) => {
      for (const limit of ['0', '201', 'abc', '1e2', '-1', '1.5', '', ' 1', '0x10']) {
        const { errors } = expectProblem(
          await raw(`${path}?limit=${encodeURIComponent(limit)}`),
          422,
          'invalid-request',
        )
        expect(errors).toMatchObject([{ pointer: '/limit' }])
      }
      const foreign = [
        [],
        ['x'],
        ['x', 'y'],
        ['0000-01-01T00:00:00.000Z', randomUUID()],
        ['a\u0000', 'b'],
        [1, 2],
        'x',
        { a: 1 },
      ]
      for (const cursor of [
        'broken',
        '%F0%9F',
        ...foreign.map((place) => Buffer.from(JSON.stringify(place)).toString('base64url')),
      ]) {
        const { errors } = expectProblem(await raw(`${path}?cursor=${cursor}`), 422, 'invalid-request')
        expect(errors).toMatchObject([{ pointer: '/cursor', code: 'invalid-cursor' }])
      }
      expectProblem(await raw(`${path}?limit=1&limit=2`), 422, 'invalid-request')
      expectProblem(await raw(`${path}?colour=red`), 422, 'invalid-request')
    })

    test('goes on where the one before ended, newest first, each row once', async () => {
      for (let count = 0; count < 5; count += 1) await trader.session.placed({ ...order, limitPrice: '10' })
      const seen: { id: string; placedAt: string }[] = []
      for (let path = '/v1/orders?limit=2'; path !== '';) {
        const { status, body } = await raw(path)
        expect(status).toBe(200)
        seen.push(...(body['items'] as typeof seen))
        path = typeof body['next'] === 'string' ? `/v1/orders?limit=2&cursor=${body['next']}` : ''
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
      expect(seen.map(({ placedAt }) => placedAt)).toEqual(
        seen
          .map(({ placedAt }) => placedAt)
          .toSorted()
          .reverse(),
      )
      expect(seen.length).toBeGreaterThanOrEqual(5)
    })
  })

  describe('a read of the own write', () => {
    let auditor: Session
    beforeAll(async () => {
      auditor = await staffOf(given.development, 'auditor')
    })

    test('shows what its position says, on every service that takes commands', async () => {
      const placed = await trader.session.placed({ ...order, limitPrice: '20' })
      const position = placed.headers.get('filao-position')!
      expect(position).toMatch(/^order\/\d+\/\d+$/)
      const read = await raw(`/v1/orders/${String(placed.body['id'])}`, 'GET', { 'filao-after': position })
      expect(read).toMatchObject({ status: 200, body: { status: 'open' } })

      const proposal = await propose('3')
      const approved = await treasury.second.post(`/v1/adjustments/${String(proposal.body['id'])}/approve`, {})
      const after = { 'filao-after': approved.headers.get('filao-position')! }
      expect(after['filao-after']).toMatch(/^wallet\//)
      const entries = await trader.session.get('/v1/ledger-entries?limit=1', after)
      expect(entries.body['items']).toMatchObject([{ amount: '3', direction: 'credit', account: 'client_cash' }])

      const admin = await staffOf(given.development, 'admin1')
      const changed = await ask(`${gateway}/v1/assets/AAPL`, {
        method: 'PATCH',
        body: { description: randomUUID() },
        token: admin.token,
      })
      const asset = await admin.get('/v1/assets/AAPL', { 'filao-after': changed.headers.get('filao-position')! })
      expect(asset.body['description']).toBe(changed.body['description'])

      // Whose name nobody has verified yet.
      const { session } = await newcomer(gateway)
      const profile = await ask(`${gateway}/v1/users/me`, {
        method: 'PATCH',
        body: { firstName: 'Ada' },
        token: session.token,
      })
      const me = await session.get('/v1/users/me', { 'filao-after': profile.headers.get('filao-position')! })
      expect(me.body).toMatchObject({ firstName: 'Ada' })
    })

    test.each([
      ['order', '/v1/orders'],
      ['wallet', '/v1/wallets'],
      ['market', '/v1/assets'],
      ['identity', '/v1/users/me'],
      ['audit', '/v1/audit/events'],
    ])('of %s is 409 in the future, 400 for another service or for no position', async (service, path) => {
      const session = service === 'audit' ? auditor : trader.session
      const after = (position: string): Promise<Answer> => session.get(path, { 'filao-after': position })
      expectProblem(await after(`${service}/0/999999999`), 409, 'not-caught-up')
      expectProblem(await after(`${service}/999/1`), 409, 'not-caught-up')
      expectProblem(await after(service === 'order' ? 'wallet/0/1' : 'order/0/1'), 400, 'position-of-another-service')
      for (const position of ['nowhere', `${service}/0`, `${service}/0/-1`, `${service}/0/1.5`, `${service}/00/1`]) {
        expectProblem(await after(position), 400, 'position-malformed')
      }
    })
  })

  describe('an address', () => {
    test.each(['/v1/nothing', '/v1/orders/x/y', '/v2/orders', '/', '/v1', '/v1/assets/AAPL/secrets'])(
      'that there is not is 404: %s',
      async (path) => {
        expectProblem(await raw(path), 404, 'not-found')
      },
    )

    test.each([
      ['PUT', '/v1/orders', 'DELETE, GET, HEAD, POST'],
      ['PATCH', '/v1/wallets', 'GET, HEAD'],
      ['OPTIONS', '/v1/orders', 'DELETE, GET, HEAD, POST'],
      ['POST', '/v1/trial-balance', 'GET, HEAD'],
    ])('with a method that it does not take is 405: %s %s', async (method, path, allow) => {
      const answer = await raw(path, method, { 'idempotency-key': randomUUID() })
      expectProblem(answer, 405, 'method-not-allowed')
      expect(answer.headers.get('allow')).toBe(allow)
    })

    test('answers HEAD as GET without its body, and lets no other site read it', async () => {
      const head = await raw('/v1/orders', 'HEAD', { origin: 'https://evil.example' })
      expect({ status: head.status, body: head.body }).toEqual({ status: 200, body: {} })
      const preflight = await raw('/v1/orders', 'OPTIONS', {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
      })
      for (const { headers } of [head, preflight]) {
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
    })

    test.each(['/v1/orders/%00', '/v1/assets?search=a%00b', '/v1/orders/by-client-id/%00', '/v1/assets/%zz'])(
      'with what no text holds is 400: %s',
      async (path) => {
        expectProblem(await raw(path), 400, 'bad-request')
      },
    )

    test('cannot make headers of its own', async () => {
      for (const path of ['/v1/orders/%0d%0aset-cookie:%20a=b', '/v1/orders?symbol=%0d%0aset-cookie:%20a=b']) {
        const answer = await raw(path)
        expect([404, 422]).toContain(answer.status)
        expect(answer.headers.get('set-cookie')).toBeNull()
      }
    })

    test('with a part of 129 characters is 414', async () => {
      expectProblem(await raw(`/v1/orders/${'a'.repeat(129)}`), 414, 'uri-too-long')
    })
  })

  test('a request id that is a UUID is echoed, any other is replaced', async () => {
    const id = randomUUID()
    expect((await raw('/v1/orders', 'GET', { 'x-request-id': id })).headers.get('x-request-id')).toBe(id)
    const problem = await raw('/v1/orders/x', 'GET', { 'x-request-id': id })
    expect(problem.body['requestId']).toBe(id)
    for (const sent of ['1', 'x'.repeat(36), `${id}x`, "'; DROP TABLE orders"]) {
      const made = (await raw('/v1/orders', 'GET', { 'x-request-id': sent })).headers.get('x-request-id')
      expect(made).toMatch(/^[0-9a-f-]{36}$/)
      expect(made).not.toBe(sent)
    }
  })
}
