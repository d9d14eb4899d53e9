import { readEnvironment } from '@filao/service'
import { z } from 'zod'
import type { ClamdSettings } from './clamd-scanner'

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

/** Reads the environment. Throws a ConfigError. */
export function documentSettings(): DocumentSettings {
  const values = readEnvironment(Environment)
  const { FILAO_DOCUMENTS_DIR: folder, CLAMD_HOST: host, CLAMD_PORT: port, CLAMD_TIMEOUT_MS: timeoutMs } = values
  return { folder, clamd: { host, port, timeoutMs } }
}
