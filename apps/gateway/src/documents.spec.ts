import type { FastifyInstance } from 'fastify'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGateway } from './gateway'

const opened: Server[] = []
let gateway: FastifyInstance

/** A service that describes one route, and what it calls by name. */
async function service(path: string, schemas: object): Promise<string> {
  const info = { title: path, version: '1', description: 'How to ask.' }
  const document = { openapi: '3.1.0', info, paths: { [path]: { get: {} } }, components: { schemas } }
  const server = createServer((_, response) => response.end(JSON.stringify(document)))
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(async () => {
  await gateway.close()
  for (const server of opened.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

it('one document describes all services, and says who is missing', async () => {
  const order = await service('/v1/orders', { Order: { type: 'object' } })
  const wallet = await service('/v1/wallets', { Wallet: { type: 'object' } })
  gateway = await createGateway({ services: { order, wallet, market: 'http://127.0.0.1:1' } })
  const document = (await gateway.inject('/openapi.json')).json<{
    paths: object
    components: { schemas: object }
    info: { description: string }
  }>()
  expect(Object.keys(document.paths)).toEqual(['/v1/orders', '/v1/wallets'])
  expect(Object.keys(document.components.schemas)).toEqual(['Order', 'Wallet'])
  expect(document.info.description).toBe('How to ask.\n\nWithout market: no answer.')
})

it('the page of the document needs nothing from elsewhere', async () => {
  gateway = await createGateway({ services: {} })
  const page = await gateway.inject('/docs')
  expect(page.headers['content-type']).toContain('text/html')
  const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(2)
  for (const link of links) expect([link, (await gateway.inject(link)).statusCode]).toEqual([link, 200])
})
