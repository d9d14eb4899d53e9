import { createLog, ManagementServer, startTelemetry } from '@filao/service/edge'
import { createGateway } from './gateway'
import { readSettings } from './settings'

async function main(): Promise<void> {
  const settings = readSettings()
  const telemetry = startTelemetry()
  const log = createLog({ service: 'gateway', ...settings })
  const management = new ManagementServer(log)
  await management.listen(settings.management)
  const gateway = await createGateway(settings)
  await gateway.listen({ host: settings.host, port: settings.port })
  management.ready()
  log.info({ httpPort: settings.port, milliseconds: Math.round(performance.now()) }, 'service is up')
  const stop = async (): Promise<void> => {
    log.info('service stops')
    management.drain()
    await gateway.close()
    await management.close()
    log.info('service has stopped')
    await telemetry.stop()
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
