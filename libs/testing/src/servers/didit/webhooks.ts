import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../provider-faults'
import type { Chance } from './chance'
import type { Faults } from './faults'
import type { Session } from './sessions'
import { signedHeaders } from './signing'

const ATTEMPTS_MAX = 8
const RETRY_MS = 1_000
const DELAY_MS = 3_000
const STALE_SECONDS = 600
const REQUEST_TIMEOUT_MS = 5_000

interface Delivery {
  readonly session: Session
  readonly eventId: string
  readonly body: Record<string, unknown> & { session_id: string; status: string; webhook_type: string }
}

/** Sends webhooks, again and again until they are taken, and wrongly where a fault says so. */
export class WebhookSender {
  private readonly held = new Map<string, Delivery>()
  /** What is on its way, and about whom. */
  private readonly under = new Map<Promise<void>, string>()
  readonly counts = { created: 0, delivered: 0, refused: 0, dropped: 0 }

  constructor(
    private readonly to: { readonly url: string; readonly secret: string },
    private readonly faults: Faults,
    private readonly chance: Chance,
    /** Told of each that the platform has said to have. */
    private readonly taken: (session: Session, eventId: string) => void,
  ) {}

  /** Tells of a session's status. `decision` goes with the statuses that have one. */
  statusUpdated(session: Session, decision: object | undefined): void {
    // By what the books keep: after a restart no other event has the id of one that was told before.
    const eventId = this.chance.uuid(`event/${session.id}/${session.changes}`)
    this.counts.created += 1
    const body = {
      event_id: eventId,
      webhook_type: 'status.updated',
      created_at: session.changedAt,
      application_id: 'filao-local',
      environment: 'sandbox',
      session_id: session.id,
      status: session.status,
      workflow_id: session.workflowId,
      workflow_version: 1,
      vendor_data: session.vendorData,
      ...(decision && { decision }),
    }
    const work = this.schedule({ session, eventId, body })
    this.under.set(work, session.vendorData)
    void work.finally(() => this.under.delete(work))
  }

  /** Settles when nothing is on its way any more, of all or of one client. */
  async idle(client?: string): Promise<void> {
    for (;;) {
      const under = [...this.under].filter(([, about]) => client === undefined || about === client)
      if (under.length === 0) return
      await Promise.all(under.map(([work]) => work))
    }
  }

  private async schedule(delivery: Delivery): Promise<void> {
    const { session, eventId, body } = delivery
    const isHit = (fault: Fault): boolean => this.faults.happens(fault, eventId, session.vendorData)
    if (isHit('drop')) {
      this.counts.dropped += 1
      return
    }
    if (isHit('reorder') && !this.held.has(body.session_id)) {
      // Behind the next one of its session, or behind nothing after a while.
      this.held.set(body.session_id, delivery)
      await sleep(DELAY_MS)
      if (this.held.get(body.session_id) !== delivery) return
      this.held.delete(body.session_id)
    } else if (isHit('delay')) await sleep(DELAY_MS)
    await this.deliver(delivery)
    const before = this.held.get(body.session_id)
    if (before && before !== delivery) {
      this.held.delete(body.session_id)
      await this.deliver(before)
    }
    if (isHit('duplicate')) await this.deliver(delivery)
  }

  private async deliver(delivery: Delivery): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if (await this.post(delivery, attempt)) {
        this.counts.delivered += 1
        this.taken(delivery.session, delivery.eventId)
        return
      }
      this.counts.refused += 1
      await sleep(RETRY_MS * 2 ** (attempt - 1))
    }
  }

  /** A resend has a fresh time and signature and the old content; only a first attempt is wrong on purpose. */
  private async post({ session, eventId, body }: Delivery, attempt: number): Promise<boolean> {
    const wrong = (fault: 'bad_signature' | 'stale_timestamp'): boolean =>
      attempt === 1 && this.faults.happens(fault, eventId, session.vendorData)
    const now = Math.floor(Date.now() / 1000)
    const timed = { ...body, timestamp: wrong('stale_timestamp') ? now - STALE_SECONDS : now }
    const text = JSON.stringify(timed)
    const secret = wrong('bad_signature') ? `not-${this.to.secret}` : this.to.secret
    const answer = await fetch(this.to.url, {
      method: 'POST',
      headers: signedHeaders(secret, timed, text),
      body: text,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch(() => undefined)
    await answer?.body?.cancel()
    return answer?.ok ?? false
  }
}
