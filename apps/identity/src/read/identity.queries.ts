import type { Role } from '@filao/contracts'
import type { Queryable, Row } from '@filao/engine'
import { partitionOf, type Id, type Instant } from '@filao/kernel'

/** What a log-in needs: whose password, and the hash to compare with. */
export interface PasswordRow {
  readonly userId: Id
  readonly kind: TokenRow['kind']
  readonly secretHash: string
}

/** What a token says of a user. */
export interface TokenRow {
  readonly userId: Id
  readonly kind: 'client' | 'staff' | 'service'
  readonly status: 'pending_kyc' | 'active' | 'suspended' | 'closed'
  readonly accountType: string
  readonly kycStatus: string
  readonly accountId: Id | undefined
  readonly roles: readonly Role[]
  readonly isSeniorManagement: boolean
}

/** Whose session it is, and what was shown in it. */
export interface SessionOwner {
  readonly userId: Id
  readonly kind: TokenRow['kind']
  readonly loggedInAt: Instant
  readonly secondFactorAt: Instant | undefined
}

/** Whose one-time token it is. */
export interface TokenOwner {
  readonly userId: Id
  readonly kind: TokenRow['kind']
  readonly email: string
}

export interface ApiKeyRow {
  readonly keyId: Id
  readonly userId: Id
  readonly keyHash: string
  readonly scopes: readonly string[]
  readonly isAllowed: boolean
  readonly madeAt: Instant
}

/** Reads of the service itself: for log-in, tokens and checks. What clients see is read elsewhere, as clients. */
export class IdentityQueries {
  constructor(private readonly db: Queryable) {}

  /** The live password of an e-mail. The e-mail's claim makes it one. */
  async passwordOf(email: string): Promise<PasswordRow | undefined> {
    const [row] = await this.rows(
      'identity_password_by_email',
      `SELECT u.id, u.kind, c.secret_hash FROM identity.users u
      JOIN identity.credentials c ON c.partition = u.partition AND c.user_id = u.id AND c.kind = 'password' AND c.revoked_at IS NULL
      WHERE u.email = $1`,
      [email],
    )
    return (
      row && {
        userId: row['id'] as Id,
        kind: row['kind'] as PasswordRow['kind'],
        secretHash: row['secret_hash'] as string,
      }
    )
  }

  async passwordOfUser(userId: Id): Promise<string | undefined> {
    const [row] = await this.rows(
      'identity_password_by_user',
      `SELECT secret_hash FROM identity.credentials
      WHERE partition = $1 AND user_id = $2 AND kind = 'password' AND revoked_at IS NULL`,
      [partitionOf(userId), userId],
    )
    return row?.['secret_hash'] as string | undefined
  }

  async ownerOfSession(sessionId: Id): Promise<SessionOwner | undefined> {
    const [row] = await this.rows(
      'identity_session_owner',
      `SELECT s.user_id, u.kind, s.logged_in_at, s.second_factor_at FROM identity.sessions s
      JOIN identity.users u ON u.partition = s.partition AND u.id = s.user_id WHERE s.partition = $1 AND s.id = $2`,
      [partitionOf(sessionId), sessionId],
    )
    return (
      row && {
        userId: row['user_id'] as Id,
        kind: row['kind'] as TokenRow['kind'],
        loggedInAt: (row['logged_in_at'] as Date).getTime(),
        secondFactorAt: (row['second_factor_at'] as Date | null)?.getTime(),
      }
    )
  }

  async ownerOfToken(tokenId: Id): Promise<TokenOwner | undefined> {
    const [row] = await this.rows(
      'identity_token_owner',
      `SELECT u.id, u.kind, u.email FROM identity.user_tokens t
      JOIN identity.users u ON u.partition = t.partition AND u.id = t.user_id WHERE t.partition = $1 AND t.id = $2`,
      [partitionOf(tokenId), tokenId],
    )
    return row && { userId: row['id'] as Id, kind: row['kind'] as TokenRow['kind'], email: row['email'] as string }
  }

  /** The token of a telephone's code that was sent last. */
  async newestPhoneToken(userId: Id): Promise<Id | undefined> {
    const [row] = await this.rows(
      'identity_phone_token',
      `SELECT id FROM identity.user_tokens WHERE partition = $1 AND user_id = $2 AND kind = 'phone_verification'
      ORDER BY issued_at DESC, id DESC LIMIT 1`,
      [partitionOf(userId), userId],
    )
    return row?.['id'] as Id | undefined
  }

  async ownerOfAccount(accountId: Id): Promise<Id | undefined> {
    const [row] = await this.rows('identity_account_owner', 'SELECT user_id FROM identity.accounts WHERE id = $1', [
      accountId,
    ])
    return row?.['user_id'] as Id | undefined
  }

  async ownerOfProposal(proposalId: Id): Promise<Id | undefined> {
    const [row] = await this.rows(
      'identity_proposal_owner',
      `SELECT user_id FROM identity.proposals
      WHERE partition = $1 AND id = $2`,
      [partitionOf(proposalId), proposalId],
    )
    return row?.['user_id'] as Id | undefined
  }

  async grant(grantId: Id): Promise<{ userId: Id; role: string } | undefined> {
    const [row] = await this.rows(
      'identity_grant',
      `SELECT user_id, role FROM identity.roles
      WHERE partition = $1 AND id = $2 AND revoked_at IS NULL`,
      [partitionOf(grantId), grantId],
    )
    return row && { userId: row['user_id'] as Id, role: row['role'] as string }
  }

  async tokenOf(userId: Id): Promise<TokenRow | undefined> {
    const [row] = await this.rows(
      'identity_token',
      `SELECT u.id, u.kind, u.account_status, u.account_type, u.kyc_status, u.senior_management,
        (SELECT a.id FROM identity.accounts a WHERE a.partition = u.partition AND a.user_id = u.id AND a.is_primary) AS account_id,
        ARRAY(SELECT r.role::text FROM identity.roles r WHERE r.partition = u.partition AND r.user_id = u.id
          AND r.revoked_at IS NULL ORDER BY r.role) AS roles
      FROM identity.users u WHERE u.partition = $1 AND u.id = $2`,
      [partitionOf(userId), userId],
    )
    if (!row) return undefined
    const kind = row['kind'] as TokenRow['kind']
    return {
      userId: row['id'] as Id,
      kind,
      status: row['account_status'] as TokenRow['status'],
      accountType: row['account_type'] as string,
      kycStatus: row['kyc_status'] as string,
      accountId: (row['account_id'] as Id | null) ?? undefined,
      roles: kind === 'client' ? ['client'] : (row['roles'] as Role[]),
      isSeniorManagement: row['senior_management'] as boolean,
    }
  }

  /** A live key, with whether it may be used from an address. */
  async apiKey(prefix: string, address: string): Promise<ApiKeyRow | undefined> {
    const [row] = await this.rows(
      'identity_api_key',
      `SELECT id, user_id, key_hash, scopes, made_at,
        (ip_allowlist IS NULL OR $2::inet <<= ANY (ip_allowlist)) AS is_allowed
      FROM identity.api_keys WHERE prefix = $1 AND revoked_at IS NULL AND expires_at > now()`,
      [prefix, address],
    )
    return (
      row && {
        keyId: row['id'] as Id,
        userId: row['user_id'] as Id,
        keyHash: row['key_hash'] as string,
        scopes: row['scopes'] as string[],
        isAllowed: row['is_allowed'] as boolean,
        madeAt: (row['made_at'] as Date).getTime(),
      }
    )
  }

  private async rows(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.db.query({ name, text, values })).rows
  }
}
