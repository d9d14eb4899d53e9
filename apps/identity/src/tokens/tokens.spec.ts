import { afterAll, describe, expect, test } from '@jest/globals'
import { makeId } from '@filao/kernel'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AccessTokens } from './access-tokens'
import { ApiKeySecrets } from './api-key-secrets'
import { RefreshTokens } from './refresh-tokens'
import { ServerKey } from './server-key'
import { SigningKeys } from './signing-keys'

const NOW = Date.UTC(2026, 10, 24)
const DAY_MS = 86_400_000
const folders: string[] = []
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'filao-secrets-')))
  return folders.at(-1)!
}
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true })))
const sessionId = makeId({ partition: 3, at: NOW, unique: 42n })

describe('a refresh token', () => {
  const tokens = new RefreshTokens(new ServerKey(Buffer.alloc(32, 1)))
  test('says its session and generation', () => {
    const token = { sessionId, generation: 7 }
    expect(tokens.read(tokens.make(token))).toEqual(token)
    expect(tokens.make(token)).toBe(tokens.make(token))
  })
  test('of another key, shortened, lengthened, altered or spelled otherwise is none', () => {
    const token = tokens.make({ sessionId, generation: 1 })
    const foreign = new RefreshTokens(new ServerKey(Buffer.alloc(32, 2))).make({ sessionId, generation: 1 })
    const altered = Array.from(
      token,
      (letter, at) => token.slice(0, at) + (letter === 'A' ? 'B' : 'A') + token.slice(at + 1),
    )
    for (const text of [foreign, '', token.slice(1), `${token}A`, `${token}=`, ...altered]) {
      expect(tokens.read(text)).toBeUndefined()
    }
  })
})

describe('an API key', () => {
  const secrets = new ApiKeySecrets(new ServerKey(Buffer.alloc(32, 1)))
  test('is found by its prefix', () => {
    const key = secrets.make(sessionId)
    expect(key).toMatch(/^fk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/)
    expect(ApiKeySecrets.prefixIn(key)).toBe(secrets.prefixOf(sessionId))
    expect(ApiKeySecrets.prefixIn(`${key}x`)).toBeUndefined()
  })
})

describe('the signing keys', () => {
  test('are made once, unreadable for others', () => {
    const at = folder()
    const first = new SigningKeys(at, { now: () => NOW })
    expect(new SigningKeys(at, { now: () => NOW }).current.kid).toBe(first.current.kid)
    expect(readdirSync(at)).toHaveLength(1)
    expect(statSync(join(at, readdirSync(at)[0]!)).mode & 0o777).toBe(0o600)
  })
  test('rotate after 90 days; the old one is served for a day more', () => {
    const at = folder()
    let now = NOW
    const keys = new SigningKeys(at, { now: () => now })
    const old = keys.current.kid
    now = NOW + 90 * DAY_MS
    keys.refresh()
    expect(keys.current.kid).not.toBe(old)
    expect(keys.published().map(({ kid }) => kid)).toEqual([keys.current.kid, old])
    now += 2 * DAY_MS
    expect(keys.published().map(({ kid }) => kid)).toEqual([keys.current.kid])
  })
  test('that one instance has made are served by every other, before its tokens go about for long', () => {
    const at = folder()
    let now = NOW
    const [one, other] = [new SigningKeys(at, { now: () => now }), new SigningKeys(at, { now: () => now })]
    now = NOW + 90 * DAY_MS
    one.refresh()
    expect(other.published().map(({ kid }) => kid)).toContain(one.current.kid)
  })
  test('sign what their public halves verify', async () => {
    const keys = new SigningKeys(folder(), { now: () => Date.now() })
    const tokens = new AccessTokens(keys, { issuer: 'i', audience: 'a', clock: { now: () => Date.now() } })
    const token = await tokens.sign({
      userId: sessionId,
      sessionId,
      roles: ['client'],
      isSeniorManagement: false,
      accountId: sessionId,
      accountType: 'live_trader',
      kycStatus: 'not_started',
      methods: ['pwd'],
      authenticatedAt: NOW,
    })
    const jwks = createLocalJWKSet({ keys: keys.published().map((key) => ({ ...key })) })
    const { payload, protectedHeader } = await jwtVerify(token, jwks, {
      issuer: 'i',
      audience: 'a',
      algorithms: ['EdDSA'],
    })
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: keys.current.kid })
    expect(payload).toMatchObject({
      sub: sessionId,
      sid: sessionId,
      roles: ['client'],
      kyc: 'not_started',
      amr: ['pwd'],
    })
    expect(payload.exp! - payload.iat!).toBe(900)
  })
})
