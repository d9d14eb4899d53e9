import { randomUUID } from 'node:crypto'
import { AuthenticatorCodes, Onboarding, ownBankAccount, patiently, type LoggedIn } from '@filao/testing/servers'
import { eventually, type Development, type Person } from './platform.fixture'

/** An answer of the API. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly user: { readonly id: string }
}

const codes = new AuthenticatorCodes()
/** The start has used codes of its own, and one may be too old when it arrives: one that is refused is followed by the next. */
const CODES_MAX = 4
/** A token lives for 15 minutes. */
const TOKEN_MS_MAX = 5 * 60_000

/** What a person who is logged in may ask of the API. Shows the second factor, if there is one, when it is asked for. */
export class Session implements LoggedIn {
  private renewedAt = Date.now()
  private renewal: Promise<void> | undefined

  private constructor(
    private readonly gateway: string,
    private accessToken: string,
    private refreshToken: string,
    readonly user: { readonly id: string },
    private secret: string | undefined,
  ) {}

  static async logIn(gateway: string, { email, password, totpSecret }: Person): Promise<Session> {
    for (let tries = 1; ; tries += 1) {
      const otp = totpSecret === undefined ? {} : { otp: await codes.next(totpSecret) }
      const answer = await ask(`${gateway}/v1/sessions`, { method: 'POST', body: { email, password, ...otp } })
      if (answer.status === 401 && totpSecret !== undefined && tries < CODES_MAX) continue
      if (answer.status !== 201) throw new Error(`log-in failed: ${answer.status} ${JSON.stringify(answer.body)}`)
      const { accessToken, refreshToken, user } = answer.body as unknown as Tokens
      return new Session(gateway, accessToken, refreshToken, user, totpSecret)
    }
  }

  get token(): string {
    return this.accessToken
  }

  /** The token, renewed before it ends. Whose session has ended is given none, and shows the one that there was. */
  async freshToken(): Promise<string> {
    await this.renewedAfter(TOKEN_MS_MAX).catch(() => undefined)
    return this.accessToken
  }

  /** Gives the person an authenticator. */
  async enrol(password: string): Promise<void> {
    const begun = await this.post('/v1/users/me/two-factor', { password })
    const secret = String(begun.body['secret'])
    const confirm = (code: string): Promise<Answer> => this.post('/v1/users/me/two-factor/confirm', { code })
    const first = await confirm(await codes.first(secret))
    const confirmed = first.body['code'] === 'wrong-code' ? await confirm(await codes.next(secret)) : first
    if (confirmed.status !== 200) throw new Error(`no second factor: ${JSON.stringify(confirmed.body)}`)
    this.accessToken = String(confirmed.body['accessToken'])
    this.secret = secret
  }

  async renew(): Promise<void> {
    const { refreshToken } = this
    const answer = await ask(`${this.gateway}/v1/sessions/refresh`, { method: 'POST', body: { refreshToken } })
    if (answer.status !== 200) throw new Error(`no new token: ${answer.status} ${JSON.stringify(answer.body)}`)
    const tokens = answer.body as unknown as Tokens
    this.accessToken = tokens.accessToken
    this.refreshToken = tokens.refreshToken
    this.renewedAt = Date.now()
  }

  /** The same session, with a token that is not older. */
  async renewedAfter(milliseconds: number): Promise<this> {
    // One renewal serves all who ask: a refresh token is good for one.
    if (Date.now() - this.renewedAt > milliseconds)
      await (this.renewal ??= this.renew().finally(() => (this.renewal = undefined)))
    return this
  }

  ask(path: string, { method = 'GET', body }: { method?: 'GET' | 'POST' | 'PUT'; body?: object } = {}) {
    if (method === 'GET') return this.get(path)
    return method === 'POST' ? this.post(path, body) : this.put(path, body)
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.gateway + path, { token: await this.freshToken(), headers })
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const send = async (): Promise<Answer> => {
      const key = { 'idempotency-key': randomUUID() }
      const token = await this.freshToken()
      return ask(this.gateway + path, { method: 'POST', body, token, headers: { ...key, ...headers } })
    }
    const answer = await send()
    if (answer.body['code'] !== 'step-up-required' || this.secret === undefined) return answer
    await this.stepUp(this.secret)
    return send()
  }

  private async stepUp(secret: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const asked = { method: 'POST', body: { code: await codes.next(secret) }, token: this.token }
      const { status, body } = await ask(`${this.gateway}/v1/sessions/step-up`, asked)
      if (status === 422 && tries < CODES_MAX) continue
      if (status !== 200) throw new Error(`step-up failed: ${JSON.stringify(body)}`)
      this.accessToken = String(body['accessToken'])
      return
    }
  }

  /** Sends a file as it is. */
  async upload(path: string, file: Buffer): Promise<Answer> {
    return ask(this.gateway + path, { method: 'POST', file, token: await this.freshToken() })
  }

  /** Places an order and waits until it is accepted or rejected: on a busy machine its id is answered first. */
  async order(order: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.post('/v1/orders', order)
    if (status >= 300) throw new Error(`the order was answered ${status}: ${JSON.stringify(body)}`)
    return this.settled(body)
  }

  private settled(order: Record<string, unknown>): Promise<Record<string, unknown>> {
    return eventually(
      async () => (order['status'] === 'pending' ? (await this.get(`/v1/orders/${String(order['id'])}`)).body : order),
      ({ status }) => status !== 'pending',
    )
  }

  /** The same, where the answer itself matters: with the order as it was accepted or rejected. */
  async placed(order: object | string, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.post('/v1/orders', order, headers)
    const { status, body } = answer
    if (status !== 202) return answer
    return { ...answer, status: 201, body: await this.settled(body) }
  }

  async delete(path: string): Promise<Answer> {
    return ask(this.gateway + path, { method: 'DELETE', token: await this.freshToken() })
  }

  async put(path: string, body: unknown): Promise<Answer> {
    return ask(this.gateway + path, { method: 'PUT', body, token: await this.freshToken() })
  }
}

interface Asked {
  readonly method?: string
  readonly body?: unknown
  /** Bytes instead of a body. */
  readonly file?: Buffer
  readonly token?: string
  readonly headers?: Record<string, string>
}

/** A busy machine needs a while for what is in flight. */
const BUSY = { forMs: 90_000, pauseMs: 500 }

/**
 * One request; a body that is a string is sent as it is. What is answered 503 is asked again, as the API says: nothing
 * has been done, or what has been done the same key tells.
 */
export const ask = (url: string, asked: Asked = {}): Promise<Answer> => patiently(() => askOnce(url, asked), BUSY)

async function askOnce(url: string, { method = 'GET', body, file, token, headers = {} }: Asked): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(file === undefined ? {} : { body: new Uint8Array(file) }),
  })
  const text = await response.text()
  const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  return { status: response.status, headers: response.headers, body: parsed }
}

/** A client with an account, cash and shares: registered, and funded by two people of treasury. */
export interface Trader {
  readonly session: Session
  readonly accountId: string
}

/** A client who can log in again. */
export interface Client extends Trader {
  readonly person: { readonly email: string; readonly password: string }
}

/** The people of treasury who fund a test's traders. */
export interface Treasury {
  readonly first: Session
  readonly second: Session
}

export async function treasuryOf(development: Development): Promise<Treasury> {
  const [first, second] = await Promise.all([staffOf(development, 'treasury1'), staffOf(development, 'treasury2')])
  return { first, second }
}

const staffSessions = new Map<string, Promise<Session>>()

/** Somebody of staff, logged in once for all stories of a platform: a second factor has one code in 30 s. */
export async function staffOf({ gateway, staff }: Development, name: string): Promise<Session> {
  const key = `${name} ${gateway}`
  const known = staffSessions.get(key)
  if (known) return (await known).renewedAfter(TOKEN_MS_MAX)
  const session = Session.logIn(gateway, staff[name]!)
  staffSessions.set(key, session)
  return session
}

/** A client who is registered, and no more. */
export async function newcomer(gateway: string, name = NAME): Promise<Pick<Client, 'session' | 'person'>> {
  const person = { email: `client-${randomUUID()}@example.com`, password: `a long password ${randomUUID()}` }
  const registered = await ask(`${gateway}/v1/users`, {
    method: 'POST',
    body: { ...person, ...name, dateOfBirth: '1990-01-01' },
  })
  if (registered.status !== 201) throw new Error(`registration failed: ${JSON.stringify(registered.body)}`)
  return { session: await Session.logIn(gateway, person), person }
}
const NAME = { firstName: 'Test', lastName: 'Trader' }

/** A client whom compliance has let in: without money, with the limits that any client begins with. */
export async function newClient(development: Development, name = NAME): Promise<Client> {
  const client = await newcomer(development.gateway, name)
  const [officer, senior] = await Promise.all(['compliance1', 'mlro'].map((who) => staffOf(development, who)))
  const accountId = await new Onboarding(officer!, senior!).admit(client.session)
  return { ...client, accountId }
}

/** A trader without limits, with what `assets` says, by currency or instrument id. */
export async function newTrader(
  development: Development,
  treasury: Treasury,
  assets: Readonly<Record<string, string>>,
  name = NAME,
): Promise<Client> {
  const client = await newClient(development, name)
  for (const person of [treasury.first, treasury.second]) {
    const made = await person.post(`/v1/accounts/${client.accountId}/kind`, {
      kind: 'market_maker',
      reason: 'test participant',
    })
    if (made.status !== 200) throw new Error(`market maker: ${JSON.stringify(made.body)}`)
  }
  for (const [asset, amount] of Object.entries(assets)) await fund(treasury, client.accountId, asset, amount)
  return client
}

/** Gives a client a second factor and a bank account of their own, which is yet to be verified; gives its id. */
export async function addBankAccount({ session, person }: Client, holderName: string): Promise<string> {
  await session.enrol(person.password)
  // Payment may not have heard yet what the client is called.
  const { status, body } = await eventually(
    () => session.post('/v1/bank-accounts', ownBankAccount(person, holderName)),
    (added) => added.body['code'] !== 'not-caught-up',
  )
  if (status !== 201) throw new Error(`bank account: ${status} ${JSON.stringify(body)}`)
  return String(body['id'])
}

/** What payment says of somebody who was let in a moment ago, for the first time or again: it has to hear of it. */
const NOT_YET: ReadonlySet<unknown> = new Set(['kyc-not-approved', 'under-review'])

/** Asks for a deposit, once payment has heard that the client was let in. */
export async function requestDeposit(
  session: Session,
  amount: string,
  method = 'bank_transfer',
): Promise<Record<string, unknown>> {
  const { status, body } = await eventually(
    () => session.post('/v1/deposits', { currency: 'USD', amount, method }),
    (asked) => !NOT_YET.has(asked.body['code']),
  )
  if (status !== 201) throw new Error(`deposit: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Waits until something has come into a status, and gives it as it is then. */
export const shown = (session: Session, path: string, status: string): Promise<Record<string, unknown>> =>
  eventually(
    async () => (await session.get(path)).body,
    (body) => body['status'] === status,
  )

/** Asks for a withdrawal of dollars as soon as it is taken, and gives its id once it waits for treasury. */
export async function requestWithdrawal(session: Session, amount: string, bankAccountId: string): Promise<string> {
  const { body } = await eventually(
    () => session.post('/v1/withdrawals', { currency: 'USD', amount, bankAccountId }),
    ({ status }) => status < 300,
  )
  const id = String(body['id'])
  await shown(session, `/v1/withdrawals/${id}`, 'admin_review')
  return id
}

/** Waits until compliance has heard of whoever has just registered. */
export const untilKnown = (session: Session): Promise<Answer> =>
  eventually(
    () => session.get('/v1/kyc'),
    ({ status, body }) => status === 200 && body['canStart'] === true,
  )

/** Books `amount` to an account, or from it when it is negative, by two people. */
export async function fund(treasury: Treasury, accountId: string, asset: string, amount: string): Promise<void> {
  const proposal = {
    accountId,
    asset,
    amount,
    reason: 'test stock',
    evidence: 'test',
    ...(asset.length === 3 || amount.startsWith('-') ? {} : { unitCost: '100' }),
  }
  const proposed = await treasury.first.post('/v1/adjustments', proposal)
  if (proposed.status !== 201) throw new Error(`adjustment: ${JSON.stringify(proposed.body)}`)
  const approved = await treasury.second.post(`/v1/adjustments/${String(proposed.body['id'])}/approve`, {})
  if (approved.status !== 200) throw new Error(`approval: ${JSON.stringify(approved.body)}`)
}
