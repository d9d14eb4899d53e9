import type { MasterKey } from '../platform/master-key'

/** What compliance and the simulated KYC provider know of each other. */
export const diditSecrets = (
  masterKey: Pick<MasterKey, 'derive'>,
): { readonly DIDIT_API_KEY: string; readonly DIDIT_WEBHOOK_SECRET: string } => ({
  DIDIT_API_KEY: masterKey.derive('didit/api-key').toString('base64url'),
  DIDIT_WEBHOOK_SECRET: masterKey.derive('didit/webhooks').toString('base64url'),
})
