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
}

/** Undefined while an effect is lacking. Read from the logs: the moments are those at which each was decided. */
export async function effectsOn(platform: ChaosPlatform, client: Named): Promise<Effects | undefined> {
  const { userId, accountId, orderIds, withdrawalId } = client
  const [matched, restricted, cancelled, held] = [
    await lastOf(platform, { service: 'compliance', type: 'AccountFrozen', subjects: [userId] }),
    await lastOf(platform, { service: 'wallet', type: 'AccountRestricted', subjects: [accountId] }),
    await lastOf(platform, { service: 'order', type: 'OrderClosed', subjects: orderIds }),
    await lastOf(platform, { service: 'payment', type: 'WithdrawalFlagged', subjects: [withdrawalId] }),
  ]
  if (!matched || !restricted || !cancelled || !held) return undefined
  const since = { restricted: restricted - matched, cancelled: cancelled - matched, held: held - matched }
  return { ...since, all: Math.max(since.restricted, since.cancelled, since.held) }
}

/**
 * When the last of some subjects had its fact for the first time, as a withdrawal is flagged again once it has been looked
 * for in the list itself; undefined while one has none.
 */
async function lastOf({ db }: ChaosPlatform, { service, type, subjects }: Fact): Promise<number | undefined> {
  const { rows } = await db.query<{ first: Date }>(
    `SELECT min(time) AS first FROM "${service}".event_log
      WHERE subject = ANY ($1::uuid[]) AND type LIKE $2 GROUP BY subject`,
    [subjects, `filao.${service}.${type}.v%`],
  )
  return rows.length === subjects.length ? Math.max(...rows.map(({ first }) => first.getTime())) : undefined
}
