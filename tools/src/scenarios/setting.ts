import { Onboarding, ownBankAccount, patiently } from '@filao/testing/servers'
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpClient } from '../client/http-client'
import { expectStatus, Session } from '../client/session'
import type { ChaosPlatform } from '../chaos/platform'

/** Whoever was killed with others is up again within it. */
const SETTING_MS_MAX = 240_000
const LISTS_MS_MAX = 240_000

/** A client who may pay in and out, with a bank account that may be paid to. */
export interface Payer {
  readonly session: Session
  readonly accountId: string
  readonly bankAccountId: string
  readonly name: string
}

/** The staff of a scenario, and what has to hold before the first of them. */
export class Setting {
  private constructor(
    readonly http: HttpClient,
    readonly treasury: readonly [Session, Session],
    readonly compliance: readonly [Session, Session],
    private readonly onboarding: Onboarding,
  ) {}

  static async make(platform: ChaosPlatform): Promise<Setting> {
    const { development } = platform
    const http = new HttpClient(development.gateway)
    const staff = (name: string): Promise<Session> => Session.logIn(http, development.staff[name]!)
    const treasury = [await staff('treasury1'), await staff('treasury2')] as const
    const compliance = [await staff('compliance1'), await staff('compliance2')] as const
    const onboarding = new Onboarding(compliance[0], await staff('mlro'))
    const setting = new Setting(http, treasury, compliance, onboarding)
    await setting.listInForce()
    return setting
  }

  close(): Promise<void> {
    return this.http.close()
  }

  /** Nobody is clear of a list that is not there: the first start brings one into force. */
  private async listInForce(): Promise<void> {
    const deadline = Date.now() + LISTS_MS_MAX
    for (;;) {
      const { items } = (await this.compliance[0].get('/v1/screening/lists')) as { items?: { state: string }[] }
      if (items?.some(({ state }) => state === 'active')) return
      if (Date.now() > deadline) throw new Error('no list is in force')
      await sleep(500)
    }
  }

  /** Registers a client, who logs in. `who` tells them apart: their address and password follow from it. */
  async client(who: string, name: string): Promise<Session> {
    return (await this.registered(who, name)).session
  }

  /** Lets a client in, if they may be: see {@link Onboarding.admit}. */
  admit(client: Session): Promise<string> {
    return this.onboarding.admit(client)
  }

  private async registered(who: string, name: string) {
    const [firstName, lastName] = name.split(' ')
    const person = { email: `${who}@example.com`, password: createHash('sha256').update(who).digest('base64url') }
    const body = { ...person, firstName, lastName, dateOfBirth: '1990-01-01', nationality: 'MUS' }
    expectStatus(await patiently(() => this.http.ask('/v1/users', { method: 'POST', body })), 201, '/v1/users')
    return { person, session: await Session.logIn(this.http, person) }
  }

  /** A client who is let in; with a second factor, and a bank account in their own name. */
  async payer(who: string, name: string): Promise<Payer> {
    const { person, session } = await this.registered(who, name)
    await session.enrol(person.password, async () => undefined)
    const accountId = await this.admit(session)
    const account = ownBankAccount(person, name)
    const added = await this.eventually((key) =>
      session.ask('/v1/bank-accounts', { method: 'POST', body: account, key }),
    )
    return { session, accountId, bankAccountId: String(added['id']), name }
  }

  /**
   * Asks until it is taken: what another service has said may still be on its way, and a service may have been killed. What
   * is not answered is asked again under its key; what is refused under a new one, as under a key the first answer stands.
   */
  async eventually(
    ask: (key: string) => Promise<{ status: number; body: Record<string, unknown> }>,
  ): Promise<Record<string, unknown>> {
    const deadline = Date.now() + SETTING_MS_MAX
    let key = randomUUID()
    for (;;) {
      const answer = await ask(key).catch((error: Error) => ({ status: 0, body: { error: error.message } }))
      if (answer.status >= 200 && answer.status < 300) return answer.body
      if (Date.now() > deadline) throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`)
      if (answer.status >= 400 && answer.status < 500) key = randomUUID()
      await sleep(300)
    }
  }
}
