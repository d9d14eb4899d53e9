import { z } from 'zod'
import { event } from '../contract'
import { Id, Reason, Time } from '../fields'
import { FactorProof, LoginMethod, Origin, Settings } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const session = { routing: { subject: 'sessionId', key: 'userId' } } as const
const person = 'userId'

export const LoginFailed = event({
  service,
  name: 'LoginFailed',
  ...user,
  person,
  fields: {
    userId: Id,
    reason: z.enum(['wrong_password', 'credential_locked', 'user_closed', 'wrong_code', 'code_used']),
    /** Wrong ones in a row, this one included; a locked credential does not count on. */
    failedCount: z.number().int().nonnegative(),
    ...Origin,
  },
})
export const SessionStarted = event({
  service,
  name: 'SessionStarted',
  ...session,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    loginMethod: LoginMethod,
    idleExpiresAt: Time,
    expiresAt: Time,
    ...Origin,
    ...FactorProof,
    settings: Settings,
  },
})
/** `generation` counts the refresh tokens of a session: 1 at its start. */
export const SessionRefreshed = event({
  service,
  name: 'SessionRefreshed',
  ...session,
  fields: { userId: Id, sessionId: Id, generation: z.number().int().positive(), idleExpiresAt: Time },
})
export const SessionLoggedOut = event({
  service,
  name: 'SessionLoggedOut',
  ...session,
  fields: { userId: Id, sessionId: Id },
})
export const SessionRevoked = event({
  service,
  name: 'SessionRevoked',
  ...session,
  fields: { userId: Id, sessionId: Id, reason: Reason },
})
export const SessionExpired = event({
  service,
  name: 'SessionExpired',
  ...session,
  fields: { userId: Id, sessionId: Id },
})
export const StepUpVerified = event({
  service,
  name: 'StepUpVerified',
  ...session,
  fields: { userId: Id, sessionId: Id, ...FactorProof },
})
export const SecondFactorFailed = event({
  service,
  name: 'SecondFactorFailed',
  ...session,
  fields: {
    userId: Id,
    sessionId: Id,
    reason: z.enum(['wrong_code', 'code_used']),
    /** Wrong ones in a row in this session; a code that was right once does not count on. */
    failedCount: z.number().int().nonnegative(),
  },
})

export const sessionEvents = [
  LoginFailed,
  SessionStarted,
  SessionRefreshed,
  SessionLoggedOut,
  SessionRevoked,
  SessionExpired,
  StepUpVerified,
  SecondFactorFailed,
] as const
