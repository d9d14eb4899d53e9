import type { Queryable, Row } from '@filao/engine'
import { afterOf, Problem, toPage, type Page } from '@filao/service'
import { partitionOf, type Id } from '@filao/kernel'
import type { AccountView, UserView } from '../http/user.schemas'
import type { ClientReads } from './client-reads'

const COLUMNS = `u.id, u.kind, u.email, u.first_name, u.last_name, u.phone_number, u.date_of_birth::text AS date_of_birth,
  u.nationality, u.residential_address, u.account_status, u.account_type, u.kyc_status, u.two_factor_enabled, u.email_verified,
  u.phone_verified, u.senior_management, u.registered_at, u.last_login_at,
  ARRAY(SELECT r.role::text FROM identity.roles r WHERE r.partition = u.partition AND r.user_id = u.id AND r.revoked_at IS NULL
    ORDER BY r.role) AS roles`
const ACCOUNTS = `SELECT id, kind, mode, is_primary, name, status, opened_at, closed_at FROM identity.accounts WHERE user_id = $1
  ORDER BY opened_at, id`

export interface UserFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly email?: string | undefined
  readonly status?: string | undefined
  readonly kind?: string | undefined
}

/** Users and their accounts, as clients see their own and staff see those of others. */
export class UserQueries {
  constructor(
    private readonly clients: ClientReads,
    private readonly db: Queryable,
  ) {}

  async own(userId: Id): Promise<UserView | undefined> {
    const text = `SELECT ${COLUMNS} FROM identity.users u WHERE u.partition = $1 AND u.id = $2`
    const rows = await this.clients.rows(userId, { name: 'own_user', text, values: [partitionOf(userId), userId] })
    return rows[0] && userView(rows[0])
  }

  async ownAccounts(userId: Id): Promise<AccountView[]> {
    return (await this.clients.rows(userId, { name: 'own_accounts', text: ACCOUNTS, values: [userId] })).map(
      accountView,
    )
  }

  /** Any user; for staff, and for the answer to a log-in. */
  async one(userId: Id): Promise<UserView | undefined> {
    const text = `SELECT ${COLUMNS} FROM identity.users u WHERE u.partition = $1 AND u.id = $2`
    const { rows } = await this.db.query({ name: 'identity_user', text, values: [partitionOf(userId), userId] })
    return rows[0] && userView(rows[0])
  }

  async accountsOf(userId: Id): Promise<AccountView[]> {
    return (await this.db.query({ name: 'identity_accounts', text: ACCOUNTS, values: [userId] })).rows.map(accountView)
  }

  /** Newest first. */
  async list({ limit, cursor, email, status, kind }: UserFilter): Promise<Page<UserView>> {
    const { after } = afterOf(cursor)
    const { rows } = await this.db.query({
      name: 'identity_users',
      text: `SELECT ${COLUMNS} FROM identity.users u
        WHERE ($1::timestamptz IS NULL OR (u.registered_at, u.id) < ($1, $2::uuid)) AND ($3::text IS NULL OR u.email = $3)
          AND ($4::text IS NULL OR u.account_status::text = $4) AND ($5::text IS NULL OR u.kind::text = $5)
        ORDER BY u.registered_at DESC, u.id DESC LIMIT $6`,
      values: [after?.at, after?.id, email, status, kind, limit + 1],
    })
    return toPage(rows, {
      limit,
      item: userView,
      place: (row) => [time(row['registered_at']), row['id'] as Id],
    })
  }
}

const time = (value: unknown): string => (value as Date).toISOString()
const maybe = (value: unknown): string | null => (value === null ? null : time(value))

const userView = (row: Row): UserView => ({
  id: row['id'] as Id,
  kind: row['kind'] as UserView['kind'],
  email: row['email'] as string,
  firstName: row['first_name'] as string,
  lastName: row['last_name'] as string,
  phoneNumber: row['phone_number'] as string | null,
  dateOfBirth: row['date_of_birth'] as string | null,
  nationality: row['nationality'] as string | null,
  residentialAddress: row['residential_address'] as UserView['residentialAddress'],
  accountStatus: row['account_status'] as UserView['accountStatus'],
  accountType: row['account_type'] as UserView['accountType'],
  kycStatus: row['kyc_status'] as string,
  twoFactorEnabled: row['two_factor_enabled'] as boolean,
  emailVerified: row['email_verified'] as boolean,
  phoneVerified: row['phone_verified'] as boolean,
  roles: row['kind'] === 'client' ? ['client'] : (row['roles'] as string[]),
  isSeniorManagement: row['senior_management'] as boolean,
  createdAt: time(row['registered_at']),
  lastLoginAt: maybe(row['last_login_at']),
})

const accountView = (row: Row): AccountView => ({
  id: row['id'] as Id,
  kind: row['kind'] as AccountView['kind'],
  mode: row['mode'] as AccountView['mode'],
  isPrimary: row['is_primary'] as boolean,
  name: row['name'] as string,
  status: row['status'] as AccountView['status'],
  openedAt: time(row['opened_at']),
  closedAt: maybe(row['closed_at']),
})

/** What support sees of a person: enough to know that it is them, not enough to be them. */
export const masked = (user: UserView): UserView => ({
  ...user,
  email: user.email.replace(/^(.).*@/, '$1***@'),
  phoneNumber: user.phoneNumber === null ? null : `***${user.phoneNumber.slice(-4)}`,
  dateOfBirth: null,
  residentialAddress: null,
})

/** The user who was found. Throws 404 when nobody was. */
export function existing(user: UserView | undefined): UserView {
  if (!user) throw new Problem(404, 'user-unknown', 'There is no such user.')
  return user
}
