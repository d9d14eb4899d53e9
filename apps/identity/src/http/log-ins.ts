import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { FactorProof } from '@filao/identity'
import { partitionOf, type Id, type Instant } from '@filao/kernel'
import {
  actorOf,
  newId,
  Problem,
  type Commands,
  type Configuration,
  type ServiceConfig,
  type HttpExchange,
} from '@filao/service'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { lifeOfKind, MAINTENANCE, SESSION_LIVES } from '../configuration.schemas'
import { type Passwords, type WrongPasswords } from '../passwords/passwords'
import { type IdentityQueries, type SessionOwner } from '../read/identity.queries'
import { type UserQueries } from '../read/user.queries'
import { type AccessTokens, ACCESS_TOKEN_SECONDS } from '../tokens/access-tokens'
import { type RefreshTokens } from '../tokens/refresh-tokens'
import { type ServerKey } from '../tokens/server-key'
import { maintenance } from './platform.controller'
import { addressOf, decoyOf, originOf } from './origin'
import type { Passkeys } from '../factors/passkeys'
import type { SecondFactors } from '../factors/second-factors'
import type { AccessTokenView, LogInBody, TokensView } from './session.schemas'

/** A session, and when what was shown in it. */
interface Authenticated {
  readonly userId: Id
  readonly sessionId: Id
  readonly authenticatedAt: Instant
  readonly secondFactorAt: Instant | undefined
}

/** Log-in and refresh: what is compared and derived outside the rules. What follows from it the rules decide. */
export class LogIns {
  constructor(
    private readonly parts: {
      readonly commands: Commands<IdentityCommand, IdentityEvent>
      readonly queries: IdentityQueries
      readonly users: UserQueries
      readonly passwords: Passwords
      readonly secondFactors: SecondFactors
      readonly passkeys: Passkeys
      readonly wrong: WrongPasswords
      readonly accessTokens: AccessTokens
      readonly refreshTokens: RefreshTokens
      readonly key: ServerKey
      readonly config: Pick<ServiceConfig, 'partitions'>
      readonly configuration: Pick<Configuration, 'current'>
    },
  ) {}

  /** Any wrong part gets the same answer after the same work: hashing, and a command that is decided. */
  async logIn({ email, password, otp, passkey }: LogInBody, exchange: HttpExchange): Promise<TokensView> {
    const { queries, passwords, wrong, commands, key, config, configuration } = this.parts
    const address = addressOf(exchange.request)
    wrong.check(address)
    const found = await queries.passwordOf(email)
    const passwordCorrect = await passwords.isRight(password, found?.secretHash)
    // Whoever has the password may know; to everybody else a wrong one is what it always is.
    if (passwordCorrect && found?.kind === 'client' && configuration.current(MAINTENANCE).value) throw maintenance()
    const userId = found?.userId ?? decoyOf(email, key, config)
    const sessionId = newId(partitionOf(userId))
    // Whoever does not have the password learns nothing of a code, not even how long its comparison takes.
    const proof = passwordCorrect ? await this.proofOf(userId, { otp, passkey }) : {}
    const shown = { passwordCorrect, codeSent: (otp ?? passkey) !== undefined, ...proof }
    const command: IdentityCommand = found
      ? {
          type: 'LogIn',
          userId,
          sessionId,
          loginMethod: 'password',
          ...shown,
          ...this.life(found),
          ...originOf(exchange.request),
        }
      : { type: 'RefuseLogIn', userId }
    // Until the password is right, whose log-in it is has only been said.
    const acting = found && passwordCorrect ? { acting: { actor: actorOf(found), sessionId } } : {}
    const done = await commands.submit({ command, ...exchange, ...acting }).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'invalid-credentials') wrong.record(address)
      throw error
    })
    const authenticatedAt = Date.now()
    const isShown = done.events.some(({ event }) => event.type === 'SessionStarted' && event.loginMethod === '2fa')
    const secondFactorAt = isShown ? authenticatedAt : undefined
    return this.tokens({ userId, sessionId, generation: 1, authenticatedAt, secondFactorAt })
  }

  /** The token of a generation can be derived again, so a lost answer is answered again. */
  async refresh(token: string, exchange: HttpExchange): Promise<TokensView> {
    const { queries, refreshTokens, commands } = this.parts
    const read = refreshTokens.read(token)
    const owner = read && (await queries.ownerOfSession(read.sessionId))
    if (!read || !owner) throw over('invalid-refresh-token', 'This is no refresh token.')
    const { sessionId, generation } = read
    const { userId } = owner
    const { life } = this.life(owner)
    const command: IdentityCommand = { type: 'RefreshSession', userId, sessionId, generation, life }
    await commands.submit({ command, ...exchange, acting: { actor: actorOf(owner), sessionId } })
    const { loggedInAt: authenticatedAt, secondFactorAt } = owner
    return this.tokens({ userId, sessionId, generation: generation + 1, authenticatedAt, secondFactorAt })
  }

  /** A token that says that a second factor has just been shown in a session. */
  async steppedUp(sessionId: Id): Promise<AccessTokenView> {
    const owner = await this.parts.queries.ownerOfSession(sessionId)
    if (!owner) throw new Problem(404, 'session-unknown', 'There is no such session.')
    const { userId, loggedInAt: authenticatedAt, secondFactorAt } = owner
    return this.access({ userId, sessionId, authenticatedAt, secondFactorAt })
  }

  private async proofOf(userId: Id, { otp, passkey }: Pick<LogInBody, 'otp' | 'passkey'>): Promise<FactorProof> {
    const { secondFactors, passkeys } = this.parts
    if (passkey) return passkeys.proofOf(userId, passkey as AuthenticationResponseJSON, 'log-in')
    return otp === undefined ? {} : secondFactors.proofOf(userId, otp)
  }

  /** By the settings in force, with their version. */
  private life({ kind }: Pick<SessionOwner, 'kind'>) {
    const { value, version } = this.parts.configuration.current(SESSION_LIVES)
    return { life: lifeOfKind(value, kind), settings: [{ key: SESSION_LIVES.name, version }] }
  }

  private async tokens(session: Authenticated & { readonly generation: number }): Promise<TokensView> {
    const { users, refreshTokens } = this.parts
    const [access, user] = await Promise.all([this.access(session), users.one(session.userId)])
    if (!user) throw new Error('a session belongs to a user')
    return { ...access, refreshToken: refreshTokens.make(session), user }
  }

  private async access(session: Authenticated): Promise<AccessTokenView> {
    const { queries, accessTokens } = this.parts
    const row = await queries.tokenOf(session.userId)
    if (!row) throw new Error('a session belongs to a user')
    // RFC 8176. Which second factor it was is in the log; what follows from it is the same for each.
    const methods = session.secondFactorAt === undefined ? ['pwd'] : ['pwd', 'mfa']
    const accessToken = await accessTokens.sign({ ...row, ...session, methods })
    return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS }
  }
}

const over = (code: string, detail: string): Problem => new Problem(401, code, detail)
