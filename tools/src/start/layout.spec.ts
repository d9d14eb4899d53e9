import { createServer, type Server } from 'node:net'
import { Complaint } from '../complaint'
import { choosePorts, SERVER_PORTS } from './layout'

const occupied: Server[] = []
const occupy = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    occupied.push(server)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
afterEach(() => {
  for (const server of occupied.splice(0)) server.close()
})

it('a taken gateway port is a complaint that names it and the way out', async () => {
  const port = await occupy(0)
  await expect(choosePorts(port, [])).rejects.toThrow(
    new Complaint(`Port ${port} is taken by another program; free it or choose another with --port.`),
  )
})

it('a taken port of a service is replaced, and no port is given twice', async () => {
  const gateway = 23_480
  await occupy(gateway + 3)
  const ports = await choosePorts(gateway, ['identity', 'market', 'order', 'wallet', 'audit'])
  const all = [ports.gateway, ...ports.services.values()].flatMap(({ http, management }) => [http, management])
  expect(ports.gateway.http).toBe(gateway)
  expect(ports.services.get('identity')?.http).toBe(gateway + 1)
  expect(ports.services.get('order')?.http).not.toBe(gateway + 3)
  expect(new Set(all).size).toBe(all.length)
})

it('a port of a server is never that of a process, whatever stands behind the gateway', async () => {
  for (const gateway of [SERVER_PORTS.kafka - 102, SERVER_PORTS.postgres - 1]) {
    const { servers, ...apps } = await choosePorts(gateway, ['identity', 'market'])
    const processes = [apps.gateway, ...apps.services.values()].flatMap(({ http, management }) => [http, management])
    const taken = [...processes, ...apps.simulators.values()]
    expect(taken).not.toContain(servers.postgres)
    expect(taken).not.toContain(servers.kafka)
  }
})

it('ports near the end of their range do not overflow', async () => {
  const ports = await choosePorts(65_530, ['audit'])
  expect(ports.services.get('audit')?.management).toBeLessThan(65_536)
})
