import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'
import { Problem } from '../problem/problem'
import { RATE_CLASSES, type RateClassName, type RateLimits } from './rate-class'

/** How many requests of a key were counted in a window. */
export interface RateCount {
  readonly className: RateClassName
  /** Hash of the user or address, base64. */
  readonly key: string
  /** Number of the window since 1970, in windows of the class. */
  readonly window: number
  readonly count: number
}

/** Beyond this many keys in one window the oldest are forgotten: a flood of addresses costs accuracy, not memory. */
const KEYS_MAX = 200_000

/** Requests of one key in the running window: ours, and those that the other instances have told of. */
interface Count {
  own: number
  others: number
  /** What of `own` has been told to the others. */
  told: number
}

/** The running window of a class. Windows begin at multiples of their length, so that all instances share them. */
interface Window {
  index: number
  counts: Map<string, Count>
  /** The same counts by the hash of their key, which is all that leaves this process. */
  hashed: Map<string, Count>
}

/** Counts requests in fixed windows: integers per key, nothing per request. */
export class RateLimiter {
  private readonly windows = new Map<RateClassName, Window>()
  private readonly policies = new Map<RateClassName, string>()

  constructor(
    private readonly limits: RateLimits,
    private readonly now: () => number = Date.now,
  ) {
    for (const [name, { windowSeconds }] of Object.entries(RATE_CLASSES)) {
      const className = name as RateClassName
      this.windows.set(className, { index: -1, counts: new Map(), hashed: new Map() })
      this.policies.set(className, `"${name}";q=${limits[className]};w=${windowSeconds}`)
    }
  }

  /**
   * Counts one request, writes the `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-10), and throws a 429
   * problem beyond the limit; for webhooks 503, so that the provider tries again.
   */
  count(className: RateClassName, key: string, reply: Pick<FastifyReply, 'header'>): void {
    const { windowSeconds } = RATE_CLASSES[className]
    const now = this.now()
    const count = this.countOf(this.window(className, now), key)
    count.own += 1
    const left = this.limits[className] - count.own - count.others
    const reset = windowSeconds - (Math.floor(now / 1_000) % windowSeconds)
    reply.header('ratelimit-policy', this.policies.get(className)!)
    reply.header('ratelimit', `"${className}";r=${left > 0 ? left : 0};t=${reset}`)
    if (left < 0) throw tooMany(className, reset)
  }

  /** What has been counted here since the last call, for the other instances. */
  untold(): RateCount[] {
    const counts: RateCount[] = []
    for (const [className, window] of this.windows) {
      for (const [key, count] of window.hashed) {
        if (count.own === count.told) continue
        count.told = count.own
        counts.push({ className, key, window: window.index, count: count.own })
      }
    }
    return counts
  }

  /** Takes what the other instances together have counted in the running windows. */
  learn(counts: readonly RateCount[]): void {
    const now = this.now()
    for (const { className, key, window, count } of counts) {
      if (!(className in RATE_CLASSES)) continue
      const running = this.window(className, now)
      if (running.index === window) this.countOfHash(running, key).others = count
    }
  }

  private window(className: RateClassName, now: number): Window {
    const window = this.windows.get(className)!
    const index = Math.floor(now / (RATE_CLASSES[className].windowSeconds * 1_000))
    if (window.index !== index) {
      window.index = index
      window.counts = new Map()
      window.hashed = new Map()
    }
    return window
  }

  private countOf(window: Window, key: string): Count {
    const known = window.counts.get(key)
    if (known !== undefined) return known
    forgetOldest(window.counts)
    const count = this.countOfHash(window, hashOf(key))
    window.counts.set(key, count)
    return count
  }

  private countOfHash({ hashed }: Window, hash: string): Count {
    const known = hashed.get(hash)
    if (known !== undefined) return known
    forgetOldest(hashed)
    const count = { own: 0, others: 0, told: 0 }
    hashed.set(hash, count)
    return count
  }
}

function forgetOldest(counts: Map<string, Count>): void {
  if (counts.size >= KEYS_MAX) counts.delete(counts.keys().next().value!)
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest().subarray(0, 16).toString('base64')

/** The key of who is not known: his address, of IPv6 the network that one customer gets (/64). */
export function addressKey(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return `ip:${ip.slice(ip.lastIndexOf(':') + 1)}`
  const [head = '', tail] = ip.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  const all =
    tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - behind.length).fill('0'), ...behind]
  return `ip:${all.slice(0, 4).join(':')}`
}

export const userKey = (userId: string): string => `user:${userId}`

function tooMany(className: RateClassName, reset: number): Problem {
  const headers = { 'retry-after': String(reset) }
  if (className === 'webhooks') return new Problem(503, 'overloaded', 'Too many deliveries at once.', { headers })
  return new Problem(429, 'too-many-requests', `Too many requests. The limit is lifted in ${reset} s.`, { headers })
}
