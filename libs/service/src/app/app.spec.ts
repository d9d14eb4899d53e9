import { Body, Controller, Module, Post, Query } from '@nestjs/common'
import { z } from 'zod'
import { ENGINE_ERRORS, ThingsModule, ThingsService } from '../testing/things-service'
import { createApp } from './create-app'

let things: ThingsService
beforeAll(async () => {
  things = await ThingsService.start()
})
afterAll(() => things.stop())

describe('failure', () => {
  it('is 500 without a word of it in the answer, and a line in the log', async () => {
    things.lines.length = 0
    const { status, text, body } = await things.inject('GET', '/v1/things/failing/x')
    expect([status, body['code']]).toEqual([500, 'internal'])
    expect(text).not.toMatch(/hunter2|ada@|at .*\(/)
    expect(things.lines).toEqual([
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
    things.lines.length = 0
    const { headers, body } = await things.inject('GET', '/v1/things/failing/overloaded')
    expect(body).toMatchObject({ status: 503, code: 'overloaded' })
    expect(headers['retry-after']).toBe('7')
    expect(things.lines).toEqual([])
  })

  it('of the database to answer is 503, to be tried again, and a line in the log', async () => {
    things.lines.length = 0
    const { headers, body } = await things.inject('GET', '/v1/things/failing/database')
    expect({ ...body, retryAfter: headers['retry-after'] }).toMatchObject({
      status: 503,
      code: 'service-unavailable',
      retryAfter: '1',
    })
    expect(things.lines).toMatchObject([{ level: 'error', status: 503, error: { message: 'Failed query' } }])
  })

  it.each(Object.entries(ENGINE_ERRORS))('of the engine as %s is 503 %s, to be tried again', async (name, code) => {
    const { headers, body } = await things.inject('GET', `/v1/things/failing/${name}`)
    expect({ ...body, retryAfter: headers['retry-after'] }).toMatchObject({ status: 503, code, retryAfter: '1' })
    expect(JSON.stringify(body)).not.toContain('inner')
  })
})

describe('read of the own write', () => {
  const after = (position: string) => things.inject('GET', '/v1/things', { headers: { 'filao-after': position } })

  it('waits for a position of this service', async () => {
    const asked: unknown[] = []
    things.service.positions.use((at, timeoutMs) => {
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
    const { body, headers } = await things.inject('GET', '/openapi.json', { as: '' })
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
    const { parameters } = things.service.document().paths['/v1/things']!.get!
    expect(parameters).toEqual([
      expect.objectContaining({ name: 'limit', in: 'query', required: false }),
      expect.objectContaining({ name: 'cursor', in: 'query', required: false }),
      expect.objectContaining({ name: 'status', in: 'query', required: false }),
      { $ref: '#/components/parameters/After' },
      { $ref: '#/components/parameters/RequestId' },
    ])
  })

  it('shows amounts as strings with their pattern, and unknown fields as refused', () => {
    const schema = things.service.document().components!.schemas!['PlaceThing'] as Record<string, unknown>
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['symbol', 'quantity'] })
    expect((schema['properties'] as Record<string, unknown>)['quantity']).toMatchObject({ type: 'string' })
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
