import { createServer } from 'node:http'
import { createGateway } from './gateway'
import { readSettings } from './settings'

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const gateway = await createGateway(settings)
  const management = createServer((request, response) => {
    const known = request.url === '/health/live' || request.url === '/health/ready'
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end(known ? '{"status":"ok"}' : '{}')
  })
  management.listen(settings.management.port, settings.management.host)
  await gateway.listen({ host: settings.host, port: settings.port })
  const stop = (): void => {
    management.close()
    void gateway.close()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
