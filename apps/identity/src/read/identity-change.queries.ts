import type { Queryable, Row } from '@filao/engine'
import type { IdentityChange } from '@filao/identity'
import { partitionOf, toTimestamp, type Id } from '@filao/kernel'
import type { IdentityChangeView } from '../http/identity-change.schemas'
import type { ClientReads } from './client-reads'

const TEXT =
  'SELECT identity_change FROM identity.users WHERE partition = $1 AND id = $2 AND identity_change IS NOT NULL'

/** What clients have asked to be verified anew. */
export class IdentityChangeQueries {
  constructor(
    private readonly clients: ClientReads,
    private readonly db: Queryable,
  ) {}

  async own(userId: Id): Promise<IdentityChangeView | undefined> {
    const query = { name: 'own_identity_change', text: TEXT, values: [partitionOf(userId), userId] }
    return viewOf((await this.clients.rows(userId, query))[0])
  }

  /** For staff. */
  async of(userId: Id): Promise<IdentityChangeView | undefined> {
    const values = [partitionOf(userId), userId]
    return viewOf((await this.db.query({ name: 'identity_change', text: TEXT, values })).rows[0])
  }
}

function viewOf(row: Row | undefined): IdentityChangeView | undefined {
  if (!row) return undefined
  const change = row['identity_change'] as IdentityChange
  return {
    id: change.id,
    requestedAt: toTimestamp(change.requestedAt),
    firstName: (change.firstName as string | undefined) ?? null,
    lastName: (change.lastName as string | undefined) ?? null,
    dateOfBirth: (change.dateOfBirth as string | undefined) ?? null,
    nationality: (change.nationality as string | undefined) ?? null,
    residentialAddress: (change.residentialAddress as IdentityChangeView['residentialAddress'] | undefined) ?? null,
  }
}
