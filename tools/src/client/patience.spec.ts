import { patiently } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpClient } from './http-client'

/** A service that is busy at first, and keeps the keys that it was asked with. */
const keys: (string | undefined)[] = []
let busy = 0
let server: Server
let http: HttpClient

beforeAll(async () => {
  server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']?.toString())
    const status = (busy -= 1) >= 0 ? 503 : 201
    response.writeHead(status).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  http = new HttpClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await http.close()
  await new Promise((resolve) => server.close(resolve))
})

it('what is answered 503 is asked again with the same key, until it is answered otherwise', async () => {
  busy = 2
  const key = randomUUID()
  expect((await patiently(() => http.ask('/', { method: 'POST', body: {}, key }))).status).toBe(201)
  expect(keys).toEqual([key, key, key])
})
