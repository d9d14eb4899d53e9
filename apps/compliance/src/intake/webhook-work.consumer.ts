import { PROVIDER_STATES } from '@filao/compliance'
import type { Queryable } from '@filao/engine'
import { BackgroundWork, submitOwn, type Log } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { DueWebhook, Webhooks } from '../store/webhooks.store'
import type { KycSessions } from './kyc-sessions.consumer'
import type { ComplianceEngine } from '../definition'

const LOOK_MS = 1_000
const RETRY_MS = 1_000
const RETRY_MS_MAX = 300_000
/** A webhook may be faster than the answer that names its session; after this many looks nobody knows it. */
const UNKNOWN_LOOKS_MAX = 6

interface Parts {
  readonly engine: ComplianceEngine
  readonly db: Queryable
  readonly webhooks: Webhooks
  readonly sessions: Pick<KycSessions, 'fetch'>
  readonly log: Log
}

/**
 * Works off what providers have told, in the order in which it came; what it means is ordered by the provider's own time.
 * A status that is signed as a whole is believed as far as the rules let it; whatever decides is fetched from the provider.
 */
export class WebhookWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(private readonly parts: Parts) {
    this.work = new BackgroundWork(parts.log, {
      failing: 'what a KYC provider has told is not done',
      intervalMs: LOOK_MS,
      startsAfterMs: LOOK_MS,
      round: () => this.look(),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  wake(): void {
    this.work.wake()
  }

  private async look(): Promise<void> {
    for (;;) {
      const due = await this.parts.webhooks.take()
      if (due.length === 0) return
      for (const webhook of due) await this.handle(webhook)
    }
  }

  private async handle(webhook: DueWebhook): Promise<void> {
    const { webhooks, log } = this.parts
    try {
      const outcome = await this.outcomeOf(webhook)
      if (outcome === undefined) return await webhooks.later(webhook.ordinal, delayOf(webhook), 'session not known yet')
      await webhooks.handled(webhook.ordinal, outcome)
    } catch (error) {
      log.warn({ error, ordinal: webhook.ordinal }, 'a webhook is tried again')
      await webhooks.later(webhook.ordinal, delayOf(webhook), (error as Error).message)
    }
  }

  /** What was made of it; undefined when its session may still come. */
  private async outcomeOf({ type, signature, facts, attempts }: DueWebhook): Promise<string | undefined> {
    const { providerSessionId, status, at } = facts
    if (type !== 'status.updated' && type !== 'data.updated') return 'stored'
    const session = providerSessionId === undefined ? undefined : await this.find(providerSessionId)
    if (!session) return attempts < UNKNOWN_LOOKS_MAX ? undefined : 'unknown_object'
    if (type === 'status.updated' && status !== undefined) {
      if (!PROVIDER_STATES.has(status)) {
        this.parts.log.error({ status, sessionId: session.sessionId }, 'a status of the provider is not known')
        return 'unsupported_status'
      }
      if (signature !== 'simple') {
        const told = { providerStatus: status, at, fetched: false } as const
        await submitOwn(
          this.parts.engine,
          { type: 'RecordKycSessionStatus', ...session, ...told },
          { actor: 'provider:didit' },
        )
      }
    }
    await this.parts.sessions.fetch(session.sessionId)
    return 'fetched'
  }

  private async find(providerSessionId: string): Promise<{ userId: string; sessionId: string } | undefined> {
    const { rows } = await this.parts.db.query({
      name: 'compliance_session_of_provider',
      text: 'SELECT id, user_id FROM compliance.kyc_sessions WHERE didit_session_id = $1',
      values: [providerSessionId],
    })
    return rows[0] && { userId: rows[0]['user_id'] as string, sessionId: rows[0]['id'] as string }
  }
}

const delayOf = ({ attempts }: DueWebhook): number => Math.min(RETRY_MS * 2 ** (attempts - 1), RETRY_MS_MAX)
