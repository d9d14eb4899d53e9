import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { makeId, partitionOf, type Id, type Instant } from '@filao/kernel'
import { actorOf, type Commands, Problem, type ServiceConfig, type Reply, type Request } from '@filao/service'
import { type Passwords, type WrongPasswords } from '../passwords/passwords'
import { type IdentityQueries } from '../read/identity.queries'
import { type UserQueries } from '../read/user.queries'
import { type AccessTokens, ACCESS_TOKEN_SECONDS } from '../tokens/access-tokens'
import { type RefreshTokens } from '../tokens/refresh-tokens'
import { type ServerKey } from '../tokens/server-key'
import { addressOf, newId, originOf } from './origin'
import type { TokensView } from './session.schemas'

/** The request and its reply, which every command is submitted with. */
export interface Exchange {
  readonly request: Request
  readonly reply: Reply
}

/** Log-in and refresh: what is compared and derived outside the rules. What follows from it the rules decide. */
export class LogIns {
  constructor(
    private readonly parts: {
      readonly commands: Commands<IdentityCommand, IdentityEvent>
      readonly queries: IdentityQueries
      readonly users: UserQueries
      readonly passwords: Passwords
      readonly wrong: WrongPasswords
      readonly accessTokens: AccessTokens
      readonly refreshTokens: RefreshTokens
      readonly key: ServerKey
      readonly config: Pick<ServiceConfig, 'partitions'>
    },
  ) {}

  /** Any wrong part gets the same answer after the same work: hashing, and a command that is decided. */
  async logIn(
    { email, password }: { email: string; password: string },
    { request, reply }: Exchange,
  ): Promise<TokensView> {
    const { queries, passwords, wrong, commands } = this.parts
    const address = addressOf(request)
    wrong.check(address)
    const found = await queries.passwordOf(email)
    const passwordCorrect = await passwords.isRight(password, found?.secretHash)
    const userId = found?.userId ?? this.decoy(email)
    const sessionId = newId(partitionOf(userId))
    const command: IdentityCommand = found
      ? { type: 'LogIn', userId, sessionId, passwordCorrect, loginMethod: 'password', ...originOf(request) }
      : { type: 'RefuseLogIn', userId }
    // Until the password is right, whose log-in it is has only been said.
    const acting = found && passwordCorrect ? { acting: { actor: actorOf(found), sessionId } } : {}
    try {
      await commands.submit({ command, request, reply, ...acting })
    } catch (error) {
      if (error instanceof Problem && error.code === 'invalid-credentials') wrong.record(address)
      throw error
    }
    return this.tokens({ userId, sessionId, generation: 1, authenticatedAt: Date.now() })
  }

  /** The token of a generation can be derived again, so a lost answer is answered again. */
  async refresh(token: string, { request, reply }: Exchange): Promise<TokensView> {
    const { queries, refreshTokens, commands } = this.parts
    const read = refreshTokens.read(token)
    const owner = read && (await queries.ownerOfSession(read.sessionId))
    if (!read || !owner) throw over('invalid-refresh-token', 'This is no refresh token.')
    const { sessionId, generation } = read
    const { userId } = owner
    const command: IdentityCommand = { type: 'RefreshSession', userId, sessionId, generation }
    try {
      await commands.submit({ command, request, reply, acting: { actor: actorOf(owner), sessionId } })
    } catch (error) {
      if (error instanceof Problem && OVER.has(error.code))
        throw over(error.code, 'The session has ended. Log in again.')
      throw error
    }
    return this.tokens({ userId, sessionId, generation: generation + 1, authenticatedAt: owner.loggedInAt })
  }

  private async tokens(session: {
    userId: Id
    sessionId: Id
    generation: number
    authenticatedAt: Instant
  }): Promise<TokensView> {
    const { queries, users, accessTokens, refreshTokens } = this.parts
    const [row, user] = await Promise.all([queries.tokenOf(session.userId), users.one(session.userId)])
    if (!row || !user) throw new Error('a session belongs to a user')
    const accessToken = await accessTokens.sign({ ...row, ...session, methods: ['pwd'] })
    return {
      accessToken,
      refreshToken: refreshTokens.make(session),
      tokenType: 'Bearer',
      expiresIn: ACCESS_TOKEN_SECONDS,
      user,
    }
  }

  /** One nobody for each partition, chosen by the e-mail: the same e-mail always takes the same way. */
  private decoy(email: string): Id {
    const { key, config } = this.parts
    const partition = key.code('decoy', email).readUInt32BE() % config.partitions
    return makeId({ partition, at: 0, unique: key.code('decoy', String(partition)).readBigUInt64BE() })
  }
}

const OVER: ReadonlySet<string> = new Set(['session-over', 'session-unknown', 'token-reuse'])
const over = (code: string, detail: string): Problem => new Problem(401, code, detail)
