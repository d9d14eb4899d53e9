import type { Type } from '@nestjs/common'
import type { AddressInfo } from 'node:net'
import { createBus } from '../bus/create-bus'
import { flushLog } from '../logging/log'
import { PostgresRateExchange } from '../rate-limit/postgres-rate-exchange'
import { RateExchanger } from '../rate-limit/rate-exchange'
import { logDiagnostics } from '../telemetry/diagnostics'
import { startTelemetry } from '../telemetry/sdk'
import { assemble, createParts, type AppOptions, type ServiceApp } from './create-app'
import { serversReached, type Servers } from './servers-reached'
import type { ServiceParts } from './service-module'

/** Below the 45 s that an orchestrator grants before it kills. */
const STOP_DEADLINE_MS = 40_000

/** Where a running service answers. */
export interface RunningService extends ServiceApp {
  readonly httpPort: number
  readonly managementPort: number
}

/**
 * Starts a service: all of `main.ts`. The management port answers first, and says unready until everything runs; while
 * PostgreSQL or Kafka is away the service waits. Ends the process when it cannot start, and after SIGTERM or SIGINT, when
 * it has stopped in order.
 */
export async function bootstrap(moduleClass: Type, options: AppOptions): Promise<RunningService> {
  const telemetry = startTelemetry({
    environment: { ...(options.environment ?? process.env), FILAO_SERVICE: options.service },
  })
  const parts = createPartsOrExit(options)
  logDiagnostics(parts.log)
  try {
    const managementPort = await parts.management.listen(parts.config.management)
    await serversReached(serversOf(parts))
    const service = await assemble(moduleClass, parts, options)
    service.app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true })
    limitStopTime(parts)
    process.once('exit', () => void telemetry.stop())
    await service.app.listen({ ...parts.config.http })
    const { port: httpPort } = service.app.getHttpServer().address() as AddressInfo
    await parts.revocations?.start()
    await startRateExchange(parts)
    parts.management.ready()
    parts.log.info({ httpPort, managementPort, milliseconds: Math.round(performance.now()) }, 'service is up')
    return { ...service, httpPort, managementPort }
  } catch (error) {
    parts.log.fatal({ error }, 'service cannot start')
    await flushLog(parts.log)
    return process.exit(1)
  }
}

const serversOf = ({ config, log, database }: ServiceParts): Servers => ({
  database,
  bus: config.kafkaBrokers.length > 0 ? createBus(config, log) : undefined,
  log,
})

/** A wrong environment is told on the error output: there is no log before there is a configuration. */
function createPartsOrExit(options: AppOptions): ServiceParts {
  try {
    return createParts(options)
  } catch (error) {
    process.stderr.write(`${options.service}: ${error instanceof Error ? error.message : 'cannot start'}\n`)
    return process.exit(1)
  }
}

function limitStopTime({ log }: ServiceParts): void {
  const onSignal = (): void => {
    log.info('service stops')
    setTimeout(() => {
      log.fatal('service did not stop in time')
      process.exit(1)
    }, STOP_DEADLINE_MS).unref()
  }
  process.once('SIGTERM', onSignal)
  process.once('SIGINT', onSignal)
}

/** Counts are exchanged where the service's migrations have made the table for it. */
async function startRateExchange(parts: ServiceParts): Promise<void> {
  const { config, database, limiter, log } = parts
  if (database === undefined) return
  const { rows } = await database.pool.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    `${config.service}.rate_counts`,
  ])
  if (rows[0]?.found !== true) return log.warn('no table rate_counts: each instance limits by itself')
  const exchange = new PostgresRateExchange(database.pool, config.service, config.instance)
  parts.rateExchanger = new RateExchanger(limiter, exchange, log)
  parts.rateExchanger.start()
}
