import { Problem, type ManagementServer } from '@filao/service'
import { z } from 'zod'
import type { IdentityQueries } from '../read/identity.queries'
import type { RevocationQueries } from '../read/revocation.queries'
import { API_KEY_TOKEN_SECONDS, type AccessTokens } from '../tokens/access-tokens'
import { ApiKeySecrets } from '../tokens/api-key-secrets'
import type { KeyAccess } from '../keys/key-access'
import { same, sha256 } from '../tokens/server-key'

const ExchangeBody = z.strictObject({ key: z.string().max(200), ip: z.union([z.ipv4(), z.ipv6()]) })

/** What the other services ask identity, on the port that nobody outside reaches. */
export function registerInternalRoutes(
  management: Pick<ManagementServer, 'route'>,
  parts: {
    readonly queries: IdentityQueries
    readonly revocations: RevocationQueries
    readonly accessTokens: AccessTokens
    readonly keyAccess: KeyAccess
  },
): void {
  management.route('GET', '/internal/revocations', ({ query }) =>
    parts.revocations.after(query.get('after') ?? undefined),
  )
  management.route('POST', '/internal/api-key-tokens', async ({ body }) => {
    const { key, ip } = ExchangeBody.safeParse(body).data ?? { key: '', ip: '' }
    const accessToken = await tokenFor(key, ip, parts)
    return { accessToken, expiresIn: API_KEY_TOKEN_SECONDS }
  })
  management.route('POST', '/internal/subject-keys', ({ body }) => parts.keyAccess.answer(body))
}

/** A key is worth what its user is worth now; a suspended or closed one has no programs running. */
async function tokenFor(
  key: string,
  ip: string,
  { queries, accessTokens }: { readonly queries: IdentityQueries; readonly accessTokens: AccessTokens },
): Promise<string> {
  const prefix = ApiKeySecrets.prefixIn(key)
  const found = prefix === undefined ? undefined : await queries.apiKey(prefix, ip)
  if (!found || !found.isAllowed || !same(Buffer.from(found.keyHash), Buffer.from(sha256(key)))) throw notValid()
  const user = await queries.tokenOf(found.userId)
  if (!user || user.status === 'suspended' || user.status === 'closed') throw notValid()
  return accessTokens.sign(
    { ...user, sessionId: found.keyId, methods: ['api_key'], authenticatedAt: found.madeAt, scopes: found.scopes },
    API_KEY_TOKEN_SECONDS,
  )
}

const notValid = (): Problem => new Problem(401, 'invalid-api-key', 'The API key is not valid.')
