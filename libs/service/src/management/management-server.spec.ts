import { createLog } from '../logging/log'
import { Problem } from '../problem/problem'
import { ManagementServer } from './management-server'

describe('management port', () => {
  const lines: string[] = []
  let server: ManagementServer
  let url: string

  beforeEach(async () => {
    lines.length = 0
    const log = createLog(
      { service: 'order', instance: 'one', logLevel: 'info' },
      { write: (line: string) => void lines.push(line) },
    )
    server = new ManagementServer(log)
    url = `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}`
  })
  afterEach(() => server.close())

  const get = async (path: string): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(url + path)
    return { status: answer.status, body: await answer.json() }
  }
  const post = (path: string, body: string) => fetch(url + path, { method: 'POST', body })

  it('is live from the start, and ready when the service says so and every check holds', async () => {
    expect((await get('/health/live')).status).toBe(200)
    expect(await get('/health/ready')).toEqual({ status: 503, body: { status: 'starting', failed: [] } })
    server.ready()
    expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ready', failed: [] } })
    server.check('postgres', () => Promise.reject(new Error('down')))
    server.check('schema', () => undefined)
    expect(await get('/health/ready')).toEqual({ status: 503, body: { status: 'unready', failed: ['postgres'] } })
  })

  it('is unready for good once it drains, and still live', async () => {
    server.ready()
    server.drain()
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { status: 'draining' } })
    expect((await get('/health/live')).status).toBe(200)
  })

  it('takes a check that does not answer for one that fails', async () => {
    server.ready()
    server.check('hanging', () => new Promise(() => undefined))
    expect(await get('/health/ready')).toMatchObject({ status: 503, body: { failed: ['hanging'] } })
  })

  it('answers what services ask each other, in JSON', async () => {
    server.route('GET', '/internal/heads', ({ query }) => ({ after: query.get('after') }))
    server.route('POST', '/internal/echo', ({ body }) => Promise.resolve(body))
    expect(await get('/internal/heads?after=7')).toEqual({ status: 200, body: { after: '7' } })
    expect(await (await post('/internal/echo', '{"a":1}')).json()).toEqual({ a: 1 })
    expect((await get('/internal/echo')).status).toBe(404)
    expect(() => server.route('GET', '/internal/heads', () => 1)).toThrow(TypeError)
  })

  it('refuses what is no JSON or too much of it, and answers problems as such', async () => {
    server.route('POST', '/internal/echo', ({ body }) => body)
    server.route('GET', '/internal/refused', () => {
      throw new Problem(401, 'unauthenticated', 'No.')
    })
    expect((await post('/internal/echo', '{')).status).toBe(400)
    expect((await post('/internal/echo', `"${'a'.repeat(70_000)}"`)).status).toBe(413)
    expect(await get('/internal/refused')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it('says nothing about a failure but that there was one, and writes it to the log', async () => {
    server.route('GET', '/internal/failing', () => {
      throw new Error('secret')
    })
    expect(await get('/internal/failing')).toEqual({ status: 500, body: { code: 'internal' } })
    expect(lines).toHaveLength(1)
  })

  it('has no metrics before telemetry runs', async () => expect((await get('/metrics')).status).toBe(503))
})
