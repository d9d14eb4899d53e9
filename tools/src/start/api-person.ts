import { randomUUID } from 'node:crypto'
import type { Person } from './people'

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** A request without a token. Throws when it is not answered with success. */
export async function publicRequest(gateway: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await send(`${gateway}${path}`, { method: 'POST', body })
  if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Somebody who is logged in. */
export class ApiPerson {
  private constructor(
    private readonly gateway: string,
    private readonly token: string,
  ) {}

  static async logIn(gateway: string, { email, password }: Person): Promise<ApiPerson> {
    const { accessToken } = await publicRequest(gateway, '/v1/sessions', { email, password })
    return new ApiPerson(gateway, String(accessToken))
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return this.expect(await this.send('GET', path), 200, path)
  }

  async post(path: string, body: object, status: number): Promise<Record<string, unknown>> {
    return this.expect(await this.send('POST', path, body), status, path)
  }

  /** With a key of an earlier request, this is that request. */
  send(method: string, path: string, body?: object, key?: string): Promise<ApiAnswer> {
    return send(`${this.gateway}${path}`, { method, body, token: this.token, key })
  }

  private expect({ status, body }: ApiAnswer, wanted: number, path: string): Record<string, unknown> {
    if (status !== wanted) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
    return body
  }
}

async function send(
  url: string,
  request: { method: string; body?: object | undefined; token?: string; key?: string | undefined },
): Promise<ApiAnswer> {
  const { method, body, token, key = randomUUID() } = request
  const response = await fetch(url, {
    method,
    headers: {
      'idempotency-key': key,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}
