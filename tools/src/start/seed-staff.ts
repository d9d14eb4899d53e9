import { randomUUID } from 'node:crypto'
import type { HttpClient } from '../client/http-client'
import { expectStatus, Session } from '../client/session'
import { STAFF, type Person, type StaffName } from './people'

/** What has to be done by two different people. */
export interface Pair {
  readonly first: Session
  readonly second: Session
}

/** A name for a demo person, made of the e-mail. */
export const named = (email: string): { firstName: string; lastName: string } => ({
  firstName: email.split('@')[0]!.replace(/\d/g, ''),
  lastName: 'Demo',
})

/** The same as it stands on a payment. */
export const fullName = (email: string): string => Object.values(named(email)).join(' ')

/** Writes down the secret of a person's authenticator. */
export type KeepSecret = (totpSecret: string) => Promise<void>

/** Logs a person in, who gets a second factor unless there is one: staff, and clients who take money out. */
export async function shown(http: HttpClient, person: Person, keep: KeepSecret): Promise<Session> {
  const session = await Session.logIn(http, person)
  if (!session.hasSecondFactor) await session.enrol(person.password, keep)
  return session
}

/** Makes a person of staff and gives the role, unless that has been done. */
export async function hire(http: HttpClient, admins: Pair, name: StaffName, staff: Person): Promise<void> {
  const role = STAFF[name][0]
  const userId = await userIdOf(http, admins.first, staff)
  const { items } = (await admins.first.get(`/v1/roles?userId=${userId}`)) as { items: Record<string, unknown>[] }
  const known = items.find((grant) => grant['role'] === role && grant['status'] !== 'revoked')
  if (known?.['status'] === 'granted') return
  const rank = role === 'mlro' ? { mlroRank: name } : {}
  const proposal = known ?? (await admins.first.post('/v1/roles', { userId, role, ...rank, reason: 'demo staff' }, 201))
  await admins.second.post(`/v1/roles/${String(proposal['id'])}/approve`, {}, 200)
}

/** Makes a person of staff one of senior management, whom the highest risks and withdrawals wait for, unless that is done. */
export async function elevate(admins: Pair, person: Session): Promise<void> {
  const userId = String((await person.get('/v1/users/me'))['id'])
  for (const admin of [admins.first, admins.second]) {
    const answer = await admin.ask(`/v1/users/${userId}/senior-management`, {
      method: 'POST',
      body: { reason: 'demo staff' },
      key: randomUUID(),
    })
    if (answer.body['code'] === 'already-granted') break
    // A start that was broken off has left the first one's word.
    if (answer.body['code'] !== 'same-approver') expectStatus(answer, 200, '/v1/users/{id}/senior-management')
  }
  await person.renew()
}

async function userIdOf(http: HttpClient, admin: Session, staff: Person): Promise<string> {
  const made = await admin.ask('/v1/staff', {
    method: 'POST',
    body: { email: staff.email, password: staff.password, ...named(staff.email) },
    key: randomUUID(),
  })
  if (made.status === 201) return String(made.body['id'])
  if (made.body['code'] !== 'email-taken') throw new Error(`staff was refused: ${JSON.stringify(made.body)}`)
  const session = await Session.logIn(http, staff)
  return String((await session.get('/v1/users/me'))['id'])
}
