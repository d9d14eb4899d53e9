import { Pool } from 'undici'

/** An answer of the API. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Record<string, unknown>
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: object
  /** Bytes instead of a body: the file of a list. */
  readonly file?: Buffer
  readonly token?: string
  /** `Idempotency-Key` of a request that may be sent again. */
  readonly key?: string
  readonly respondAsync?: boolean
}

const ANSWER_MS_MAX = 30_000

/** Keep-alive connections to one address. */
export class HttpClient {
  private readonly pool: Pool

  constructor(origin: string, connections = 64, answerMsMax = ANSWER_MS_MAX) {
    this.pool = new Pool(origin, { connections, headersTimeout: answerMsMax, bodyTimeout: answerMsMax })
  }

  async ask(path: string, { method = 'GET', body, file, token, key, respondAsync }: Asked = {}): Promise<Answer> {
    const answer = await this.pool.request({
      method,
      path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(respondAsync ? { prefer: 'respond-async' } : {}),
      },
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
    })
    const text = await answer.body.text()
    const { statusCode: status, headers } = answer
    return { status, headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}
