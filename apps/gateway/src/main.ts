import { createLog } from '@filao/service/edge'
import { createServer } from 'node:http'
import { createGateway } from './gateway'
import { readSettings } from './settings'

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const log = createLog({ service: 'gateway', ...settings })
  const gateway = await createGateway(settings)
  let draining = false
  const management = createServer(({ url }, response) => {
    const known = url === '/health/live' || url === '/health/ready'
    const status = !known ? 404 : draining && url === '/health/ready' ? 503 : 200
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ draining }))
  })
  management.listen(settings.management.port, settings.management.host)
  await gateway.listen({ host: settings.host, port: settings.port })
  log.info({ httpPort: settings.port, milliseconds: Math.round(performance.now()) }, 'service is up')
  const stop = (): void => {
    log.info('service stops')
    draining = true
    void gateway.close().then(() => {
      management.close()
      log.info('service has stopped')
    })
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
