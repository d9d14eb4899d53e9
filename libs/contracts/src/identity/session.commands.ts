import { z } from 'zod'
import { command } from '../contract'
import { Id, Reason } from '../fields'
import { FactorProof, LoginMethod, Origin, SessionLife, Settings } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const session = { routing: { subject: 'sessionId', key: 'userId' } } as const
const person = 'userId'

/** A log-in whose password has been compared outside the rules. The rules judge what follows from it. */
export const LogIn = command({
  service,
  name: 'LogIn',
  ...session,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    passwordCorrect: z.boolean(),
    loginMethod: LoginMethod,
    ...Origin,
    /** Whether a code came along; its proof is absent when it was wrong. */
    codeSent: z.boolean(),
    ...FactorProof,
    /** By the settings in force. */
    life: SessionLife,
    settings: Settings,
  },
})
/** A log-in with an e-mail that nobody has. It takes the same way as a wrong password, so that time tells nothing. */
export const RefuseLogIn = command({ service, name: 'RefuseLogIn', ...user, fields: { userId: Id } })
export const RefreshSession = command({
  service,
  name: 'RefreshSession',
  ...session,
  fields: { userId: Id, sessionId: Id, generation: z.number().int().positive(), life: SessionLife },
})
export const LogOut = command({ service, name: 'LogOut', ...session, fields: { userId: Id, sessionId: Id } })
export const RevokeSession = command({
  service,
  name: 'RevokeSession',
  ...session,
  fields: { userId: Id, sessionId: Id, reason: Reason },
})
/** Every session of a user, but for one if it is named. */
export const RevokeSessions = command({
  service,
  name: 'RevokeSessions',
  ...user,
  fields: { userId: Id, keepSessionId: Id.optional(), reason: Reason },
})
/** From the session's timer. */
export const ExpireSession = command({
  service,
  name: 'ExpireSession',
  ...session,
  fields: { userId: Id, sessionId: Id },
})

export const sessionCommands = [
  LogIn,
  RefuseLogIn,
  RefreshSession,
  LogOut,
  RevokeSession,
  RevokeSessions,
  ExpireSession,
] as const
