import { toTimestamp } from '@filao/kernel'
import { StreamableFile, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Caller } from '../auth/caller'
import type { Revocations } from '../auth/revocations'
import { unauthenticated } from '../auth/access-tokens'
import { Problem } from '../problem/problem'
import { counter, gauges } from '../telemetry/instruments'
import { BackgroundWork, type WorkLog } from '../work/background-work'
import { EventStream, type EventSource } from './event-stream'
import { EVENT_STREAM, eventText } from './event-text'

const STREAMS_MAX = 1_000
const STREAMS_PER_USER_MAX = 10
const CHECK_INTERVAL_MS = 1_000
/** Well below the 30 s after which proxies give up an answer that has gone silent. */
const HEARTBEAT_MS = 10_000
/** A reader who takes nothing for so long has gone. */
const SLOW_MS_MAX = 30_000
/** How long the end of a stream may take to reach its reader. */
const FLUSH_MS_MAX = 2_000
/** The token of an API key lives for a minute only; what it opens lasts as long as with the token of a session. */
const LIFE_MS_MAX = 15 * 60_000

/** Why a stream ended. */
export type StreamEnd = 'left' | 'revoked' | 'expired' | 'slow' | 'shutdown'

interface Open {
  readonly stream: EventStream
  readonly answer: ServerResponse
  readonly userId: string
  readonly sessionId: string
  readonly endsAt: number
  heartbeatAt: number
  /** What ends it; `left` until somebody here does. */
  end: StreamEnd
}

/** What a stream is opened for. */
export interface StreamRequest {
  readonly caller: Pick<Caller, 'userId' | 'sessionId' | 'viaApiKey' | 'expiresAt'>
  readonly reply: Pick<FastifyReply, 'raw'>
  readonly source: EventSource
}

/**
 * The event streams that this instance holds open. A stream never outlives the right to it: it ends with the token that
 * it was opened with, and as soon as its session is known to be revoked.
 */
export class EventStreams implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly open = new Set<Open>()
  private readonly ended = counter('filao_event_streams_ended_total')
  private readonly work: BackgroundWork
  private isStopping = false

  constructor(
    private readonly revocations: Pick<Revocations, 'has' | 'onRevoked'> | undefined,
    log: WorkLog,
    private readonly slowMsMax = SLOW_MS_MAX,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'open streams were not looked after',
      intervalMs: CHECK_INTERVAL_MS,
      round: () => this.check(Date.now()),
    })
    revocations?.onRevoked((sessionIds) => this.revoke(new Set(sessionIds)))
    gauges(['filao_event_streams_open'], (observe) => observe('filao_event_streams_open', this.open.size))
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  /** Before the server closes, which waits for every answer under way. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true
    await this.work.stop()
    for (const one of this.open) this.end(one, 'shutdown')
  }

  /** Streams that are open now. */
  get size(): number {
    return this.open.size
  }

  /** The answer to a request for a stream. Throws a problem when the session has ended, there are too many, or it stops here. */
  start({ caller, reply, source }: StreamRequest): StreamableFile {
    this.admit(caller)
    const { userId, sessionId } = caller
    const now = Date.now()
    const stream = new EventStream(source)
    const endsAt = caller.viaApiKey ? now + LIFE_MS_MAX : caller.expiresAt
    const heartbeatAt = now + HEARTBEAT_MS
    const one: Open = { stream, answer: reply.raw, userId, sessionId, endsAt, heartbeatAt, end: 'left' }
    this.open.add(one)
    // Of the connection: it passes when nothing that was written is taken. Heartbeats keep it from passing otherwise.
    reply.raw.setTimeout(this.slowMsMax, () => {
      one.end = 'slow'
      reply.raw.destroy()
    })
    stream.once('close', () => {
      this.open.delete(one)
      this.ended.add(1, { reason: one.end })
    })
    return new StreamableFile(stream, { type: EVENT_STREAM })
  }

  /** Ends what has lasted long enough, and lets the others be seen to live. */
  check(now: number): void {
    for (const one of this.open) {
      const { stream, endsAt } = one
      if (now >= endsAt) this.end(one, 'expired')
      else if (now >= one.heartbeatAt) {
        one.heartbeatAt = now + HEARTBEAT_MS
        stream.say(eventText('heartbeat', JSON.stringify({ at: toTimestamp(now) })))
      }
    }
  }

  private admit({ userId, sessionId }: StreamRequest['caller']): void {
    if (this.isStopping) throw later('service-unavailable', 'The service stops. Try again.')
    // The session may have ended since the caller was let in.
    if (this.revocations?.has(sessionId)) throw unauthenticated('The session has ended.')
    if (this.open.size >= STREAMS_MAX) throw later('overloaded', 'Too many streams are open here. Try again.')
    const own = [...this.open].filter((one) => one.userId === userId).length
    if (own < STREAMS_PER_USER_MAX) return
    throw new Problem(429, 'too-many-requests', `${STREAMS_PER_USER_MAX} streams of the caller are open already.`, {
      headers: { 'retry-after': '10' },
    })
  }

  private revoke(sessionIds: ReadonlySet<string>): void {
    for (const one of this.open) if (sessionIds.has(one.sessionId)) this.end(one, 'revoked')
  }

  /** What waits for the reader is still told, if it reads. */
  private end(one: Open, reason: StreamEnd): void {
    if (one.end !== 'left') return
    one.end = reason
    one.stream.end()
    setTimeout(() => one.answer.destroy(), FLUSH_MS_MAX).unref()
  }
}

const later = (code: string, detail: string): Problem =>
  new Problem(503, code, detail, { headers: { 'retry-after': '1' } })
