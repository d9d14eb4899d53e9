import { z } from 'zod'

/** The environment says something that a service cannot start with. The message names variables, never values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** The address of a server over HTTP, without a slash at its end. */
export const HttpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

/**
 * Reads the variables that a schema names; an empty one is how shells and manifests write "not set". Throws
 * {@link ConfigError} that names each variable that is wrong, without its value: addresses hold passwords.
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`)
  throw new ConfigError(`environment is not usable: ${problems.join('; ')}`)
}
