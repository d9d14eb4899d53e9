import { SERVICES, type ServiceName } from '@filao/contracts'
import { readEnvironment } from '@filao/service/edge'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'

const Environment = z.object({
  FILAO_INSTANCE: z.string().default(() => randomBytes(4).toString('hex')),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  FILAO_HTTP_HOST: z.string().default('127.0.0.1'),
  FILAO_HTTP_PORT: z.coerce.number().int().min(0).max(65535),
  FILAO_MANAGEMENT_HOST: z.string().default('127.0.0.1'),
  FILAO_MANAGEMENT_PORT: z.coerce.number().int().min(0).max(65535),
  /** JSON object: service name to base URL. */
  FILAO_ROUTES: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.partialRecord(z.enum(SERVICES), z.url())),
})

/** What the gateway needs to know: where it listens and where the services are. */
export interface GatewaySettings {
  readonly instance: string
  readonly logLevel: string
  readonly host: string
  readonly port: number
  readonly management: { readonly host: string; readonly port: number }
  readonly services: Readonly<Partial<Record<ServiceName, string>>>
}

/** Reads the environment. Throws a ConfigError. */
export function readSettings(): GatewaySettings {
  const read = readEnvironment(Environment)
  return {
    instance: read.FILAO_INSTANCE,
    logLevel: read.LOG_LEVEL,
    host: read.FILAO_HTTP_HOST,
    port: read.FILAO_HTTP_PORT,
    management: { host: read.FILAO_MANAGEMENT_HOST, port: read.FILAO_MANAGEMENT_PORT },
    services: read.FILAO_ROUTES,
  }
}
