import { ConfigError } from '@filao/service'
import { z } from 'zod'
import type { ClamdSettings } from './clamd-scanner'

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const Environment = z.object({
  FILAO_DOCUMENTS_DIR: z.string().min(1),
  CLAMD_HOST: z.string().min(1).max(255),
  CLAMD_PORT: z.coerce.number().int().min(1).max(65_535).default(3_310),
  CLAMD_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(20_000),
})

/** Where files are kept, and who looks at them first. */
export interface DocumentSettings {
  readonly folder: string
  readonly clamd: ClamdSettings
}

/** Reads and checks the environment. Throws a {@link ConfigError} that names what is missing or wrong. */
export function documentSettings(environment: NodeJS.ProcessEnv = process.env): DocumentSettings {
  const names = Object.keys(Environment.shape)
  const parsed = Environment.safeParse(Object.fromEntries(names.map((name) => [name, given(environment[name])])))
  if (!parsed.success)
    throw new ConfigError(`not usable: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`)
  const { FILAO_DOCUMENTS_DIR: folder, CLAMD_HOST: host, CLAMD_PORT: port, CLAMD_TIMEOUT_MS: timeoutMs } = parsed.data
  return { folder, clamd: { host, port, timeoutMs } }
}
