import { HttpUrl, readEnvironment, Secret } from '@filao/service'
import { z } from 'zod'

const Environment = z.object({
  DIDIT_BASE_URL: HttpUrl.default('https://verification.didit.me'),
  DIDIT_API_KEY: z.string().min(16),
  DIDIT_WORKFLOW_ID: z.string().min(1).max(64),
  /** Two, with a comma between, while one is being replaced. */
  DIDIT_WEBHOOK_SECRET: z.string().min(16),
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

/** Reads the environment. Throws a ConfigError. */
export function diditSettings(): DiditSettings {
  const values = readEnvironment(Environment)
  return {
    baseUrl: values.DIDIT_BASE_URL,
    apiKey: new Secret(values.DIDIT_API_KEY),
    workflowId: values.DIDIT_WORKFLOW_ID,
    webhookSecrets: values.DIDIT_WEBHOOK_SECRET.split(',').map((one) => new Secret(one)),
    callbackUrl: values.DIDIT_CALLBACK_URL,
    environment: values.DIDIT_ENVIRONMENT,
  }
}
