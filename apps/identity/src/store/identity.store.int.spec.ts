import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { IdentityCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { randomBytes } from 'node:crypto'
import { IdentityEngine } from '../testing/identity-engine.store'

let now = Date.UTC(2026, 10, 24)
let identity: IdentityEngine
beforeAll(async () => {
  identity = await IdentityEngine.start({ now: () => now })
})
afterAll(() => identity.stop())

const newId = (partition: number): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })
const rows = async (sql: string, values: unknown[] = []) => (await identity.database.owner.query(sql, values)).rows
const origin = { ipAddress: '192.0.2.7', userAgent: 'jest', deviceType: 'desktop' } as const
const life = { absoluteSeconds: 30 * 86_400, idleSeconds: 14 * 86_400 }

async function register(
  fields: Partial<Extract<IdentityCommand, { type: 'RegisterUser' }>> = {},
  by = identity.engine,
) {
  const userId = newId(2)
  const secretId = await identity.draft('$argon2id$first')
  const command: IdentityCommand = {
    type: 'RegisterUser',
    userId,
    kind: 'client',
    emailKey: randomBytes(32).toString('hex'),
    email: `ada.${userId}@example.com`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    phoneNumber: '+23052500000',
    dateOfBirth: '1990-12-10',
    nationality: 'MUS',
    residentialAddress: { street: '1 Rue Désiré', city: 'Port Louis', country: 'MUS', postalCode: '11101' },
    secretId,
    ...fields,
  }
  const answer = await identity.submit(command, by)
  const accountId = newId(3)
  const activate = () => identity.submit({ type: 'ActivateUser', userId, accountId })
  return { userId, secretId, accountId, answer, activate }
}
const logIn = (userId: Id, sessionId: Id, passwordCorrect = true): IdentityCommand => ({
  type: 'LogIn',
  userId,
  sessionId,
  passwordCorrect,
  codeSent: false,
  loginMethod: 'password',
  ...origin,
  life,
  settings: [{ key: 'identity.session_lives', version: 0 }],
})

describe('the rows of a user', () => {
  test('come to be with the events, and the password’s hash moves from its draft into its credential', async () => {
    const { userId, secretId, answer, accountId, activate } = await register()
    expect(answer).toMatchObject({ kind: 'done', partition: 2 })
    await activate()
    expect(await rows('SELECT * FROM identity.users WHERE id = $1', [userId])).toMatchObject([
      { partition: 2, account_status: 'active', account_type: 'live_trader', first_name: 'Ada', nationality: 'MUS' },
    ])
    expect(await rows('SELECT * FROM identity.accounts WHERE user_id = $1', [userId])).toMatchObject([
      { id: accountId, partition: 2, mode: 'live', is_primary: true, status: 'open' },
    ])
    expect(await rows('SELECT * FROM identity.credentials WHERE user_id = $1', [userId])).toMatchObject([
      { id: secretId, secret_hash: '$argon2id$first', failed_count: 0 },
    ])
    expect(await rows('SELECT * FROM identity.secret_drafts WHERE id = $1', [secretId])).toEqual([])
  })

  test('hold no word of a person in the log', async () => {
    const { userId } = await register({ firstName: 'Zebulon' })
    const log = await rows(
      'SELECT data::text, headers::text, commands::text FROM identity.event_log WHERE subject = $1',
      [userId],
    )
    expect(log).toHaveLength(1)
    for (const word of ['Zebulon', 'Lovelace', 'example.com', '52500000', '1990-12-10', 'Port Louis', 'argon2id']) {
      expect(JSON.stringify(log)).not.toContain(word)
    }
    expect(
      await rows('SELECT count(*)::int AS keys FROM identity.subject_keys WHERE subject_id = $1', [userId]),
    ).toEqual([{ keys: 1 }])
  })

  test('come to be the same through another instance, and no word of a person travels', async () => {
    const { userId } = await register({ firstName: 'Balthazar' }, identity.bystander)
    expect(await rows('SELECT first_name FROM identity.users WHERE id = $1', [userId])).toEqual([
      { first_name: 'Balthazar' },
    ])
    const sent = await (await identity.bus.admin()).lastRecord('identity.commands.v1', 2)
    expect(JSON.parse(sent!.value!.toString())).toMatchObject({ userId, firstName: { $enc: 1 }, email: { $enc: 1 } })
    expect(sent!.value!.toString()).not.toContain('Balthazar')
  })

  test('tell compliance who the client is, sealed', async () => {
    const { userId } = await register({ firstName: 'Melchior' })
    const [row] = await rows(
      `SELECT commands FROM identity.event_log WHERE type LIKE '%UserRegistered%' AND key = $1`,
      [userId],
    )
    expect(row.commands).toMatchObject([{ target: 'compliance', partition: 2 }])
    expect(JSON.parse(row.commands[0].data)).toMatchObject({ userId, firstName: { $enc: 1 }, residence: { $enc: 1 } })
  })

  test('tell wallet to open wallets in the account’s partition', async () => {
    const { userId, accountId, activate } = await register()
    await activate()
    const [row] = await rows(`SELECT commands FROM identity.event_log WHERE type LIKE '%AccountOpened%' AND key = $1`, [
      userId,
    ])
    expect(row.commands).toMatchObject([{ target: 'wallet', partition: 3, type: 'filao.wallet.OpenWallets.v1' }])
    expect(JSON.parse(row.commands[0].data)).toMatchObject({
      accountId,
      mode: 'live',
    })
  })

  test('of an e-mail that is known do not come to be', async () => {
    const emailKey = randomBytes(32).toString('hex')
    await register({ emailKey })
    const second = await register({ emailKey })
    expect(second.answer).toMatchObject({ kind: 'refused', refusal: { refused: 'email_taken' } })
    expect(await rows('SELECT id FROM identity.users WHERE id = $1', [second.userId])).toEqual([])
  })

  test('are not written without a draft: a user without a password is no user', async () => {
    const { answer, userId } = await register({ secretId: '00000000-0000-4000-8000-000000000000' })
    expect(answer).toMatchObject({ kind: 'failed' })
    expect(await rows('SELECT id FROM identity.users WHERE id = $1', [userId])).toEqual([])
  })

  test('give the state back as it was decided: sessions, refreshes, reuse', async () => {
    const { userId } = await register()
    const sessionId = newId(2)
    expect(await identity.submit(logIn(userId, sessionId))).toMatchObject({
      events: [{ event: { type: 'SessionStarted' } }],
    })
    const refresh = (generation: number) =>
      identity.submit({ type: 'RefreshSession', userId, sessionId, generation, life })
    expect(await refresh(1)).toMatchObject({ kind: 'done', events: [{ event: { generation: 2 } }] })
    expect(await refresh(1)).toMatchObject({ kind: 'done', events: [] })
    const hash = (generation: number) => identity.refreshTokens.hashOf({ sessionId, generation })
    expect(await rows('SELECT * FROM identity.sessions WHERE id = $1', [sessionId])).toMatchObject([
      {
        status: 'active',
        generation: 2,
        refresh_token_hash: hash(2),
        previous_token_hash: hash(1),
        ip_address: '192.0.2.7',
      },
    ])
    now += 31_000
    expect(await refresh(1)).toMatchObject({ kind: 'refused', refusal: { refused: 'token_reuse' } })
    expect(await refresh(2)).toMatchObject({ kind: 'refused', refusal: { refused: 'session_over' } })
    expect(await rows('SELECT status, revoked_reason FROM identity.sessions WHERE id = $1', [sessionId])).toEqual([
      { status: 'revoked', revoked_reason: 'token_reuse' },
    ])
    expect(await rows('SELECT id FROM identity.timers WHERE id = $1', [`session/${sessionId}`])).toEqual([])
  })

  test('count wrong passwords, lock, and take a new password', async () => {
    const { userId } = await register()
    const sessionId = newId(2)
    await identity.submit(logIn(userId, sessionId))
    for (let n = 0; n < 5; n++) await identity.submit(logIn(userId, newId(2), false))
    expect(await identity.submit(logIn(userId, newId(2)))).toMatchObject({ kind: 'refused' })
    const [locked] = await rows(
      'SELECT lock_count, failed_count, locked_until FROM identity.credentials WHERE user_id = $1',
      [userId],
    )
    expect(locked).toEqual({ lock_count: 1, failed_count: 0, locked_until: new Date(now + 15 * 60_000) })
    now += 15 * 60_000
    const secretId = await identity.draft('$argon2id$second')
    const set: IdentityCommand = {
      type: 'SetPassword',
      userId,
      sessionId,
      secretId,
      currentPasswordCorrect: true,
      ...origin,
    }
    expect(await identity.submit(set)).toMatchObject({ kind: 'done' })
    expect(await rows('SELECT secret_hash, lock_count FROM identity.credentials WHERE user_id = $1', [userId])).toEqual(
      [{ secret_hash: '$argon2id$second', lock_count: 0 }],
    )
    expect(await rows('SELECT id FROM identity.secret_drafts WHERE id = $1', [secretId])).toEqual([])
  })

  test('keep roles, proposals and keys; a role comes back after it was taken', async () => {
    const { userId } = await register({ kind: 'staff' })
    const [first, second] = [newId(1), newId(1)]
    const grant = async (): Promise<void> => {
      const proposalId = newId(2)
      await identity.submit({
        type: 'ProposeRole',
        userId,
        proposalId,
        role: 'mlro',
        mlroRank: 'deputy',
        proposedBy: first,
        reason: 'joined',
      })
      expect(await identity.submit({ type: 'ApproveRole', userId, proposalId, approvedBy: second })).toMatchObject({
        kind: 'done',
      })
    }
    await grant()
    expect(await rows('SELECT mlro_rank FROM identity.users WHERE id = $1', [userId])).toEqual([
      { mlro_rank: 'deputy' },
    ])
    await identity.submit({ type: 'RevokeRole', userId, role: 'mlro', revokedBy: first, reason: 'leave' })
    await grant()
    expect(
      await rows(
        'SELECT role, revoked_at IS NULL AS live FROM identity.roles WHERE user_id = $1 ORDER BY granted_at, live',
        [userId],
      ),
    ).toEqual([
      { role: 'mlro', live: false },
      { role: 'mlro', live: true },
    ])
    expect(await rows('SELECT status FROM identity.proposals WHERE user_id = $1', [userId])).toEqual([
      { status: 'approved' },
      { status: 'approved' },
    ])
    const keyId = newId(2)
    const create: IdentityCommand = {
      type: 'CreateApiKey',
      userId,
      keyId,
      name: 'bot',
      prefix: randomBytes(6).toString('hex'),
      scopes: ['orders'],
      ipAllowlist: ['192.0.2.1', '2001:db8::1'],
      expiresAt: now + 86_400_000,
    }
    await identity.submit(create)
    expect(await identity.submit(create)).toMatchObject({ kind: 'done', events: [] })
    await identity.submit({ type: 'RevokeApiKey', userId, keyId })
    expect(
      await rows(
        'SELECT scopes, ip_allowlist::text[], revoked_at IS NOT NULL AS revoked FROM identity.api_keys WHERE id = $1',
        [keyId],
      ),
    ).toEqual([{ scopes: ['orders'], ip_allowlist: ['192.0.2.1/32', '2001:db8::1/128'], revoked: true }])
  })

  test('close with the account, and then nobody logs in', async () => {
    const { userId, accountId, activate } = await register()
    await activate()
    const by = { kind: 'client', id: userId } as const
    await identity.submit({ type: 'RequestClosure', userId, proposalId: newId(2), by, reason: 'moving' })
    expect(await rows('SELECT status FROM identity.accounts WHERE id = $1', [accountId])).toEqual([
      { status: 'closing' },
    ])
    await identity.submit({ type: 'ConfirmClosure', userId, accountId })
    expect(await rows('SELECT account_status FROM identity.users WHERE id = $1', [userId])).toEqual([
      { account_status: 'closed' },
    ])
    expect(await identity.submit(logIn(userId, newId(2)))).toMatchObject({ kind: 'refused' })
  })

  test('are seen by a client only where they are their own', async () => {
    const mine = await register()
    await register()
    const client = await identity.database.reader.connect()
    try {
      expect((await client.query('SELECT id FROM identity.users')).rows).toEqual([])
      await client.query(`SELECT set_config('app.user_id', $1, false)`, [mine.userId])
      expect((await client.query('SELECT id FROM identity.users')).rows).toEqual([{ id: mine.userId }])
      await expect(client.query('SELECT secret_hash FROM identity.credentials')).rejects.toThrow(/permission denied/)
      await expect(client.query('SELECT wrapped_key FROM identity.subject_keys')).rejects.toThrow(/permission denied/)
    } finally {
      client.release(true)
    }
  })

  test('leave the log behind a draft that failed without a gap, and nothing else alarmed', async () => {
    expect(identity.alarms.filter((alarm) => !alarm.includes('RegisterUser was given up'))).toEqual([])
    const gaps = await rows(
      'SELECT partition FROM identity.event_log GROUP BY partition HAVING count(*) <> max(position) OR min(position) <> 1',
    )
    expect(gaps).toEqual([])
  })
})
