import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The parts of identity that other services talk to, for specs: keys, revocations, exchange of API keys. */
export interface IdentityStandIn {
  readonly url: string
  /** Revoked sessions in order; the cursor is their count. */
  readonly revoked: string[]
  /** Tokens by API key. */
  readonly apiKeys: Map<string, string>
  /** How often each path was asked. */
  readonly asked: Map<string, number>
  /** Status that every path answers with instead; undefined for none. */
  broken: number | undefined
  token(claims?: JWTPayload, options?: TokenOptions): Promise<string>
  close(): Promise<void>
}

export interface TokenOptions {
  readonly issuer?: string
  readonly audience?: string
  readonly expiresInSeconds?: number
  /** Signed by a key that identity does not know. */
  readonly foreign?: boolean
}

export async function identityStandIn(): Promise<IdentityStandIn> {
  const keys = await generateKeyPair('EdDSA')
  const foreign = await generateKeyPair('EdDSA')
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', use: 'sig', alg: 'EdDSA' }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const standIn: IdentityStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revoked: [],
    apiKeys: new Map(),
    asked: new Map(),
    broken: undefined,
    token: (claims = {}, { issuer, audience, expiresInSeconds = 900, foreign: byOther = false } = {}) =>
      new SignJWT({
        sid: 'session-1',
        roles: ['client'],
        accountId: 'account-1',
        amr: ['pwd', 'mfa'],
        second_factor_time: Math.floor(Date.now() / 1_000),
        ...claims,
      })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
        .setSubject(claims.sub ?? 'user-1')
        .setJti(randomUUID())
        .setIssuer(issuer ?? 'https://filao.dev')
        .setAudience(audience ?? 'filao')
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(byOther ? foreign.privateKey : keys.privateKey),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', standIn.url)
    standIn.asked.set(url.pathname, (standIn.asked.get(url.pathname) ?? 0) + 1)
    if (standIn.broken !== undefined) return void response.writeHead(standIn.broken).end()
    const { status, body } = await answerOf(url, request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  async function answerOf(url: URL, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (url.pathname === '/.well-known/jwks.json') return { status: 200, body: { keys: [jwk] } }
    if (url.pathname === '/internal/revocations') {
      const after = Number(url.searchParams.get('after') ?? 0)
      return { status: 200, body: { cursor: standIn.revoked.length, sids: standIn.revoked.slice(after) } }
    }
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { key } = JSON.parse(Buffer.concat(chunks).toString()) as { key: string }
    const accessToken = standIn.apiKeys.get(key)
    return accessToken === undefined ? { status: 404, body: {} } : { status: 200, body: { accessToken } }
  }
  return standIn
}

/** A token that names no algorithm and has no signature. */
export function unsignedToken(claims: JWTPayload): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}
