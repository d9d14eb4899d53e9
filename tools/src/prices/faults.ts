import { z } from 'zod'

/** How the server misbehaves. What is absent from a command stays as it is. */
export const FaultCommand = z.strictObject({
  /** Cuts every stream, without a word. */
  drop: z.boolean().optional(),
  /** Answers REST so much later. */
  slowMs: z.number().int().min(0).max(60_000).optional(),
  /** Answers so many REST requests with 429. */
  tooMany: z.number().int().min(0).max(1_000).optional(),
  /** Answers so many REST requests with 500. */
  errors: z.number().int().min(0).max(1_000).optional(),
  /** Ends so many of the next streams with this code, once they have authenticated. */
  streamError: z
    .strictObject({ code: z.number().int().min(400).max(500), times: z.number().int().min(1).max(100) })
    .optional(),
  halt: z.array(z.string()).optional(),
  resume: z.array(z.string()).optional(),
  /** Symbols of which nothing new is heard from now on. */
  freeze: z.array(z.string()).optional(),
  thaw: z.array(z.string()).optional(),
  /** Corrects, or cancels, the last trade of these. */
  correct: z.array(z.string()).optional(),
  cancel: z.array(z.string()).optional(),
})
export type FaultCommand = z.output<typeof FaultCommand>

/** What is still to go wrong. */
export class Faults {
  slowMs = 0
  tooMany = 0
  errors = 0
  private streamErrors: number[] = []

  take({ slowMs, tooMany, errors, streamError }: FaultCommand): void {
    this.slowMs = slowMs ?? this.slowMs
    this.tooMany = tooMany ?? this.tooMany
    this.errors = errors ?? this.errors
    if (streamError) this.streamErrors.push(...Array.from({ length: streamError.times }, () => streamError.code))
  }

  /** The status that a REST request is answered with instead; undefined when it is answered as it should. */
  restStatus(): number | undefined {
    if (this.tooMany > 0) {
      this.tooMany -= 1
      return 429
    }
    if (this.errors === 0) return undefined
    this.errors -= 1
    return 500
  }

  /** The code that a stream is ended with; undefined when it goes on. */
  streamError(): number | undefined {
    return this.streamErrors.shift()
  }
}
