import { AccountOpened, contractSet, ProfileUpdated, UserRegistered, type MessageOf } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'

const accounts = contractSet([AccountOpened])
type AccountEvent = MessageOf<(typeof accounts.contracts)[number]>

/** Whose account is whose, from identity. */
export const accountsProjection: Projection<AccountEvent> = {
  consumer: 'account_view',
  source: 'identity',
  events: accounts,
  async apply(db: Queryable, projected: readonly ProjectedEvent<AccountEvent>[]): Promise<void> {
    for (const { event } of projected) {
      await db.query({
        text: 'INSERT INTO payment.account_view (account_id, user_id, mode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        values: [event.accountId, event.userId, event.mode],
      })
    }
  },
}

const persons = contractSet([UserRegistered, ProfileUpdated])
type PersonEvent = MessageOf<(typeof persons.contracts)[number]>

/**
 * The names of clients, sealed as they came: a projection opens nothing, and whoever may read them opens them by the
 * message type that they are bound to.
 */
export const personsProjection: Projection<PersonEvent> = {
  consumer: 'person_view',
  source: 'identity',
  events: persons,
  async apply(db: Queryable, projected: readonly ProjectedEvent<PersonEvent>[]): Promise<void> {
    for (const { event, headers } of projected) {
      const type = headers['ce_type']
      if (event.type === 'UserRegistered') {
        if (event.kind !== 'client') continue
        await db.query({
          text: `INSERT INTO payment.person_view (user_id, first_name, first_name_type, last_name, last_name_type)
            VALUES ($1, $2, $3, $4, $3) ON CONFLICT DO NOTHING`,
          values: [event.userId, JSON.stringify(event.firstName), type, JSON.stringify(event.lastName)],
        })
        continue
      }
      for (const [column, value] of [
        ['first_name', event.firstName],
        ['last_name', event.lastName],
      ] as const) {
        if (value === undefined) continue
        await db.query({
          text: `UPDATE payment.person_view SET ${column} = $2, ${column}_type = $3 WHERE user_id = $1`,
          values: [event.userId, JSON.stringify(value), type],
        })
      }
    }
  },
}
