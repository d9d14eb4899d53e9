import { setTimeout as sleep } from 'node:timers/promises'
import { answer, type LoggedIn } from './logged-in'

const ADMISSION_MS_MAX = 240_000
const LOOK_MS = 250
/** What the provider has found is fetched, matched with the lists in force and scored a little after it has decided. */
const SOON: ReadonlySet<string> = new Set(['decision-not-fetched', 'screening-not-clear', 'risk-not-scored'])

/** What every client says of themselves. */
export const DECLARED = {
  otherNames: [],
  residentialAddress: { street: '1 Rue Poudrière', city: 'Port Louis', country: 'MUS', postalCode: '11302' },
  permanentAddress: { street: '1 Rue Poudrière', city: 'Port Louis', country: 'MUS', postalCode: '11302' },
  phoneNumber: '+23052500000',
  email: 'client@filao.example',
  occupation: 'Trader',
  employer: 'Self-employed',
  purpose: 'Saving',
  expectedMonthlyDeposits: '50000',
  sourceOfFunds: 'Salary',
  taxResidence: ['MUS'],
  pepDeclaration: 'none',
} as const

/** Where a case stands, as its client sees it. */
interface OwnCase {
  readonly status: string
  readonly canStart: boolean
  readonly submittedAt: string | null
}
/** The same as staff see it. */
interface Case {
  readonly id: string
  readonly approval: string | null
}

/** What the provider has looked at in it, newest first. */
interface Sessions {
  readonly sessions: readonly { readonly id: string; readonly status: string }[]
}

/**
 * Lets clients in as the firm does: they say who they are and show it to the provider, are screened, and an officer
 * compares and approves. Nobody trades in any other way.
 */
export class Onboarding {
  /** `senior` decides with the officer where the risk asks for two. */
  constructor(
    private readonly officer: LoggedIn,
    private readonly senior: LoggedIn,
  ) {}

  /** Gives the id of the live account of a registered client, who may trade from then on. Goes on where it was left. */
  async admit(client: LoggedIn): Promise<string> {
    const deadline = Date.now() + ADMISSION_MS_MAX
    const { id } = await answer(client, '/v1/users/me')
    const { status, canStart } = await until(deadline, 'compliance does not know the client', () => ownCase(client))
    if (status !== 'approved') {
      if (canStart) await prove(client)
      await until(
        deadline,
        'the provider did not decide',
        async () => (await ownCase(client))?.submittedAt ?? undefined,
      )
      await this.approve(String(id), deadline)
    }
    const accountId = await until(deadline, 'the account was not opened', () => liveAccount(client))
    // A token names the account that there was when it was given.
    await client.renew()
    await until(deadline, 'the account was not let in', async () => {
      const { status, body } = await client.ask('/v1/account-standing')
      return status === 200 && body['trading'] === null ? true : undefined
    })
    return accountId
  }

  private async approve(userId: string, deadline: number): Promise<void> {
    const id = await until(deadline, 'the case was not handed to an officer', async () => {
      const { items } = (await answer(this.officer, `/v1/kyc-cases?userId=${userId}`)) as unknown as { items: Case[] }
      return items.find(({ approval }) => approval === 'pending_approval')?.id
    })
    const { sessions } = (await answer(this.officer, `/v1/kyc-cases/${id}`)) as unknown as Sessions
    const verifiedBy = sessions.find(({ status }) => status === 'approved')?.id
    const evidence = { fields: Object.keys(DECLARED), verifiedBy }
    await answer(this.officer, `/v1/kyc-cases/${id}/verify`, { method: 'POST', body: evidence })
    const outcome = await until(deadline, 'the client was not approved', () => decided(this.officer, id))
    if (outcome === 'first_approved')
      await until(deadline, 'the client was not approved by a second person', () => decided(this.senior, id))
  }
}

/** Undefined while compliance has not heard of the client. */
async function ownCase(client: LoggedIn): Promise<OwnCase | undefined> {
  const { status, body } = await client.ask('/v1/kyc')
  const own = body as unknown as OwnCase
  return status === 200 && (own.canStart || own.status !== 'not_started') ? own : undefined
}

/** What a client says of themselves, and the visit to the provider. */
async function prove(client: LoggedIn): Promise<void> {
  await answer(client, '/v1/kyc/due-diligence', { method: 'PUT', body: DECLARED })
  await answer(client, '/v1/kyc/sessions', { method: 'POST' })
}

async function decided(officer: LoggedIn, caseId: string): Promise<string | undefined> {
  const { status, body } = await officer.ask(`/v1/kyc-cases/${caseId}/approve`, { method: 'POST', body: {} })
  if (status === 200) return String(body['outcome'])
  if (body['code'] === 'kyc-already-approved') return 'done'
  if (SOON.has(String(body['code']))) return undefined
  throw new Error(`the approval was answered ${status}: ${JSON.stringify(body)}`)
}

async function liveAccount(client: LoggedIn): Promise<string | undefined> {
  const { items } = (await answer(client, '/v1/accounts')) as unknown as { items: { id: string; isPrimary: boolean }[] }
  return items.find(({ isPrimary }) => isPrimary)?.id
}

/** Asks until there is an answer. */
async function until<Found>(
  deadline: number,
  otherwise: string,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${otherwise} in ${ADMISSION_MS_MAX / 1000} s`)
    await sleep(LOOK_MS)
  }
}
