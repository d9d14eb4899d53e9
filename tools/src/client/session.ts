import { randomUUID } from 'node:crypto'
import type { Person } from '../start/people'
import type { Answer, Asked, HttpClient } from './http-client'

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
}

/** An access token is renewed this long before it ends: longer than any load runs with the tokens that it was given. */
const RENEWAL_MS = 300_000

/** Somebody who is logged in, and stays so. */
export class Session {
  private accessToken = ''
  private refreshToken = ''
  private endsAt = 0
  private renewal: Promise<void> | undefined

  private constructor(private readonly http: HttpClient) {}

  static async logIn(http: HttpClient, { email, password }: Person): Promise<Session> {
    const session = new Session(http)
    session.keep(await http.ask('/v1/sessions', { method: 'POST', body: { email, password } }))
    return session
  }

  /** A token that holds for a while; requests to other addresses carry it as well. */
  async token(): Promise<string> {
    if (Date.now() > this.endsAt - RENEWAL_MS) {
      // One renewal serves all requests that wait: a refresh token is good for one.
      this.renewal ??= this.renew().finally(() => (this.renewal = undefined))
      await this.renewal
    }
    return this.accessToken
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return expectStatus(await this.ask(path), 200, path)
  }

  async post(path: string, body: object, status: number): Promise<Record<string, unknown>> {
    return expectStatus(await this.ask(path, { method: 'POST', body, key: randomUUID() }), status, path)
  }

  async ask(path: string, asked: Asked = {}, http = this.http): Promise<Answer> {
    return http.ask(path, { ...asked, token: await this.token() })
  }

  private async renew(): Promise<void> {
    const { refreshToken } = this
    this.keep(await this.http.ask('/v1/sessions/refresh', { method: 'POST', body: { refreshToken } }))
  }

  private keep(answer: Answer): void {
    const tokens = expectStatus(answer, 201, '/v1/sessions') as unknown as Tokens
    this.accessToken = tokens.accessToken
    this.refreshToken = tokens.refreshToken
    this.endsAt = Date.now() + tokens.expiresIn * 1000
  }
}

/** The body of an answer that has the status; throws with the answer otherwise. A renewal may be answered 200 or 201. */
export function expectStatus({ status, body }: Answer, wanted: number, path: string): Record<string, unknown> {
  const isWanted = status === wanted || (wanted === 201 && status === 200)
  if (!isWanted) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
  return body
}
