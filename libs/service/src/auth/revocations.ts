import { z } from 'zod'
import type { Log } from '../logging/log'
import { BackgroundWork } from '../work/background-work'

const POLL_MS = 2_000
const REQUEST_TIMEOUT_MS = 1_500
const PAGES_MAX = 20
/** Longer than any access token lives (15 min): after that a revoked session has no token left. */
const KEEP_MS = 20 * 60_000

const FAILING = 'revocations cannot be followed'

const Page = z.object({
  cursor: z.union([z.string().max(200), z.number()]),
  sids: z.array(z.string().max(64)).max(10_000),
})

/** Called with the sessions that have just been revoked, to close streams that they hold open. */
export type RevocationListener = (sessionIds: readonly string[]) => void

export interface RevocationsOptions {
  /** `<identity>/internal/revocations`. */
  readonly url: string
  readonly log: Log
  readonly pollMs?: number
}

/**
 * The sessions that identity has revoked, known here within seconds although tokens live for 15 minutes. Identity being
 * away changes nothing but a warning: who holds a valid token goes on, as in those two seconds.
 */
export class Revocations {
  private readonly revokedAt = new Map<string, number>()
  private readonly listeners = new Set<RevocationListener>()
  private cursor = ''
  private readonly work: BackgroundWork

  constructor(private readonly options: RevocationsOptions) {
    const { log, pollMs = POLL_MS } = options
    this.work = new BackgroundWork(log, {
      failing: FAILING,
      intervalMs: pollMs,
      // Nobody is to be let in longer than identity is away.
      pauseMsMax: pollMs,
      startsAfterMs: pollMs,
      round: () => this.poll(),
    })
  }

  /** Starts to poll; the first answer is awaited, so that a restarted service does not forget what was revoked. */
  async start(): Promise<void> {
    await this.poll().catch((error: Error) => this.options.log.warn({ error }, FAILING))
    this.work.start()
  }

  stop(): Promise<void> {
    return this.work.stop()
  }

  has(sessionId: string): boolean {
    return this.revokedAt.has(sessionId)
  }

  /** Answers a function that ends the listening. */
  onRevoked(listener: RevocationListener): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Asks until there is nothing new. Throws when identity does not answer. */
  async poll(): Promise<void> {
    for (let page = 0; page < PAGES_MAX; page += 1) if (!(await this.pollPage())) break
  }

  private async pollPage(): Promise<boolean> {
    const url = new URL(this.options.url)
    if (this.cursor !== '') url.searchParams.set('after', this.cursor)
    const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
    if (!answer.ok) throw new Error(`identity answered ${answer.status}`)
    const { cursor, sids } = Page.parse(await answer.json())
    this.cursor = String(cursor)
    this.take(sids)
    return sids.length > 0
  }

  private take(sids: readonly string[]): void {
    const now = Date.now()
    const fresh = sids.filter((sid) => !this.revokedAt.has(sid))
    for (const sid of fresh) this.revokedAt.set(sid, now)
    for (const [sid, at] of this.revokedAt) {
      if (now - at < KEEP_MS) break
      this.revokedAt.delete(sid)
    }
    if (fresh.length > 0) for (const listener of this.listeners) listener(fresh)
  }
}
