import { Activation } from '@filao/contracts'
import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'

/** When a new client may trade: at once while compliance does not run, else on its approval. */
export const ACTIVATION: ConfigurationKey<z.output<typeof Activation>> = {
  name: 'identity.activation',
  description: 'Whether a registration alone makes a client active, or the approval of compliance.',
  schema: Activation,
  byDefault: 'on_registration',
  roles: ['compliance', 'mlro'],
}

export const REGISTRATION: ConfigurationKey<boolean> = {
  name: 'registration_enabled',
  description: 'Whether anybody may register.',
  schema: z.boolean(),
  byDefault: true,
  roles: ['admin'],
}

export const SETTINGS = [ACTIVATION, REGISTRATION] as const
