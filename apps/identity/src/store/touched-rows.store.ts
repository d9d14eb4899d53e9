import type { IdentityEvent } from '@filao/contracts'
import type { JsonRow, Recorded } from '@filao/engine'
import { placeOf, type User, type UserState } from '@filao/identity'
import { assert } from '@filao/kernel'
import { factorRow, passkeyRow, recoveryCodeRow } from './factor-row.store'
import { preferenceRow } from './preference-row.store'
import type { SecretHashes } from './secret-hashes.store'
import { tokenRow } from './token-row.store'
import { accountRow, apiKeyRow, credentialRow, proposalRow, roleRow, sessionRow, userRow } from './user-row.store'

/** The tables whose rows are written from the state as it is after the batch. */
export type StateTable =
  'users' | 'accounts' | 'sessions' | 'roles' | 'proposals' | 'api_keys' | 'user_tokens' | 'notification_preferences'

/** The rows that a batch changed, each with the position of the last event that changed it. */
export interface TouchedRows {
  readonly rows: Readonly<Record<StateTable, JsonRow[]>>
  /** Passwords and factors that came to be in this batch; their secret is in a draft with the credential's id. */
  readonly newCredentials: JsonRow[]
  /** What has changed of known ones, and the draft of a new password if there is one. */
  readonly credentials: JsonRow[]
  /** Drafts that are no longer needed. */
  readonly drafts: readonly string[]
}

export function touchedRows(
  events: readonly Recorded<IdentityEvent>[],
  memory: ReadonlyMap<string, UserState>,
  hashes: SecretHashes,
): TouchedRows {
  const byUser = new Map<string, Recorded<IdentityEvent>[]>()
  for (const recorded of events) {
    const of = byUser.get(recorded.aggregate)
    if (of) of.push(recorded)
    else byUser.set(recorded.aggregate, [recorded])
  }
  const touched: TouchedRows = {
    rows: {
      ...{ users: [], accounts: [], sessions: [], roles: [], proposals: [], api_keys: [], user_tokens: [] },
      notification_preferences: [],
    },
    newCredentials: [],
    credentials: [],
    drafts: events.flatMap(({ event }) => draftOf(event) ?? []),
  }
  for (const [userId, history] of byUser) {
    const user = memory.get(userId)
    assert(user !== undefined, 'a user whose events are written is in memory')
    addRows(touched, user, history, hashes)
  }
  return touched
}

function addRows(
  touched: TouchedRows,
  user: User,
  history: readonly Recorded<IdentityEvent>[],
  hashes: SecretHashes,
): void {
  const { rows } = touched
  const last = history.at(-1)!.position
  rows.users.push({ ...userRow(user), position: last })
  const add = <T>(
    table: StateTable,
    of: ReadonlyMap<string, T>,
    idsOf: (event: IdentityEvent) => readonly string[],
    row: (item: T) => JsonRow,
  ): void => {
    for (const [id, position] of lastPositions(history, idsOf)) rows[table].push({ ...row(of.get(id)!), position })
  }
  add('accounts', user.accounts, accountsOf, (account) => accountRow(user.id, account))
  add('sessions', user.sessions, named('sessionId'), (session) => sessionRow(user.id, session, hashes))
  add('roles', user.grants, named('grantId'), (grant) => roleRow(user.id, grant))
  add('proposals', user.proposals, proposalsOf, (proposal) => proposalRow(user.id, proposal))
  add('api_keys', user.apiKeys, named('keyId'), (key) => apiKeyRow(user.id, key, hashes))
  add('user_tokens', user.tokens, tokensOf, (token) => tokenRow(user.id, token, hashes))
  add('notification_preferences', user.preferences, preferencesOf, (preference) => preferenceRow(user.id, preference))
  addPassword(touched, user, history, last)
  addFactors(touched, user, history, { position: last, hashes })
}

function addPassword(
  touched: TouchedRows,
  user: User,
  history: readonly Recorded<IdentityEvent>[],
  position: number,
): void {
  const row = { ...credentialRow(user.id, user.password), position }
  const isNew = history.some(({ event }) => event.type === 'UserRegistered')
  if (isNew) touched.newCredentials.push(row)
  else if (history.some(({ event }) => CREDENTIAL_EVENTS.has(event.type))) {
    const changes = history.flatMap(({ event }) => (event.type === 'PasswordChanged' ? [event.secretId] : []))
    touched.credentials.push({ ...row, secret_id: changes.at(-1) })
  }
}

/** All that a user has of them, when one was touched: they are few, and a removal touches each. */
function addFactors(
  touched: TouchedRows,
  user: User,
  history: readonly Recorded<IdentityEvent>[],
  { position, hashes }: { readonly position: number; readonly hashes: SecretHashes },
): void {
  if (!history.some(({ event }) => FACTOR_EVENTS.has(event.type))) return
  const fresh = new Set(history.flatMap(({ event }) => credentialsIn(event)))
  const rows = [
    ...[...user.factors.values()].map((factor) => factorRow(user.id, factor)),
    ...[...user.passkeys.values()].map((passkey) => passkeyRow(user.id, passkey)),
    ...[...user.recoveryCodes.values()].map((code) => recoveryCodeRow(user.id, code, hashes)),
  ]
  for (const row of rows) {
    const list = fresh.has(row['id'] as string) ? touched.newCredentials : touched.credentials
    list.push({ ...row, position })
  }
}

const FACTOR_EVENTS: ReadonlySet<string> = new Set([
  'FactorBegun',
  'FactorEnrolled',
  'FactorRemoved',
  'FactorReset',
  'PasskeyEnrolled',
  'PasskeyRemoved',
  'RecoveryCodesRenewed',
  'StepUpVerified',
  'SessionStarted',
])

/** The factors and codes that an event makes. */
function credentialsIn(event: IdentityEvent): readonly string[] {
  if (event.type === 'FactorBegun') return [event.credentialId]
  if (event.type === 'PasskeyEnrolled') return [event.credentialId, ...event.recoveryCodeIds]
  return 'recoveryCodeIds' in event ? event.recoveryCodeIds : []
}

const CREDENTIAL_EVENTS: ReadonlySet<string> = new Set([
  'LoginFailed',
  'CredentialLocked',
  'SessionStarted',
  'PasswordChanged',
])

function draftOf(event: IdentityEvent): string | undefined {
  if (event.type === 'UserRegistered' || event.type === 'FactorBegun') return event.credentialId
  return event.type === 'PasswordChanged' ? event.secretId : undefined
}

const named =
  (field: 'sessionId' | 'grantId' | 'keyId') =>
  (event: IdentityEvent): readonly string[] =>
    field in event ? [(event as unknown as Record<string, string>)[field]!] : []

const tokensOf = (event: IdentityEvent): readonly string[] =>
  'tokenId' in event && event.tokenId !== undefined ? [event.tokenId] : []

const preferencesOf = (event: IdentityEvent): readonly string[] =>
  event.type === 'NotificationPreferencesSet' ? event.preferences.map(placeOf) : []

/** A proposed kind changes the proposal, not yet the account. */
function accountsOf(event: IdentityEvent): readonly string[] {
  if (event.type === 'ClosureRequested') return event.accountIds
  if (event.type === 'AccountKindProposed') return []
  return 'accountId' in event ? [event.accountId] : []
}

const proposalsOf = (event: IdentityEvent): readonly string[] => [
  ...('supersedes' in event && event.supersedes !== undefined ? [event.supersedes] : []),
  ...('proposalId' in event && event.proposalId !== undefined ? [event.proposalId] : []),
]

/** Ids in the order in which they were first touched: a role that is revoked frees its place before it is granted anew. */
function lastPositions(
  history: readonly Recorded<IdentityEvent>[],
  idsOf: (event: IdentityEvent) => readonly string[],
): Map<string, number> {
  const positions = new Map<string, number>()
  for (const { event, position } of history) for (const id of idsOf(event)) positions.set(id, position)
  return positions
}
