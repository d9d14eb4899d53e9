import { z } from 'zod'

/** Roles that a route may ask for (design/api.md). `client` needs no row: identity writes it into every client's token. */
export const ROLES = ['client', 'support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor', 'service'] as const
export type Role = (typeof ROLES)[number]
export type CallerKind = 'client' | 'staff' | 'service'

/** Who may look at the records of clients (domain.md 12.1). */
export const VIEWERS = ['support', 'compliance', 'mlro', 'treasury', 'auditor'] as const

/** True for who looks at the records of others by their role. */
export const isViewer = ({ roles }: Pick<Caller, 'roles'>): boolean => VIEWERS.some((role) => roles.includes(role))

/** Who asks, as identity vouches for it. */
export interface Caller {
  readonly userId: string
  /** The primary account; staff and services have none. */
  readonly accountId: string | undefined
  readonly accountType: string | undefined
  readonly sessionId: string
  readonly roles: readonly Role[]
  readonly kind: CallerKind
  /** True for a person of staff whose approval counts as that of senior management (domain.md 2). */
  readonly isSeniorManagement: boolean
  /** How the session was authenticated (RFC 8176): `pwd`, and `mfa` with a second factor. */
  readonly amr: readonly string[]
  /** Milliseconds since 1970 of the authentication. */
  readonly authTime: number | undefined
  /** Milliseconds since 1970 when a second factor was last shown in the session; undefined for never. */
  readonly secondFactorAt: number | undefined
  /** Milliseconds since 1970 of the token's end. */
  readonly expiresAt: number
  /** State of the client's KYC, when the token was issued. */
  readonly kyc: string | undefined
  /** True for a program with an API key. */
  readonly viaApiKey: boolean
  /** What an API key may be used for; undefined when the caller came with a session. */
  readonly scopes: readonly string[] | undefined
}

/** Claims of an access token (domain.md 2), as far as a service looks at them. */
export const AccessTokenClaims = z.object({
  sub: z.string().min(1).max(64),
  sid: z.string().min(1).max(64),
  jti: z.string().min(1).max(64),
  iat: z.number(),
  exp: z.number(),
  roles: z.array(z.string()).default([]),
  accountId: z.string().max(64).nullish(),
  accountType: z.string().max(32).nullish(),
  senior_management: z.boolean().nullish(),
  kyc: z.string().max(32).nullish(),
  amr: z.array(z.string().max(32)).max(8).default([]),
  auth_time: z.number().optional(),
  second_factor_time: z.number().optional(),
  scopes: z.array(z.string().max(64)).max(32).nullish(),
})
export type AccessTokenClaims = z.infer<typeof AccessTokenClaims>

/** The caller that a verified token stands for. Roles that this version does not know are left out. */
export function callerOf(claims: AccessTokenClaims, exchanged: boolean): Caller {
  const viaApiKey = exchanged || (claims.scopes ?? undefined) !== undefined
  const named = ROLES.filter((role) => claims.roles.includes(role))
  return {
    userId: claims.sub,
    accountId: claims.accountId ?? undefined,
    accountType: claims.accountType ?? undefined,
    sessionId: claims.sid,
    roles: named,
    kind: kindOf(named),
    isSeniorManagement: claims.senior_management === true && kindOf(named) === 'staff',
    amr: claims.amr,
    authTime: claims.auth_time === undefined ? undefined : claims.auth_time * 1_000,
    secondFactorAt: claims.second_factor_time === undefined ? undefined : claims.second_factor_time * 1_000,
    expiresAt: claims.exp * 1_000,
    kyc: claims.kyc ?? undefined,
    viaApiKey,
    scopes: viaApiKey ? (claims.scopes ?? []) : undefined,
  }
}

/** Identity names the role of every client, so that staff whose last role was revoked do not become clients. */
function kindOf(roles: readonly Role[]): CallerKind {
  if (roles.includes('service')) return 'service'
  return roles.includes('client') ? 'client' : 'staff'
}

/** `kind:id`, as commands and events name who caused them. A program of the platform itself is `system`. */
export const actorOf = ({ kind, userId }: Pick<Caller, 'kind' | 'userId'>): string =>
  `${kind === 'service' ? 'system' : kind}:${userId}`
