import { isEventStream } from '@filao/service/edge'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'

interface Passing {
  readonly from: Readable
  readonly to: PassThrough
  readonly answer: ServerResponse
}

/** How long the end of a stream may take to reach its reader. */
const FLUSH_MS_MAX = 2_000

/**
 * Event streams on their way from a service to a reader: passed on as they come, no faster than the reader takes them, and
 * ended when the gateway stops, which would wait for them otherwise.
 */
export class OpenStreams {
  private readonly open = new Set<Passing>()

  /** A hook of Fastify, `onSend`. */
  readonly pass = (
    _: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
    done: (error: null, payload: unknown) => void,
  ): void => {
    if (!isEventStream(reply) || !isReadable(payload)) return done(null, payload)
    reply.header('connection', 'close')
    const passing = { from: payload, to: new PassThrough(), answer: reply.raw }
    this.open.add(passing)
    this.link(passing)
    done(null, passing.to)
  }

  /** Ends all of them, in order: readers see an end and no broken connection. */
  end(): void {
    for (const { from, to, answer } of this.open) {
      from.unpipe(to)
      to.end()
      setTimeout(() => answer.destroy(), FLUSH_MS_MAX).unref()
    }
  }

  /** The end of either side is that of the other, and so is its failure. */
  private link(passing: Passing): void {
    const { from, to } = passing
    from.once('error', (error) => to.destroy(error))
    from.once('close', () => from.readableEnded || to.destroy())
    to.once('close', () => {
      this.open.delete(passing)
      from.destroy()
    })
    from.pipe(to)
  }
}

const isReadable = (payload: unknown): payload is Readable =>
  typeof (payload as Partial<Readable> | null)?.pipe === 'function'
