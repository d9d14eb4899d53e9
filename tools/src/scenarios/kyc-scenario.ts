import { DECLARED } from '@filao/testing/servers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosPlatform } from '../chaos/platform'
import type { Session } from '../client/session'
import { FOUND, type KycPlan } from './kyc-plan'
import type { ControlledKycProvider } from './kyc-provider'
import type { Setting } from './setting'
import type { Moments } from './wave'

const REST_MS_MAX = 180_000
const LOOK_MS = 1_000

interface Parts {
  readonly platform: ChaosPlatform
  readonly setting: Setting
  readonly provider: ControlledKycProvider
  readonly plan: KycPlan
  readonly person: Person
}

/** Somebody who has registered, and nothing more. */
export interface Person {
  readonly session: Session
  readonly userId: string
}

export async function registerPerson(setting: Setting, plan: KycPlan, seed: number): Promise<Person> {
  const name = `${plan.firstName} Number${lettersOf(plan.number)}`
  const session = await setting.client(`didit-${seed}-${plan.number}`, name)
  return { session, userId: String((await session.get('/v1/users/me'))['id']) }
}

/** A client proves who they are, while the provider misbehaves and services are killed; then officers try to let them in. */
export async function runKycScenario(parts: Parts, { killed, calm }: Moments): Promise<string> {
  const { setting, provider, plan, person } = parts
  const { session, userId } = person
  await provider.order(plan.faults, userId)
  await setting.eventually(() => session.ask('/v1/kyc/due-diligence', { method: 'PUT', body: DECLARED }))
  await setting.eventually(() => session.ask('/v1/kyc/sessions', { method: 'POST' }))
  await killed
  await provider.order({}, userId)
  await agreed(parts)
  await calm
  // A provider that was killed may have changed its mind when it came back.
  const found = await agreed(parts)
  if (found !== 'Approved') return `${found}, ${await refused(setting, userId)}`
  await setting.admit(session)
  return `${found}, let in`
}

const lettersOf = (number: number): string =>
  String(number)
    .split('')
    .map((digit) => 'ABCDEFGHIJ'[Number(digit)])
    .join('')

/** Until compliance and the provider agree, whatever was lost on the way: the client looks now and then. */
async function agreed({ platform, setting, provider, plan, person }: Parts): Promise<string> {
  const { session, userId } = person
  const ends: readonly string[] = FOUND[plan.firstName]
  const deadline = Date.now() + REST_MS_MAX
  for (;;) {
    await setting.eventually(() => session.ask('/v1/kyc'))
    const { sessions } = await provider.books(userId)
    const { rows } = await platform.db.query<{ id: string; status: string; waiting: number }>(
      `SELECT didit_session_id AS id, provider_status AS status,
          (SELECT count(*)::int FROM compliance.provider_webhooks w
            WHERE w.handled_at IS NULL AND w.facts ->> 'providerSessionId' = s.didit_session_id) AS waiting
        FROM compliance.kyc_sessions s WHERE user_id = $1 ORDER BY attempt DESC LIMIT 1`,
      [userId],
    )
    const [here] = rows
    const there = sessions.find(({ id }) => id === here?.id)?.status
    if (here && here.waiting === 0 && here.status === there && ends.includes(here.status)) return here.status
    if (Date.now() > deadline) throw new Error(`the provider says ${there}, compliance ${here?.status}`)
    await sleep(LOOK_MS)
  }
}

/** Two officers try to approve somebody whom the provider did not: the checks find it if the rules let them. */
async function refused(setting: Setting, userId: string): Promise<string> {
  const [first] = setting.compliance
  const found = await setting.eventually(() => first.ask(`/v1/kyc-cases?userId=${userId}`))
  const [{ id }] = found['items'] as [{ id: string }]
  const codes = new Set<string>()
  for (const officer of setting.compliance) {
    const { status, body } = await officer.ask(`/v1/kyc-cases/${id}/approve`, { method: 'POST', body: {} })
    codes.add(status < 300 ? 'approved' : String(body['code']))
  }
  return [...codes].join()
}
