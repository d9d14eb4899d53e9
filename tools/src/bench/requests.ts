import { Pool } from 'undici'
import { monotonicMs } from './load'

export interface LoadRequest {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly token: string
  readonly key?: string
  readonly body?: string
}

/** An answer and when its last byte came. Status 0: there was none. */
export interface Answered {
  readonly status: number
  readonly body: string
  readonly at: number
}

const ANSWER_MS_MAX = 60_000

/**
 * Keep-alive connections that cost the machine as little as they can: the load shares it with what it measures. That is
 * why this is not the client of the other tools (undici's `dispatch` takes a third of the time of its `request`).
 */
export class Requests {
  private readonly pool: Pool

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX })
  }

  send({ method, path, token, key, body }: LoadRequest): Promise<Answered> {
    const headers = [
      'authorization',
      `Bearer ${token}`,
      'prefer',
      'respond-async',
      ...(key === undefined ? [] : ['idempotency-key', key]),
      ...(body === undefined ? [] : ['content-type', 'application/json']),
    ]
    return new Promise((resolve) => {
      let status = 0
      let text = ''
      this.pool.dispatch(
        { method, path, headers, body: body ?? null },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_, statusCode) => {
            status = statusCode
          },
          onResponseData: (_, chunk) => {
            text += chunk.toString()
          },
          onResponseEnd: () => resolve({ status, body: text, at: monotonicMs() }),
          onResponseError: () => resolve({ status: 0, body: '', at: monotonicMs() }),
        },
      )
    })
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}
