import { AuthenticatorCodes, patiently } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import type { Person } from '../start/people'
import type { Answer, Asked, HttpClient } from './http-client'

interface Access {
  readonly accessToken: string
  readonly expiresIn: number
}
interface Tokens extends Access {
  readonly refreshToken: string
  readonly user: { readonly twoFactorEnabled: boolean }
}

/** An access token is renewed this long before it ends: longer than any load runs with the tokens that it was given. */
const RENEWAL_MS = 300_000
/** A second factor that was shown longer ago is shown again before it is asked for: it counts for five minutes. */
const STEP_UP_MS = 240_000
/** Another process may have used a code, or it was too old when it arrived; each that is refused so is followed by the next. */
const CODES_MAX = 8
const REFUSED_CODES: ReadonlySet<unknown> = new Set(['code-used', 'wrong-code'])

const codes = new AuthenticatorCodes()

/** Somebody who is logged in, and stays so. Shows the second factor, if the person has one, whenever it is asked for. */
export class Session {
  private accessToken = ''
  private refreshToken = ''
  private endsAt = 0
  private steppedUpAt = 0
  private renewal: Promise<void> | undefined
  private steppingUp: Promise<void> | undefined

  private constructor(
    private readonly http: HttpClient,
    private secret: string | undefined,
  ) {}

  /** `codesMax` limits how many codes are tried, of whom the platform may not know. */
  static async logIn(
    http: HttpClient,
    { email, password, totpSecret }: Person,
    codesMax = CODES_MAX,
  ): Promise<Session> {
    const session = new Session(http, totpSecret)
    for (let tries = 1; ; tries += 1) {
      const otp = totpSecret === undefined ? {} : { otp: await codes.next(totpSecret) }
      const asked = { method: 'POST', body: { email, password, ...otp } } as const
      const answer = await patiently(() => http.ask('/v1/sessions', asked))
      if (answer.status === 401 && totpSecret !== undefined && tries < codesMax) continue
      const { user } = expectStatus(answer, 201, '/v1/sessions') as unknown as Tokens
      session.keep(answer)
      if (user.twoFactorEnabled) session.steppedUpAt = Date.now()
      else session.secret = undefined
      return session
    }
  }

  /** Whether the second factor of the person is in force. */
  get hasSecondFactor(): boolean {
    return this.secret !== undefined
  }

  /** Gives the person a second factor. `keep` writes its secret down before it is in force, so that none is lost. */
  async enrol(password: string, keep: (totpSecret: string) => Promise<void>): Promise<void> {
    const begun = await this.post('/v1/users/me/two-factor', { password }, 201)
    const secret = String(begun['secret'])
    await keep(secret)
    const path = '/v1/users/me/two-factor/confirm'
    const confirm = (code: string): Promise<Answer> => {
      const asked = { method: 'POST', body: { code }, key: randomUUID() } as const
      return patiently(() => this.ask(path, asked))
    }
    const first = await confirm(await codes.first(secret))
    const confirmed = first.body['code'] === 'wrong-code' ? await confirm(await codes.next(secret)) : first
    this.keepAccess(expectStatus(confirmed, 200, path) as unknown as Access)
    this.secret = secret
    this.steppedUpAt = Date.now()
  }

  /** A token that holds for a while; requests to other addresses carry it as well. */
  async token(): Promise<string> {
    if (Date.now() > this.endsAt - RENEWAL_MS) await this.renew()
    return this.accessToken
  }

  /** Asks for a token that tells what the person is by now. */
  renew(): Promise<void> {
    // One renewal serves all requests that wait: a refresh token is good for one.
    return (this.renewal ??= this.refresh().finally(() => (this.renewal = undefined)))
  }

  /** A token in which the second factor has just been shown. */
  async steppedUpToken(): Promise<string> {
    if (this.secret !== undefined && Date.now() > this.steppedUpAt + STEP_UP_MS) await this.stepUpOnce()
    return this.token()
  }

  async get(path: string): Promise<Record<string, unknown>> {
    return expectStatus(await patiently(() => this.ask(path)), 200, path)
  }

  async post(path: string, body: object, status: number): Promise<Record<string, unknown>> {
    const asked = { method: 'POST', body, key: randomUUID() } as const
    return expectStatus(await patiently(() => this.ask(path, asked)), status, path)
  }

  async ask(path: string, asked: Asked = {}, http = this.http): Promise<Answer> {
    const answer = await http.ask(path, { ...asked, token: await this.token() })
    if (this.secret === undefined || answer.body['code'] !== 'step-up-required') return answer
    await this.stepUpOnce()
    return http.ask(path, { ...asked, token: await this.token() })
  }

  private stepUpOnce(): Promise<void> {
    // One serves all requests that wait: a code is good for one.
    return (this.steppingUp ??= this.stepUp().finally(() => (this.steppingUp = undefined)))
  }

  private async stepUp(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const code = await codes.next(this.secret!)
      const asked = { method: 'POST', body: { code }, token: await this.token() } as const
      const answer = await patiently(() => this.http.ask('/v1/sessions/step-up', asked))
      if (REFUSED_CODES.has(answer.body['code']) && tries < CODES_MAX) continue
      this.keepAccess(expectStatus(answer, 200, '/v1/sessions/step-up') as unknown as Access)
      this.steppedUpAt = Date.now()
      return
    }
  }

  private async refresh(): Promise<void> {
    const { refreshToken } = this
    const asked = { method: 'POST', body: { refreshToken } } as const
    this.keep(await patiently(() => this.http.ask('/v1/sessions/refresh', asked)))
  }

  private keep(answer: Answer): void {
    const tokens = expectStatus(answer, 201, '/v1/sessions') as unknown as Tokens
    this.refreshToken = tokens.refreshToken
    this.keepAccess(tokens)
  }

  private keepAccess({ accessToken, expiresIn }: Access): void {
    this.accessToken = accessToken
    this.endsAt = Date.now() + expiresIn * 1000
  }
}

/** The body of an answer that has the status; throws with the answer otherwise. A renewal may be answered 200 or 201. */
export function expectStatus({ status, body }: Answer, wanted: number, path: string): Record<string, unknown> {
  const isWanted = status === wanted || (wanted === 201 && status === 200)
  if (!isWanted) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
  return body
}
