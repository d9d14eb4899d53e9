import { commandIdOf } from '../idempotency/command-id'
import { ID, ThingsService } from '../testing/things-service'

let things: ThingsService
beforeAll(async () => {
  things = await ThingsService.start()
})
afterAll(() => things.stop())

const XML = { 'content-type': 'application/xml' }

describe('body', () => {
  it('comes to the controller as its schema reads it, and goes to the hash as it was sent', async () => {
    const { status, headers, body } = await things.place('{"symbol":"AAPL","quantity":"1.50000000"}')
    expect(status).toBe(201)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(headers['filao-position']).toBe('order/3/7')
    expect(body).toEqual({
      id: ID,
      quantity: '1.5',
      respondAsync: false,
      commandId: commandIdOf({ userId: 'user-1', route: 'POST /v1/things', key: 'key-1' }),
      sentBody: { symbol: 'AAPL', quantity: '1.50000000' },
    })
  })

  it('is told who asks, what and how to answer at once, and answers by what it returns', async () => {
    const headers = { authorization: things.authorization }
    const answer = await things.service.app.inject({ method: 'PUT', url: '/v1/things/touched', headers })
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      { userId: expect.any(String), traceparent: expect.stringMatching(/^00-/) },
    ])
    const asked = await things.service.app.inject({ url: '/v1/open/asked', headers })
    expect([asked.statusCode, asked.json()]).toMatchObject([401, { code: 'unauthenticated' }])
  })

  it('is refused where none is asked for, unless it says nothing', async () => {
    const headers = { authorization: things.authorization, 'content-type': 'application/json' }
    const touched = async (payload: string) => {
      const answer = await things.service.app.inject({ method: 'PUT', url: '/v1/things/touched', headers, payload })
      return [answer.statusCode, answer.json<{ errors?: object[] }>().errors]
    }
    const unknown = { pointer: '/reason', code: 'unknown-field', detail: 'This field is not known here.' }
    expect(await touched('{"reason":"none"}')).toEqual([422, [unknown]])
    expect(await touched('5')).toMatchObject([422, [{ pointer: '', code: 'invalid-type' }]])
    expect(await touched('{}')).toEqual([202, undefined])
  })

  it('may be answered early', async () => {
    const { body } = await things.place('{"symbol":"A","quantity":"1"}', { prefer: 'wait=5, Respond-Async' })
    expect(body['respondAsync']).toBe(true)
  })

  it('that does not fit is 422 with a pointer for each fault', async () => {
    const { status, headers, body } = await things.place(
      '{"symbol":"AAPL","quantity":1.5,"limitPrice":"1e3","legs":[{"side":"buy"},{"side":"x","a/b":1}],"extra":true}',
      { 'x-request-id': '6ba7b810-9dad-41d1-80b4-00c04fd430c8' },
    )
    expect(status).toBe(422)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body).toEqual({
      type: 'https://filao.dev/problems/invalid-request',
      title: 'Invalid request',
      status: 422,
      detail: 'The body does not fit: see errors.',
      instance: '/v1/things',
      code: 'invalid-request',
      requestId: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
      errors: expect.any(Array) as unknown,
    })
    const errors = body['errors'] as { pointer: string; code: string }[]
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/extra unknown-field',
      '/legs/1/a~1b unknown-field',
      '/legs/1/side invalid-value',
      '/limitPrice invalid-format',
      '/quantity invalid-type',
    ])
  })

  it.each([
    ['"1.123456789"', 'invalid-format'],
    ['"-1"', 'invalid-format'],
    ['"01"', 'invalid-format'],
    ['"+1"', 'invalid-format'],
    ['"1e30"', 'invalid-format'],
    [`"${'9'.repeat(31)}"`, 'invalid-format'],
    ['""', 'invalid-format'],
    ['null', 'invalid-type'],
  ])('refuses %s as a quantity', async (quantity, code) => {
    const { status, body } = await things.place(`{"symbol":"A","quantity":${quantity}}`)
    expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ pointer: '/quantity', code })]])
  })

  it('that is missing a field says which', async () => {
    const { body } = await things.place('{"symbol":"A"}')
    expect(body['errors']).toEqual([{ pointer: '/quantity', code: 'required', detail: 'This field is required.' }])
  })

  it('that is no JSON, or has a member twice, is 400', async () => {
    for (const payload of ['{"symbol":', '{"symbol":"A","symbol":"B","quantity":"1"}']) {
      expect((await things.place(payload)).body).toMatchObject({ status: 400, code: 'unreadable-json' })
    }
  })

  it('that is missing is 422, that is too large 413, that is no JSON by its type 415', async () => {
    expect((await things.place('')).status).toBe(422)
    const large = await things.place(JSON.stringify({ symbol: 'A'.repeat(70_000), quantity: '1' }))
    expect(large.body).toMatchObject({ status: 413, code: 'body-too-large' })
    const xml = await things.place('<a/>', XML)
    expect(xml.body).toMatchObject({ status: 415, code: 'unsupported-media-type' })
  })

  it('that is not taken leaves the connection open, for whoever is still sending it', async () => {
    const refused = [
      await things.place('{"symbol":'),
      await things.place('x'.repeat(70_000)),
      await things.place('<a/>', XML),
    ]
    expect(refused.map(({ status }) => status)).toEqual([400, 413, 415])
    expect(refused.map(({ headers }) => headers['connection'])).not.toContain('close')
  })

  it('needs its key', async () => {
    const payload = '{"symbol":"A","quantity":"1"}'
    const without = await things.inject('POST', '/v1/things', {
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect(without.body).toMatchObject({ status: 400, code: 'idempotency-key-required' })
    const long = await things.place(payload, { 'idempotency-key': 'k'.repeat(129) })
    expect(long.body).toMatchObject({ status: 400, code: 'idempotency-key-invalid' })
  })
})

describe('address', () => {
  it('that nobody knows is 404, with another method 405 and what it takes', async () => {
    expect((await things.inject('GET', '/v1/nothing?secret=1')).body).toMatchObject({
      status: 404,
      code: 'not-found',
      instance: '/v1/nothing',
    })
    const put = await things.inject('PUT', `/v1/things/${ID}`)
    expect(put.body).toMatchObject({ status: 405, code: 'method-not-allowed' })
    expect(put.headers['allow']).toBe('DELETE, GET, HEAD')
  })

  it('with an id that can be none is 404, with a query that does not fit 422', async () => {
    expect((await things.inject('GET', '/v1/things/abc')).body).toMatchObject({ status: 404, code: 'not-found' })
    const { body } = await things.inject('GET', '/v1/things?limit=201&colour=red&status=x')
    const errors = body['errors'] as { pointer: string }[]
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/colour', '/limit', '/status'])
  })

  it('that cannot be decoded is 400, and too long a part of one 414', async () => {
    expect((await things.inject('GET', '/v1/things/%E0%A4%A')).body).toMatchObject({ status: 400, code: 'bad-request' })
    expect((await things.inject('GET', `/v1/things/${'a'.repeat(200)}`)).body).toMatchObject({ status: 414 })
  })

  it('has a page of 50 when nothing else is asked for', async () =>
    expect((await things.inject('GET', '/v1/things')).body).toMatchObject({ limit: 50 }))
})

describe('headers', () => {
  it('echo a request id that is a UUID, and replace any other', async () => {
    const id = '6BA7B810-9dad-41d1-80b4-00c04fd430c8'
    const echoed = await things.inject('GET', '/v1/open', { headers: { 'x-request-id': id } })
    expect(echoed.headers['x-request-id']).toBe(id.toLowerCase())
    for (const bad of ['1', 'a\tb', '<script>']) {
      const replaced = await things.inject('GET', '/v1/open', { headers: { 'x-request-id': bad } })
      expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('say that nothing is to be sniffed, framed or kept', async () => {
    for (const url of ['/v1/open', '/v1/nothing', '/v1/things/%E0%A4%A']) {
      const { headers } = await things.inject('GET', url)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
      expect(headers['strict-transport-security']).toBeDefined()
    }
  })

  it('carry the trace on, and begin one where there is none', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect((await things.inject('GET', `/v1/things/${ID}`, { headers: { traceparent } })).body['traceparent']).toBe(
      traceparent,
    )
    const begun = await things.inject('GET', `/v1/things/${ID}`)
    expect(begun.body['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  })
})
