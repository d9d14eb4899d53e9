import { formatUnits } from '@filao/money'
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiCreatedResponse } from '@nestjs/swagger'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { Caller, Public, Roles, Scope } from '../auth/access'
import { DecimalInput, DecimalString, IdParameter } from '../fields'
import { Asked, HttpExchange } from '../http/http-exchange'
import { pageQuery } from '../http/paging'
import { sendPosition } from '../http/position'
import { Preference, type Preferences } from '../http/preference'
import type { Request } from '../http/request'
import { Facts, type RequestFacts } from '../http/request-facts'
import { IdempotencyKey } from '../idempotency/idempotency-key'
import { createLog } from '../logging/log'
import { RateClass } from '../rate-limit/rate-guard'
import { identityStandIn, unsignedToken, type IdentityStandIn } from '../testing/identity-stand-in'
import { createApp, type ServiceApp } from './create-app'

const PlaceThing = z
  .strictObject({
    symbol: z.string().regex(/^[A-Z]+$/),
    quantity: DecimalInput,
    limitPrice: DecimalInput.optional(),
    legs: z.array(z.strictObject({ side: z.enum(['buy', 'sell']) })).default([]),
  })
  .meta({ id: 'PlaceThing' })
type PlaceThing = z.infer<typeof PlaceThing>
const ThingView = z.strictObject({ id: z.string(), quantity: DecimalString }).meta({ id: 'ThingView' })
const ThingQuery = z.strictObject({ ...pageQuery, status: z.enum(['open', 'closed']).optional() })
const ThingPath = z.strictObject({ id: IdParameter })
const ID = '0190163d-8694-7abc-8def-0123456789ab'

const XML = { 'content-type': 'application/xml' }

/** Errors of the engine by their names, which are all that this library knows of them. */
const ENGINE_ERRORS = { OutcomeUnknown: 'outcome-unknown', AggregateParked: 'parked' }

class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly retryAfterSeconds = 7
}

@Controller('v1/things')
class ThingsController {
  @Post()
  @RateClass('orders')
  @Scope('trade')
  @ApiCreatedResponse({ standardSchema: ThingView })
  place(
    @Body({ schema: PlaceThing }) body: PlaceThing,
    @IdempotencyKey() key: string,
    @Preference() { respondAsync }: Preferences,
    @Facts() { route, sentBody }: RequestFacts,
    @HttpExchange() { reply }: HttpExchange,
  ): unknown {
    sendPosition(reply, { service: 'order', partition: 3, position: 7 })
    return { id: ID, quantity: formatUnits(body.quantity), key, respondAsync, route, sentBody }
  }

  @Get()
  list(@Query({ schema: ThingQuery }) query: z.infer<typeof ThingQuery>, @Caller() caller: Caller): unknown {
    return { limit: query.limit, caller }
  }

  @Get('failing/:how')
  fail(@Param('how', { schema: z.string() }) how: string): never {
    if (how === 'overloaded') throw new Overloaded('queue of partition 3 is full')
    if (how === 'database') throw new Error('Failed query', { cause: new Error('Connection terminated unexpectedly') })
    if (how in ENGINE_ERRORS) throw Object.assign(new Error('inner'), { name: how })
    throw new Error('the password of ada@example.org is hunter2')
  }

  @Get(':id')
  read(@Param({ schema: ThingPath }) { id }: z.infer<typeof ThingPath>, @Req() request: Request): unknown {
    return { id, traceparent: request.traceparent }
  }

  @Put('touched')
  touch(@Asked() { caller, request, reply }: Asked): unknown {
    reply.status(202)
    return { userId: caller.userId, traceparent: request.traceparent }
  }

  @Delete(':id')
  @Roles('admin', 'treasury')
  @HttpCode(200)
  remove(@Param({ schema: ThingPath }) { id }: z.infer<typeof ThingPath>): unknown {
    return { id }
  }
}

@Controller('v1/open')
@Public()
class OpenController {
  @Get()
  read(@Facts() { ip }: RequestFacts): unknown {
    return { ip }
  }

  @Get('asked')
  ask(@Asked() { caller }: Asked): unknown {
    return { caller }
  }

  @Post('sessions')
  @RateClass('credentials')
  @HttpCode(200)
  logIn(): unknown {
    return {}
  }
}

@Module({ controllers: [ThingsController, OpenController] })
class ThingsModule {}

describe('a service', () => {
  let identity: IdentityStandIn
  let service: ServiceApp
  let authorization: string
  const lines: Record<string, unknown>[] = []

  beforeAll(async () => {
    identity = await identityStandIn()
    const secrets = mkdtempSync(join(tmpdir(), 'secrets-'))
    writeFileSync(join(secrets, 'body-hash.key'), 'k'.repeat(32))
    const environment = {
      FILAO_IDENTITY_URL: identity.url,
      FILAO_SECRETS_DIR: secrets,
      FILAO_TRUSTED_PROXIES: '1',
      FILAO_LOG_SHARE: '0',
      RATE_DEFAULT: '1000',
      RATE_ORDERS: '1000',
    }
    const log = createLog(
      { service: 'order', instance: 'one', logLevel: 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    )
    service = await createApp(ThingsModule, { service: 'order', environment, log })
    authorization = `Bearer ${await identity.token()}`
  })
  afterAll(async () => {
    await service.close()
    await identity.close()
  })

  const inject = async (
    method: 'GET' | 'POST' | 'DELETE' | 'PUT',
    url: string,
    {
      headers = {},
      payload,
      as = authorization,
    }: { headers?: Record<string, string>; payload?: unknown; as?: string } = {},
  ) => {
    const answer = await service.app.inject({
      method,
      url,
      headers: { ...(as && { authorization: as }), ...headers },
      ...(payload !== undefined && { payload: payload as string }),
    })
    const { headers: sent, statusCode: status, body: text } = answer
    return { status, headers: sent, text, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> }
  }
  const json = { 'content-type': 'application/json', 'idempotency-key': 'key-1' }
  const place = (payload: string, headers: Record<string, string> = {}) =>
    inject('POST', '/v1/things', { headers: { ...json, ...headers }, payload })

  describe('body', () => {
    it('comes to the controller as its schema reads it, and goes to the hash as it was sent', async () => {
      const { status, headers, body } = await place('{"symbol":"AAPL","quantity":"1.50000000"}')
      expect(status).toBe(201)
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
      expect(headers['filao-position']).toBe('order/3/7')
      expect(body).toEqual({
        id: ID,
        quantity: '1.5',
        key: 'key-1',
        respondAsync: false,
        route: 'POST /v1/things',
        sentBody: { symbol: 'AAPL', quantity: '1.50000000' },
      })
    })

    it('is told who asks, what and how to answer at once, and answers by what it returns', async () => {
      const headers = { authorization }
      const answer = await service.app.inject({ method: 'PUT', url: '/v1/things/touched', headers })
      expect([answer.statusCode, answer.json()]).toEqual([
        202,
        { userId: expect.any(String), traceparent: expect.stringMatching(/^00-/) },
      ])
      const asked = await service.app.inject({ url: '/v1/open/asked', headers })
      expect([asked.statusCode, asked.json()]).toMatchObject([401, { code: 'unauthenticated' }])
    })

    it('may be answered early', async () => {
      const { body } = await place('{"symbol":"A","quantity":"1"}', { prefer: 'wait=5, Respond-Async' })
      expect(body['respondAsync']).toBe(true)
    })

    it('that does not fit is 422 with a pointer for each fault', async () => {
      const { status, headers, body } = await place(
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
      const { status, body } = await place(`{"symbol":"A","quantity":${quantity}}`)
      expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ pointer: '/quantity', code })]])
    })

    it('that is missing a field says which', async () => {
      const { body } = await place('{"symbol":"A"}')
      expect(body['errors']).toEqual([{ pointer: '/quantity', code: 'required', detail: 'This field is required.' }])
    })

    it('that is no JSON, or has a member twice, is 400', async () => {
      for (const payload of ['{"symbol":', '{"symbol":"A","symbol":"B","quantity":"1"}']) {
        expect((await place(payload)).body).toMatchObject({ status: 400, code: 'unreadable-json' })
      }
    })

    it('that is missing is 422, that is too large 413, that is no JSON by its type 415', async () => {
      expect((await place('')).status).toBe(422)
      const large = await place(JSON.stringify({ symbol: 'A'.repeat(70_000), quantity: '1' }))
      expect(large.body).toMatchObject({ status: 413, code: 'body-too-large' })
      const xml = await place('<a/>', XML)
      expect(xml.body).toMatchObject({ status: 415, code: 'unsupported-media-type' })
    })

    it('that is not taken leaves the connection open, for whoever is still sending it', async () => {
      const refused = [await place('{"symbol":'), await place('x'.repeat(70_000)), await place('<a/>', XML)]
      expect(refused.map(({ status }) => status)).toEqual([400, 413, 415])
      expect(refused.map(({ headers }) => headers['connection'])).not.toContain('close')
    })

    it('needs its key', async () => {
      const payload = '{"symbol":"A","quantity":"1"}'
      const without = await inject('POST', '/v1/things', { headers: { 'content-type': 'application/json' }, payload })
      expect(without.body).toMatchObject({ status: 400, code: 'idempotency-key-required' })
      const long = await place(payload, { 'idempotency-key': 'k'.repeat(129) })
      expect(long.body).toMatchObject({ status: 400, code: 'idempotency-key-invalid' })
    })
  })

  describe('address', () => {
    it('that nobody knows is 404, with another method 405 and what it takes', async () => {
      expect((await inject('GET', '/v1/nothing?secret=1')).body).toMatchObject({
        status: 404,
        code: 'not-found',
        instance: '/v1/nothing',
      })
      const put = await inject('PUT', `/v1/things/${ID}`)
      expect(put.body).toMatchObject({ status: 405, code: 'method-not-allowed' })
      expect(put.headers['allow']).toBe('DELETE, GET, HEAD')
    })

    it('with an id that can be none is 404, with a query that does not fit 422', async () => {
      expect((await inject('GET', '/v1/things/abc')).body).toMatchObject({ status: 404, code: 'not-found' })
      const { body } = await inject('GET', '/v1/things?limit=201&colour=red&status=x')
      const errors = body['errors'] as { pointer: string }[]
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/colour', '/limit', '/status'])
    })

    it('that cannot be decoded is 400, and too long a part of one 414', async () => {
      expect((await inject('GET', '/v1/things/%E0%A4%A')).body).toMatchObject({ status: 400, code: 'bad-request' })
      expect((await inject('GET', `/v1/things/${'a'.repeat(200)}`)).body).toMatchObject({ status: 414 })
    })

    it('has a page of 50 when nothing else is asked for', async () =>
      expect((await inject('GET', '/v1/things')).body).toMatchObject({ limit: 50 }))
  })

  describe('failure', () => {
    it('is 500 without a word of it in the answer, and a line in the log', async () => {
      lines.length = 0
      const { status, text, body } = await inject('GET', '/v1/things/failing/x')
      expect([status, body['code']]).toEqual([500, 'internal'])
      expect(text).not.toMatch(/hunter2|ada@|at .*\(/)
      expect(lines).toEqual([
        expect.objectContaining({
          level: 'error',
          route: '/v1/things/failing/:how',
          status: 500,
          requestId: body['requestId'],
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        }),
      ])
    })

    it('of the engine to take more is 503 with the time to wait, and no line', async () => {
      lines.length = 0
      const { headers, body } = await inject('GET', '/v1/things/failing/overloaded')
      expect(body).toMatchObject({ status: 503, code: 'overloaded' })
      expect(headers['retry-after']).toBe('7')
      expect(lines).toEqual([])
    })

    it('of the database to answer is 503, to be tried again, and a line in the log', async () => {
      lines.length = 0
      const { headers, body } = await inject('GET', '/v1/things/failing/database')
      expect({ ...body, retryAfter: headers['retry-after'] }).toMatchObject({
        status: 503,
        code: 'service-unavailable',
        retryAfter: '1',
      })
      expect(lines).toMatchObject([{ level: 'error', status: 503, error: { message: 'Failed query' } }])
    })

    it.each(Object.entries(ENGINE_ERRORS))('of the engine as %s is 503 %s, to be tried again', async (name, code) => {
      const { headers, body } = await inject('GET', `/v1/things/failing/${name}`)
      expect({ ...body, retryAfter: headers['retry-after'] }).toMatchObject({ status: 503, code, retryAfter: '1' })
      expect(JSON.stringify(body)).not.toContain('inner')
    })
  })

  describe('caller', () => {
    it('is known by his token', async () => {
      const { body } = await inject('GET', '/v1/things')
      expect(body['caller']).toMatchObject({ userId: 'user-1', accountId: 'account-1', kind: 'client' })
    })

    it('without a token is 401 and told how', async () => {
      const { headers, body } = await inject('GET', '/v1/things', { as: '' })
      expect(body).toMatchObject({ status: 401, code: 'unauthenticated' })
      expect(headers['www-authenticate']).toBe('Bearer realm="filao"')
    })

    it.each<[string, () => Promise<string> | string]>([
      ['expired', () => identity.token({}, { expiresInSeconds: -60 })],
      ['foreign', () => identity.token({}, { foreign: true })],
      ['unsigned', () => unsignedToken({ sub: 'user-1', iss: 'https://filao.dev', aud: 'filao', sid: 's' })],
      ['not one', () => 'x y'],
    ])('with a token that is %s is 401', async (_, token) => {
      const { headers, body } = await inject('GET', '/v1/things', { as: `Bearer ${await token()}` })
      expect(body).toMatchObject({ status: 401, code: 'unauthenticated' })
      expect(headers['www-authenticate']).toMatch(/^Bearer realm="filao"/)
    })

    it('without the role is 403, with any of them let in', async () => {
      expect((await inject('DELETE', `/v1/things/${ID}`)).body).toMatchObject({ status: 403, code: 'forbidden' })
      const treasury = `Bearer ${await identity.token({ roles: ['treasury'] })}`
      expect((await inject('DELETE', `/v1/things/${ID}`, { as: treasury })).status).toBe(200)
      expect((await inject('GET', '/v1/things', { as: treasury })).status).toBe(403)
    })

    it('with an API key does what its scopes allow, at the rate of programs', async () => {
      identity.apiKeys.set('fk_reading_0123456789', await identity.token({ scopes: ['read'] }))
      identity.apiKeys.set('fk_trading_0123456789', await identity.token({ scopes: ['trade'] }))
      const payload = '{"symbol":"A","quantity":"1"}'
      const reading = await inject('POST', '/v1/things', { headers: json, payload, as: 'Bearer fk_reading_0123456789' })
      expect(reading.body).toMatchObject({ status: 403, code: 'forbidden' })
      const trading = await inject('POST', '/v1/things', { headers: json, payload, as: 'Bearer fk_trading_0123456789' })
      expect(trading.status).toBe(201)
      expect(trading.headers['ratelimit-policy']).toBe('"orders_api_key";q=600;w=60')
    })

    it('with an API key comes to no route that names no scope', async () => {
      identity.apiKeys.set('fk_anything_0123456789', await identity.token({ scopes: ['read', 'trade'] }))
      const answer = await inject('GET', '/v1/things', { as: 'Bearer fk_anything_0123456789' })
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect((await inject('GET', '/v1/things')).status).toBe(200)
    })

    it('may be anyone on a public route, whatever he sends', async () =>
      expect((await inject('GET', '/v1/open', { as: 'Bearer nonsense' })).status).toBe(200))
  })

  describe('rate', () => {
    it('is limited by address where nobody is known, the address that the trusted proxy saw', async () => {
      const from = (address: string) =>
        inject('POST', '/v1/open/sessions', { as: '', headers: { 'x-forwarded-for': `6.6.6.6, ${address}` } })
      for (let attempt = 0; attempt < 5; attempt += 1) expect((await from('192.0.2.1')).status).toBe(200)
      const refused = await from('192.0.2.1')
      expect(refused.body).toMatchObject({ status: 429, code: 'too-many-requests' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
      expect(refused.headers['ratelimit']).toMatch(/^"credentials";r=0;t=\d+$/)
      expect((await from('192.0.2.2')).status).toBe(200)
    })

    it('is also counted for tokens that do not hold', async () => {
      const { headers } = await inject('GET', '/v1/things', { as: 'Bearer nonsense' })
      expect(headers['ratelimit-policy']).toBe('"default";q=1000;w=60')
    })
  })

  describe('headers', () => {
    it('echo a request id that is a UUID, and replace any other', async () => {
      const id = '6BA7B810-9dad-41d1-80b4-00c04fd430c8'
      const echoed = await inject('GET', '/v1/open', { headers: { 'x-request-id': id } })
      expect(echoed.headers['x-request-id']).toBe(id.toLowerCase())
      for (const bad of ['1', 'a\tb', '<script>']) {
        const replaced = await inject('GET', '/v1/open', { headers: { 'x-request-id': bad } })
        expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
      }
    })

    it('say that nothing is to be sniffed, framed or kept', async () => {
      for (const url of ['/v1/open', '/v1/nothing', '/v1/things/%E0%A4%A']) {
        const { headers } = await inject('GET', url)
        expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
        expect(headers['strict-transport-security']).toBeDefined()
      }
    })

    it('carry the trace on, and begin one where there is none', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      expect((await inject('GET', `/v1/things/${ID}`, { headers: { traceparent } })).body['traceparent']).toBe(
        traceparent,
      )
      const begun = await inject('GET', `/v1/things/${ID}`)
      expect(begun.body['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    })
  })

  describe('read of the own write', () => {
    const after = (position: string) => inject('GET', '/v1/things', { headers: { 'filao-after': position } })

    it('waits for a position of this service', async () => {
      const asked: unknown[] = []
      service.positions.use((at, timeoutMs) => {
        asked.push(at, timeoutMs)
        return Promise.resolve(at.position <= 7)
      })
      expect((await after('order/3/7')).status).toBe(200)
      expect(asked).toEqual([{ service: 'order', partition: 3, position: 7 }, 1_000])
      expect((await after('order/3/8')).body).toMatchObject({ status: 409, code: 'not-caught-up' })
    })

    it('is 400 for a position of another service, or for none', async () => {
      expect((await after('wallet/3/7')).body).toMatchObject({ status: 400, code: 'position-of-another-service' })
      expect((await after('order/x')).body).toMatchObject({ status: 400, code: 'position-malformed' })
    })
  })

  describe('document', () => {
    it('is OpenAPI 3.1 with the roles, keys, problems and components of the routes', async () => {
      const { body, headers } = await inject('GET', '/openapi.json', { as: '' })
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
      const paths = body['paths'] as Record<string, Record<string, Record<string, unknown>>>
      const post = paths['/v1/things']!['post']!
      expect(body['openapi']).toBe('3.1.0')
      expect(post).toMatchObject({ operationId: 'order_Things_place', security: [{ bearer: [] }], 'x-scope': 'trade' })
      expect(post['parameters']).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }))
      expect(post['requestBody']).toMatchObject({
        content: { 'application/json': { schema: { $ref: '#/components/schemas/PlaceThing' } } },
      })
      expect(post['responses']).toMatchObject({
        201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ThingView' } } } },
        500: { $ref: '#/components/responses/500.internal' },
      })
      expect(paths['/v1/open']!['get']!['security']).toEqual([])
      expect(paths['/v1/things/{id}']!['delete']!['x-roles']).toEqual(['admin', 'treasury'])
    })

    it('documents a query by its single parameters, optional where they are', () => {
      const { parameters } = service.document().paths['/v1/things']!.get!
      expect(parameters).toEqual([
        expect.objectContaining({ name: 'limit', in: 'query', required: false }),
        expect.objectContaining({ name: 'cursor', in: 'query', required: false }),
        expect.objectContaining({ name: 'status', in: 'query', required: false }),
        { $ref: '#/components/parameters/After' },
        { $ref: '#/components/parameters/RequestId' },
      ])
    })

    it('shows amounts as strings with their pattern, and unknown fields as refused', () => {
      const schema = service.document().components!.schemas!['PlaceThing'] as Record<string, unknown>
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['symbol', 'quantity'] })
      expect((schema['properties'] as Record<string, unknown>)['quantity']).toMatchObject({ type: 'string' })
    })
  })
})

describe('a service that is not wired well', () => {
  @Controller()
  class CarelessController {
    @Post()
    take(@Body() body: unknown, @Query({ schema: z.object({ a: z.string() }) }) query: unknown): unknown {
      return { body, query }
    }
  }
  @Module({ controllers: [CarelessController] })
  class CarelessModule {}

  it('does not start with a route that nothing validates', async () => {
    const started = createApp(CarelessModule, { service: 'order', environment: { LOG_LEVEL: 'silent' } })
    await expect(started).rejects.toThrow(
      'CarelessController.take @Query 1 takes unknown fields; CarelessController.take @Body 0 has no schema',
    )
  })

  it('does not start with idempotency keys and no key to hash bodies with', async () => {
    const started = createApp(ThingsModule, { service: 'order', environment: { LOG_LEVEL: 'silent' } })
    await expect(started).rejects.toThrow(/body-hash\.key is needed/)
  })
})
