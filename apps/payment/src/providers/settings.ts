import { HttpUrl, readEnvironment, readSecret, type ServiceConfig } from '@filao/service'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BankClient } from './bank-client'
import { MipsClient } from './mips-client'
import type { Bank, PaymentPages } from './providers'
import { ServiceSeal } from './service-seal'

/** Where the providers are: the simulators of a local stack, or the real ones. */
const Environment = z.object({
  FILAO_BANK_URL: HttpUrl.optional(),
  FILAO_MIPS_URL: HttpUrl.optional(),
  FILAO_MIPS_MERCHANT: z.string().default('filao'),
  FILAO_MIPS_ENTITY: z.string().default('filao'),
  FILAO_MIPS_OPERATOR: z.string().default('filao'),
  FILAO_MIPS_USERNAME: z.string().default('filao'),
  FILAO_PUBLIC_URL: HttpUrl.default('http://127.0.0.1:8080'),
})

/** What payment speaks to outside, and the secrets that it shares with it. */
export interface Providers {
  readonly bank: Bank | undefined
  readonly pages: PaymentPages | undefined
  /** The live secrets of the bank's notifications: two while they change. */
  readonly bankSecrets: readonly Buffer[]
  readonly seal: ServiceSeal
}

/** Name of the secret that all shared ones follow from where no other is given. */
const SHARED = 'provider.key'

/** Reads the environment and the secrets. Throws a ConfigError: without its keys the service does not start. */
export function openProviders(
  config: Pick<ServiceConfig, 'secretsDir'>,
  environment: NodeJS.ProcessEnv = process.env,
): Providers {
  const values = readEnvironment(Environment, environment)
  const shared = readSecret(config, SHARED)
  const secret = (name: string): string => derivedSecret(shared, name)
  return {
    bank: values.FILAO_BANK_URL === undefined ? undefined : new BankClient(values.FILAO_BANK_URL, secret('bank-token')),
    pages:
      values.FILAO_MIPS_URL === undefined
        ? undefined
        : new MipsClient({
            url: values.FILAO_MIPS_URL,
            idMerchant: values.FILAO_MIPS_MERCHANT,
            idEntity: values.FILAO_MIPS_ENTITY,
            idOperator: values.FILAO_MIPS_OPERATOR,
            operatorPassword: secret('mips-operator'),
            username: values.FILAO_MIPS_USERNAME,
            password: secret('mips-password'),
            salt: secret('mips-salt'),
            cipherKey: secret('mips-cipher'),
            returnUrl: `${values.FILAO_PUBLIC_URL}/deposits`,
          }),
    bankSecrets: [Buffer.from(secret('bank-webhook')), Buffer.from(secret('bank-webhook-next'))],
    seal: new ServiceSeal(shared),
  }
}

/** A secret that both sides of a local stack derive from the one that they share. */
const derivedSecret = (shared: Buffer, name: string): string =>
  createHash('sha256').update(shared).update(`/${name}`).digest('base64url')
