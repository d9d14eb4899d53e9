import { Readable } from 'node:stream'

/** Bytes that wait for a reader before nothing more is taken from the source. */
const WAITING_BYTES_MAX = 16 * 1024

/**
 * What a stream tells. It has something to tell at once: without a first event a reader would not be answered. It is asked
 * for the next one only when there is room for it, so it keeps what is newest.
 */
export interface EventSource {
  /** The next event as the wire has it; undefined while there is nothing to tell. */
  next(): string | undefined
  /** Has `wake` called whenever there is something to tell; gives what ends that. */
  listen(wake: () => void): () => void
}

/**
 * Server-Sent Events for one reader. A reader who is slow is told less, never later: what waits here is bounded, and what
 * to leave out is the source's to know.
 */
export class EventStream extends Readable {
  private readonly ended: () => void
  private hasRoom = false
  private aside: string | undefined

  constructor(private readonly source: EventSource) {
    super({ highWaterMark: WAITING_BYTES_MAX })
    this.ended = source.listen(() => this.wake())
  }

  /** Tells this after what the source has to tell, once there is room. The last one said is kept. */
  say(text: string): void {
    this.aside = text
    this.wake()
  }

  /** What has been told is still delivered, then the stream ends. */
  end(): void {
    this.hasRoom = false
    this.push(null)
  }

  override _read(): void {
    this.hasRoom = true
    this.give()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.ended()
    done(error)
  }

  private wake(): void {
    if (this.hasRoom && !this.destroyed) this.give()
  }

  private give(): void {
    while (this.hasRoom) {
      const text = this.source.next() ?? this.takeAside()
      if (text === undefined) return
      this.hasRoom = this.push(text)
    }
  }

  private takeAside(): string | undefined {
    const text = this.aside
    this.aside = undefined
    return text
  }
}
