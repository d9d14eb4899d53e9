import { SoftwareAuthenticator, type AuthenticatorSettings } from '@filao/testing'
import { makeId } from '@filao/kernel'
import { randomBytes } from 'node:crypto'
import { ServerKey } from '../tokens/server-key'
import { CHALLENGE_MS, PasskeyChallenges } from './passkey-challenges'
import { Passkeys } from './passkeys'

const SITE = { id: 'filao.test', origin: 'https://filao.test' }
const START = Date.UTC(2026, 0, 5, 9)
const id = (unique: bigint): string => makeId({ partition: 0, at: START, unique })
const [USER, OTHER, SESSION, LATER] = [id(1n), id(2n), id(3n), id(4n)]
const user = { userId: USER, sessionId: SESSION, email: 'ada@example.com' }

let now: number
/** Those that are in force, by user and name. */
let known: Map<string, { credentialId: string; publicKey: Buffer }>
let challenges: PasskeyChallenges
let passkeys: Passkeys

beforeEach(() => {
  now = START
  known = new Map()
  challenges = new PasskeyChallenges(new ServerKey(randomBytes(32)), { now: () => now })
  const queries = {
    passkey: (userId: string, name: string) => Promise.resolve(known.get(`${userId} ${name}`)),
    passkeyIds: (userId: string) =>
      Promise.resolve([...known.keys()].filter((key) => key.startsWith(userId)).map((key) => key.split(' ')[1]!)),
  }
  passkeys = new Passkeys(queries, challenges, SITE)
})

const authenticator = (settings: Partial<AuthenticatorSettings> = {}): SoftwareAuthenticator =>
  new SoftwareAuthenticator({ origin: SITE.origin, ...settings })
/** One that the user has enrolled. */
async function enrolled(settings: Partial<AuthenticatorSettings> = {}): Promise<SoftwareAuthenticator> {
  const device = authenticator(settings)
  const made = await passkeys.made(device.create(await passkeys.creation(user)), SESSION)
  known.set(`${USER} ${made!.passkeyId}`, { credentialId: 'c', publicKey: Buffer.from(made!.publicKey, 'base64url') })
  return device
}

describe('a passkey that is made', () => {
  it('is taken with its key, its count and how it is reached', async () => {
    const device = authenticator()
    const options = await passkeys.creation(user)
    expect(options).toMatchObject({
      rp: { id: 'filao.test', name: 'Filao' },
      user: { name: 'ada@example.com' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
    const made = device.create(options)
    expect(await passkeys.made(made as never, SESSION)).toEqual({
      passkeyId: made.id,
      publicKey: expect.stringMatching(/^[\w-]{50,}$/),
      signCount: 0,
      transports: ['internal'],
      challengedAt: START,
    })
  })
  it('is not made twice by one authenticator', async () => {
    const device = await enrolled()
    const { excludeCredentials } = await passkeys.creation(user)
    expect(excludeCredentials).toMatchObject([{ id: device.create({ challenge: 'x' }).id }])
  })
  it.each([
    ['of another site', { origin: 'https://filao.test.example' }],
    ['for another site', { rpId: 'example.com' }],
    ['whose holder was not asked', { verifies: false }],
  ])('%s is not taken', async (_, settings) => {
    const made = authenticator(settings).create(await passkeys.creation(user))
    expect(await passkeys.made(made as never, SESSION)).toBeUndefined()
  })
  it('for another session, for a log-in, too late or for nobody is not taken', async () => {
    const device = authenticator()
    const options = await passkeys.creation(user)
    expect(await passkeys.made(device.create(options) as never, LATER)).toBeUndefined()
    expect(await passkeys.made(device.create(await passkeys.request('log-in')) as never, SESSION)).toBeUndefined()
    const own = { challenge: randomBytes(56).toString('base64url') }
    expect(await passkeys.made(device.create(own) as never, SESSION)).toBeUndefined()
    now += CHALLENGE_MS
    expect(await passkeys.made(device.create(options) as never, SESSION)).toBeDefined()
    now += 1
    expect(await passkeys.made(device.create(options) as never, SESSION)).toBeUndefined()
  })
  it('of which something was changed on the way is not taken', async () => {
    const made = authenticator().create(await passkeys.creation(user))
    const attestationObject = Buffer.from('a0', 'hex').toString('base64url')
    const broken = { ...made, response: { ...made.response, attestationObject } }
    expect(await passkeys.made(broken as never, SESSION)).toBeUndefined()
    expect(await passkeys.made({ ...made, id: 'another', rawId: 'another' }, SESSION)).toBeUndefined()
  })
})

describe('a passkey that is shown', () => {
  it('proves which it is, the time of what it signed, and its count', async () => {
    const device = await enrolled()
    now += 1000
    const shown = device.get(await passkeys.request('log-in'))
    expect(await passkeys.proofOf(USER, shown as never, 'log-in')).toEqual({
      passkey: { credentialId: 'c', challengedAt: START + 1000, signCount: 1 },
    })
  })
  it('tells of one that does not count that it does not', async () => {
    const device = await enrolled({ counts: false })
    const shown = device.get(await passkeys.request('log-in'))
    expect(await passkeys.proofOf(USER, shown as never, 'log-in')).toMatchObject({ passkey: { signCount: 0 } })
  })
  it('proves nothing of another user, of another purpose, or signed by another', async () => {
    const device = await enrolled()
    const forLogIn = device.get(await passkeys.request('log-in'))
    expect(await passkeys.proofOf(OTHER, forLogIn as never, 'log-in')).toEqual({})
    expect(await passkeys.proofOf(USER, forLogIn as never, { sessionId: SESSION })).toEqual({})
    const within = device.get(await passkeys.request({ sessionId: SESSION }))
    expect(await passkeys.proofOf(USER, within as never, { sessionId: LATER })).toEqual({})
    expect(await passkeys.proofOf(USER, within as never, 'log-in')).toEqual({})
    const forged = authenticator().get(await passkeys.request('log-in'))
    const claimed = { ...forged, id: forLogIn.id, rawId: forLogIn.rawId }
    expect(await passkeys.proofOf(USER, claimed as never, 'log-in')).toEqual({})
  })
  it('proves nothing once five minutes are over', async () => {
    const device = await enrolled()
    const shown = device.get(await passkeys.request('log-in'))
    now += CHALLENGE_MS + 1
    expect(await passkeys.proofOf(USER, shown as never, 'log-in')).toEqual({})
  })
  it('proves nothing without a finger or a number', async () => {
    const device = await enrolled()
    const shown = device.get(await passkeys.request('log-in'))
    const data = Buffer.from(shown.response.authenticatorData, 'base64url')
    data.writeUInt8(0x01, 32)
    const response = { ...shown.response, authenticatorData: data.toString('base64url') }
    expect(await passkeys.proofOf(USER, { ...shown, response }, 'log-in')).toEqual({})
  })
})
