import { SERVICES, type ServiceName } from '@filao/contracts'
import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { z } from 'zod'
import { ConfigError, HttpUrl, readEnvironment } from './environment'
import { RATE_CLASSES, type RateClassName, type RateLimits } from './rate-limit/rate-class'

const Port = z.coerce.number().int().min(0).max(65_535)
const PostgresUrl = z.url({ protocol: /^postgres(ql)?$/ })
const Limit = z.coerce.number().int().min(1).max(1_000_000_000)
const RATE_NAMES = Object.keys(RATE_CLASSES) as RateClassName[]
const rateVariable = (name: RateClassName): `RATE_${string}` => `RATE_${name.toUpperCase()}`

/** What every service may be told by its environment. How it reaches providers of its own, it reads beside them. */
const Environment = z.object({
  FILAO_SERVICE: z.enum(SERVICES),
  FILAO_INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,63}$/)
    .optional(),
  FILAO_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  FILAO_HTTP_PORT: Port.default(0),
  FILAO_MANAGEMENT_HOST: z.string().min(1).default('127.0.0.1'),
  FILAO_MANAGEMENT_PORT: Port.default(0),
  FILAO_DATABASE_URL: PostgresUrl.optional(),
  FILAO_READER_DATABASE_URL: PostgresUrl.optional(),
  FILAO_DATABASE_POOL_MAX: z.coerce.number().int().min(2).max(200).default(12),
  FILAO_KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/)
    .transform((list) => list.split(','))
    .optional(),
  FILAO_PARTITIONS: z.coerce.number().int().min(1).max(1024).default(4),
  FILAO_IDENTITY_URL: HttpUrl.optional(),
  FILAO_IDENTITY_INTERNAL_URL: HttpUrl.optional(),
  FILAO_TOKEN_ISSUER: z.string().min(1).default('https://filao.dev'),
  FILAO_TOKEN_AUDIENCE: z.string().min(1).default('filao'),
  FILAO_SECRETS_DIR: z.string().min(1).optional(),
  FILAO_TRUSTED_PROXIES: z
    .string()
    .regex(/^(\d|[0-9a-z.:/]+(,[0-9a-z.:/]+)*)$/)
    .transform((value) => (/^\d$/.test(value) ? Number(value) : value))
    .default(0),
  FILAO_BODY_BYTES_MAX: z.coerce.number().int().min(1024).max(16_777_216).default(65_536),
  FILAO_TRACE_SHARE: z.coerce.number().min(0).max(1).default(0.01),
  FILAO_LOG_SHARE: z.coerce.number().min(0).max(1).default(0.001),
  FILAO_SLOW_REQUEST_MS: z.coerce.number().int().min(1).default(1_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})
const Rates: z.ZodType<Readonly<Record<`RATE_${string}`, number>>> = z.object(
  Object.fromEntries(RATE_NAMES.map((name) => [rateVariable(name), Limit.default(RATE_CLASSES[name].limit)])),
)

/** Hides its value from logs, JSON and the inspector; `reveal` is the only way in. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [inspect.custom](): string {
    return '[secret]'
  }
}

/** What a service knows about its place, read once at start. A class, so that Nest injects it by its type. */
export class ServiceConfig {
  readonly service!: ServiceName
  /** Tells instances of one service apart: in logs, in `pg_stat_activity`, in consumer groups. */
  readonly instance!: string
  readonly http!: { readonly host: string; readonly port: number }
  readonly management!: { readonly host: string; readonly port: number }
  readonly databaseUrl: Secret | undefined
  readonly readerDatabaseUrl: Secret | undefined
  readonly databasePoolMax!: number
  readonly kafkaBrokers!: readonly string[]
  readonly partitions!: number
  /** Where the key set stands: `<url>/.well-known/jwks.json`. */
  readonly identityUrl: string | undefined
  /** Where `/internal/…` of identity stands. The same as `identityUrl` unless told otherwise. */
  readonly identityInternalUrl: string | undefined
  readonly tokenIssuer!: string
  readonly tokenAudience!: string
  readonly secretsDir: string | undefined
  /**
   * Reverse proxies whose X-Forwarded-For is believed: their addresses or networks (`loopback`, `10.0.0.0/8`), or how many
   * there are in front of us. A count is only right where nobody can reach us but through them: it believes any peer.
   */
  readonly trustedProxies!: number | string
  readonly bodyBytesMax!: number
  readonly traceShare!: number
  readonly logShare!: number
  readonly slowRequestMs!: number
  readonly logLevel!: string
  /** Limits of `RATE_<CLASS>`, per window of the class. */
  readonly rates!: RateLimits
}

/** Reads the environment. Throws {@link ConfigError} that names each variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const values = readEnvironment(Environment.and(Rates), environment)
  return Object.freeze(
    Object.assign(new ServiceConfig(), {
      service: values.FILAO_SERVICE,
      instance: values.FILAO_INSTANCE ?? randomBytes(4).toString('hex'),
      http: { host: values.FILAO_HTTP_HOST, port: values.FILAO_HTTP_PORT },
      management: { host: values.FILAO_MANAGEMENT_HOST, port: values.FILAO_MANAGEMENT_PORT },
      databaseUrl: secret(values.FILAO_DATABASE_URL),
      readerDatabaseUrl: secret(values.FILAO_READER_DATABASE_URL),
      databasePoolMax: values.FILAO_DATABASE_POOL_MAX,
      kafkaBrokers: values.FILAO_KAFKA_BROKERS ?? [],
      partitions: values.FILAO_PARTITIONS,
      identityUrl: values.FILAO_IDENTITY_URL,
      identityInternalUrl: values.FILAO_IDENTITY_INTERNAL_URL ?? values.FILAO_IDENTITY_URL,
      tokenIssuer: values.FILAO_TOKEN_ISSUER,
      tokenAudience: values.FILAO_TOKEN_AUDIENCE,
      secretsDir: values.FILAO_SECRETS_DIR,
      trustedProxies: values.FILAO_TRUSTED_PROXIES,
      bodyBytesMax: values.FILAO_BODY_BYTES_MAX,
      traceShare: values.FILAO_TRACE_SHARE,
      logShare: values.FILAO_LOG_SHARE,
      slowRequestMs: values.FILAO_SLOW_REQUEST_MS,
      logLevel: values.LOG_LEVEL,
      rates: Object.fromEntries(RATE_NAMES.map((name) => [name, values[rateVariable(name)]])) as RateLimits,
    }),
  )
}

/** Reads a secret of FILAO_SECRETS_DIR as bytes. Throws {@link ConfigError} when it is missing. */
export function readSecret(config: Pick<ServiceConfig, 'secretsDir'>, name: string): Buffer {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) throw new ConfigError(`not a secret's name: ${name}`)
  if (config.secretsDir === undefined) throw new ConfigError('FILAO_SECRETS_DIR is not set')
  try {
    return readFileSync(join(config.secretsDir, name))
  } catch {
    throw new ConfigError(`secret ${name} cannot be read from FILAO_SECRETS_DIR`)
  }
}

const secret = (value: string | undefined): Secret | undefined => (value === undefined ? undefined : new Secret(value))
