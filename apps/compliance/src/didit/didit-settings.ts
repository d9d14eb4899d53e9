import { ConfigError, Secret } from '@filao/service'
import { z } from 'zod'

/** What an empty variable means to a shell: nothing is set. */
const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const Environment = z.object({
  DIDIT_BASE_URL: z.url({ protocol: /^https?$/ }).default('https://verification.didit.me'),
  DIDIT_API_KEY: z.string().min(16).optional(),
  DIDIT_WORKFLOW_ID: z.string().min(1).max(64).optional(),
  /** Two, with a comma between, while one is being replaced. */
  DIDIT_WEBHOOK_SECRET: z.string().min(16).optional(),
  DIDIT_CALLBACK_URL: z.url().optional(),
  /** `live` refuses what comes from Didit's sandbox. */
  DIDIT_ENVIRONMENT: z.enum(['live', 'sandbox']).default('sandbox'),
})

/** How Didit is reached, and by what its webhooks are known. */
export interface DiditSettings {
  readonly baseUrl: string
  readonly apiKey: Secret
  readonly workflowId: string
  readonly webhookSecrets: readonly Secret[]
  readonly callbackUrl: string | undefined
  readonly environment: 'live' | 'sandbox'
}

/** Reads and checks the environment. Throws a {@link ConfigError} that names what is missing, never a value. */
export function diditSettings(environment: NodeJS.ProcessEnv = process.env): DiditSettings {
  const names = Object.keys(Environment.shape)
  const parsed = Environment.safeParse(Object.fromEntries(names.map((name) => [name, given(environment[name])])))
  if (!parsed.success)
    throw new ConfigError(`not usable: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`)
  const { DIDIT_API_KEY: apiKey, DIDIT_WORKFLOW_ID: workflowId, DIDIT_WEBHOOK_SECRET: secret } = parsed.data
  if (apiKey === undefined || workflowId === undefined || secret === undefined)
    throw new ConfigError('DIDIT_API_KEY, DIDIT_WORKFLOW_ID and DIDIT_WEBHOOK_SECRET are needed')
  return {
    baseUrl: parsed.data.DIDIT_BASE_URL.replace(/\/+$/, ''),
    apiKey: new Secret(apiKey),
    workflowId,
    webhookSecrets: secret.split(',').map((one) => new Secret(one)),
    callbackUrl: parsed.data.DIDIT_CALLBACK_URL,
    environment: parsed.data.DIDIT_ENVIRONMENT,
  }
}
