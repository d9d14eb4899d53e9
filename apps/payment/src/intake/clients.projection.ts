import {
  AccountOpened,
  contractSet,
  IdentityChanged,
  ProfileUpdated,
  UserRegistered,
  type MessageOf,
} from '@filao/contracts'
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

const persons = contractSet([UserRegistered, ProfileUpdated, IdentityChanged])
type PersonEvent = MessageOf<(typeof persons.contracts)[number]>

/**
 * Who clients are, sealed as it came: a projection opens nothing, and whoever may read it opens it by the message type that
 * it is bound to.
 */
export const personsProjection: Projection<PersonEvent> = {
  consumer: 'person_view',
  source: 'identity',
  events: persons,
  async apply(db: Queryable, projected: readonly ProjectedEvent<PersonEvent>[]): Promise<void> {
    for (const { event, headers } of projected) {
      const type = headers['ce_type']
      const { firstName, lastName, dateOfBirth, residentialAddress } = event
      if (event.type === 'UserRegistered') {
        if (event.kind !== 'client') continue
        await db.query({
          text: `INSERT INTO payment.person_view (user_id, first_name, first_name_type, last_name, last_name_type,
              date_of_birth, date_of_birth_type, residential_address, residential_address_type)
            VALUES ($1, $2, $3, $4, $3, $5, $3, $6, $3) ON CONFLICT DO NOTHING`,
          values: [event.userId, json(firstName), type, json(lastName), json(dateOfBirth), json(residentialAddress)],
        })
        continue
      }
      const told = { first_name: firstName, last_name: lastName, date_of_birth: dateOfBirth }
      for (const [column, value] of Object.entries({ ...told, residential_address: residentialAddress })) {
        if (value === undefined) continue
        await db.query({
          text: `UPDATE payment.person_view SET ${column} = $2, ${column}_type = $3 WHERE user_id = $1`,
          values: [event.userId, json(value), type],
        })
      }
    }
  },
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
