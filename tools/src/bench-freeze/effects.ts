import type { ChaosPlatform } from '../chaos/platform'
import type { Named } from './named'

/** Milliseconds from the recorded match of a client until each effect is in the log of the service that has it. */
export interface Effects {
  readonly restricted: number
  readonly cancelled: number
  readonly held: number
  /** Until the last of the three. */
  readonly all: number
}

interface Fact {
  readonly service: 'compliance' | 'wallet' | 'order' | 'payment'
  readonly type: string
  readonly subjects: readonly string[]
  /** Nothing of before counts: an account was restricted until its client was let in. */
  readonly since?: Date
}

/** Undefined while an effect is lacking. Read from the logs: the moments are those at which each was decided. */
export async function effectsOn(platform: ChaosPlatform, client: Named): Promise<Effects | undefined> {
  const { userId, accountId, orderIds, withdrawalId } = client
  const matched = await lastOf(platform, { service: 'compliance', type: 'AccountFrozen', subjects: [userId] })
  if (!matched) return undefined
  const since = new Date(matched)
  const [restricted, cancelled, held] = [
    await lastOf(platform, { service: 'wallet', type: 'AccountRestricted', subjects: [accountId], since }),
    await lastOf(platform, { service: 'order', type: 'OrderClosed', subjects: orderIds, since }),
    await lastOf(platform, { service: 'payment', type: 'WithdrawalFlagged', subjects: [withdrawalId], since }),
  ]
  if (!restricted || !cancelled || !held) return undefined
  const after = { restricted: restricted - matched, cancelled: cancelled - matched, held: held - matched }
  return { ...after, all: Math.max(after.restricted, after.cancelled, after.held) }
}

/**
 * When the last of some subjects had its fact for the first time, as a withdrawal is flagged again once it has been looked
 * for in the list itself; undefined while one has none.
 */
async function lastOf({ db }: ChaosPlatform, { service, type, subjects, since }: Fact): Promise<number | undefined> {
  const { rows } = await db.query<{ first: Date }>(
    `SELECT min(time) AS first FROM "${service}".event_log
      WHERE subject = ANY ($1::uuid[]) AND type LIKE $2 AND time >= coalesce($3::timestamptz, '-infinity') GROUP BY subject`,
    [subjects, `filao.${service}.${type}.v%`, since],
  )
  return rows.length === subjects.length ? Math.max(...rows.map(({ first }) => first.getTime())) : undefined
}
