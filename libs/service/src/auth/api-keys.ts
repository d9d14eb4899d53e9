import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { Problem } from '../problem/problem'
import { identityUnavailable, unauthenticated } from './access-tokens'

/** How long an exchanged token, or the news that a key is not valid, is believed. Revoked keys end within it. */
const CACHE_MS = 5_000
const KEYS_MAX = 10_000
const REQUEST_TIMEOUT_MS = 2_000
const KEY = /^fk_[A-Za-z0-9_-]{16,128}$/

const Exchanged = z.object({ accessToken: z.string().min(1).max(4_096) })

/** True for a bearer that is an API key and not a token. */
export const isApiKey = (bearer: string): boolean => bearer.startsWith('fk_')

/**
 * API keys, exchanged at identity for short access tokens (`POST <identity>/internal/api-key-tokens {key, ip}`). One
 * exchange at a time for a key and address; only hashes of keys stay in memory.
 */
export class ApiKeys {
  private readonly exchanges = new LRUCache<string, Promise<string>>({ max: KEYS_MAX, ttl: CACHE_MS })

  constructor(private readonly url: string) {}

  /** The access token of a key. Throws 401 for a key that is not valid from here, 503 when identity does not answer. */
  token(key: string, ip: string): Promise<string> {
    if (!KEY.test(key)) return Promise.reject(notValid())
    const id = createHash('sha256').update(`${key} ${ip}`).digest('base64')
    const running = this.exchanges.get(id)
    if (running) return running
    const exchange = this.exchange(key, ip)
    this.exchanges.set(id, exchange)
    // An outage is not an answer: the next request asks again.
    exchange.catch((error: unknown) => {
      if (error instanceof Problem && error.status === 503) this.exchanges.delete(id)
    })
    return exchange
  }

  private async exchange(key: string, ip: string): Promise<string> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, ip }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw identityUnavailable(error)
    })
    if (answer.status >= 400 && answer.status < 500) throw notValid()
    if (!answer.ok) throw identityUnavailable(new Error(`identity answered ${answer.status}`))
    const exchanged = Exchanged.safeParse(await answer.json().catch(() => undefined))
    if (!exchanged.success) throw identityUnavailable(new Error('identity answered no token'))
    return exchanged.data.accessToken
  }
}

const notValid = (): Problem => unauthenticated('The API key is not valid.')
