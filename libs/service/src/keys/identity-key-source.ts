import type { PersonalScope } from '@filao/contracts'
import { z } from 'zod'
import { readSecret, type ServiceConfig } from '../config'
import { ConfigError } from '../environment'
import type { KeySource, ScopedKey } from './subject-keys'

/** Name of the secret by which a service shows identity that it may have people's keys. */
export const KEY_ACCESS_TOKEN = 'key-access.token'
/** The services that may have them (regulation 5.9); market, order and wallet never. */
export const KEY_HOLDERS = ['compliance', 'payment'] as const
export type KeyHolder = (typeof KEY_HOLDERS)[number]

const SUBJECTS_MAX = 500
const REQUEST_TIMEOUT_MS = 5_000

const Answer = z.object({
  keys: z.array(
    z.object({ subjectId: z.string(), scope: z.enum(['cdd', 'transaction']), keyId: z.string(), key: z.base64() }),
  ),
})

/** People's keys, asked of identity on its internal port: `POST /internal/subject-keys`. */
export class IdentityKeySource implements KeySource {
  private readonly url: string
  private readonly token: string

  constructor(config: Pick<ServiceConfig, 'identityInternalUrl' | 'secretsDir' | 'service'>) {
    if (config.identityInternalUrl === undefined) throw new ConfigError('FILAO_IDENTITY_INTERNAL_URL is not set')
    this.url = `${config.identityInternalUrl}/internal/subject-keys`
    this.token = readSecret(config, KEY_ACCESS_TOKEN).toString('hex')
  }

  async keysOf(subjectIds: readonly string[], scopes: readonly PersonalScope[]): Promise<readonly ScopedKey[]> {
    const keys: ScopedKey[] = []
    for (let from = 0; from < subjectIds.length; from += SUBJECTS_MAX) {
      keys.push(...(await this.ask(subjectIds.slice(from, from + SUBJECTS_MAX), scopes)))
    }
    return keys
  }

  private async ask(subjectIds: readonly string[], scopes: readonly PersonalScope[]): Promise<ScopedKey[]> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: this.token, subjectIds, scopes }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    if (!answer.ok) throw new Error(`identity answered ${answer.status} when asked for keys`)
    return Answer.parse(await answer.json()).keys.map(({ subjectId, scope, keyId, key }) => ({
      subjectId,
      scope,
      kid: keyId,
      key: Buffer.from(key, 'base64'),
    }))
  }
}
