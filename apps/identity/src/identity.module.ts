import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { ServiceEngine, type Queryable } from '@filao/engine'
import type { IdentityRefusal, UserState } from '@filao/identity'
import type { Clock } from '@filao/kernel'
import {
  BackgroundWork,
  Commands,
  Configuration,
  configurationController,
  Database,
  engineProviders,
  intakeController,
  LOG,
  ManagementServer,
  ServiceConfig,
  SubjectKeys,
  type EngineContext,
  type EngineSetup,
  type Log,
} from '@filao/service'
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit, type Provider, type Type } from '@nestjs/common'
import { SETTINGS } from './configuration.schemas'
import { identityDefinition } from './definition'
import { AccountsController } from './http/accounts.controller'
import { ApiKeysController } from './http/api-keys.controller'
import { registerInternalRoutes } from './http/internal-routes'
import { ClientContactController } from './http/client-contact.controller'
import { ContactController } from './http/contact.controller'
import { IdentityChangesController } from './http/identity-changes.controller'
import { JwksController } from './http/jwks.controller'
import { PasskeysController } from './http/passkeys.controller'
import { NotificationPreferencesController, NotificationsController } from './http/notifications.controller'
import { PlatformController } from './http/platform.controller'
import { LogIns } from './http/log-ins'
import { ProfileController } from './http/profile.controller'
import { RegistrationController } from './http/registration.controller'
import { RolesController } from './http/roles.controller'
import { SessionsController } from './http/sessions.controller'
import { TwoFactorController } from './http/two-factor.controller'
import { TokensController } from './http/tokens.controller'
import { UsersController } from './http/users.controller'
import { FileKeyWrap } from './keys/key-wrap'
import { secretsFolder } from './keys/secret-file'
import { KeyAccess } from './keys/key-access'
import { SubjectKeyTable } from './keys/subject-key-table'
import { Deliveries } from './mail/deliveries'
import { deliveriesProjection } from './mail/deliveries.projection'
import { DeliveryQueries } from './mail/deliveries.queries'
import { mailSettings, relyingParty } from './mail/mail-settings'
import { Passwords, WrongPasswords } from './passwords/passwords'
import { SecretDrafts } from './passwords/secret-drafts'
import { AccessQueries } from './read/access.queries'
import { ClientReads } from './read/client-reads'
import { FactorQueries } from './read/factor.queries'
import { IdentityChangeQueries } from './read/identity-change.queries'
import { IdentityQueries } from './read/identity.queries'
import { NotificationQueries } from './read/notification.queries'
import { RevocationQueries } from './read/revocation.queries'
import { UserQueries } from './read/user.queries'
import { IdentityStore } from './store/identity.store'
import type { SecretHashes } from './store/secret-hashes.store'
import { AccessTokens } from './tokens/access-tokens'
import { ApiKeySecrets } from './tokens/api-key-secrets'
import { OneTimeTokens } from './tokens/one-time-tokens'
import { RefreshTokens } from './tokens/refresh-tokens'
import { Authenticators } from './factors/authenticators'
import { PasskeyChallenges } from './factors/passkey-challenges'
import { Passkeys } from './factors/passkeys'
import { RecoveryCodes } from './factors/recovery-codes'
import { SecondFactors } from './factors/second-factors'
import { ServerKey } from './tokens/server-key'
import { SigningKeys } from './tokens/signing-keys'

const clock: Clock = { now: () => Date.now() }
const KEY_CHECK_INTERVAL_MS = 3_600_000

/** The keys of people, of which the service has verified that they are its own. */
export async function subjectKeys({
  config,
  database,
}: Pick<EngineContext, 'config' | 'database'>): Promise<SubjectKeys> {
  const table = keyTable(config, database)
  await table.verify()
  return new SubjectKeys(table, ['cdd'])
}

const keyTable = ({ secretsDir }: ServiceConfig, { pool }: Pick<Database, 'pool'>): SubjectKeyTable =>
  new SubjectKeyTable(pool, new FileKeyWrap(secretsFolder(secretsDir)))

/** The store, which derives the hashes of tokens and keys that no event carries. */
export function identityStore(config: ServiceConfig): IdentityStore {
  const key = ServerKey.inFolder(secretsFolder(config.secretsDir))
  return new IdentityStore(secretHashes(key))
}

/** The hashes of all that is derived. */
export function secretHashes(key: ServerKey): SecretHashes {
  const refreshTokens = new RefreshTokens(key)
  const apiKeys = new ApiKeySecrets(key)
  const oneTimeTokens = new OneTimeTokens(key)
  const recoveryCodes = new RecoveryCodes(key)
  return {
    refreshToken: (sessionId, generation) => refreshTokens.hashOf({ sessionId, generation }),
    apiKey: (keyId) => apiKeys.hashOf(keyId),
    oneTimeToken: (tokenId) => oneTimeTokens.hashOf(tokenId),
    recoveryCode: (codeId) => recoveryCodes.hashOf(codeId),
  }
}

const provide = <T>(
  type: Type<T>,
  inject: NonNullable<Extract<Provider, { inject?: unknown }>['inject']>,
  useFactory: (...parts: never[]) => T,
): Provider => ({
  provide: type,
  inject,
  useFactory: useFactory as (...parts: unknown[]) => T,
})

const ofDatabase = <T>(type: Type<T>, make: (db: Queryable) => T): Provider =>
  provide(type, [Database], ({ pool }: Database) => make(pool as unknown as Queryable))

/** All that answers requests, without the engine: specs bring their own. */
export const http: { readonly controllers: Type[]; readonly providers: Provider[] } = {
  controllers: [
    RegistrationController,
    SessionsController,
    ProfileController,
    UsersController,
    AccountsController,
    RolesController,
    ApiKeysController,
    TokensController,
    TwoFactorController,
    PasskeysController,
    ContactController,
    ClientContactController,
    IdentityChangesController,
    NotificationsController,
    NotificationPreferencesController,
    PlatformController,
    JwksController,
    configurationController('identity'),
  ],
  providers: [
    provide(ServerKey, [ServiceConfig], ({ secretsDir }: ServiceConfig) =>
      ServerKey.inFolder(secretsFolder(secretsDir)),
    ),
    provide(
      SigningKeys,
      [ServiceConfig],
      ({ secretsDir }: ServiceConfig) => new SigningKeys(secretsFolder(secretsDir), clock),
    ),
    provide(
      AccessTokens,
      [SigningKeys, ServiceConfig],
      (keys: SigningKeys, { tokenIssuer: issuer, tokenAudience: audience }: ServiceConfig) =>
        new AccessTokens(keys, { issuer, audience, clock }),
    ),
    provide(RefreshTokens, [ServerKey], (key: ServerKey) => new RefreshTokens(key)),
    provide(ApiKeySecrets, [ServerKey], (key: ServerKey) => new ApiKeySecrets(key)),
    provide(OneTimeTokens, [ServerKey], (key: ServerKey) => new OneTimeTokens(key)),
    provide(RecoveryCodes, [ServerKey], (key: ServerKey) => new RecoveryCodes(key)),
    { provide: Authenticators, useFactory: () => new Authenticators(clock) },
    ofDatabase(FactorQueries, (db) => new FactorQueries(db)),
    {
      provide: SecondFactors,
      inject: [FactorQueries, Authenticators, ServiceConfig, Database],
      useFactory: async (
        queries: FactorQueries,
        authenticators: Authenticators,
        config: ServiceConfig,
        database: Database,
      ) => new SecondFactors(queries, authenticators, await subjectKeys({ config, database })),
    },
    provide(
      Passkeys,
      [FactorQueries, ServerKey],
      (queries: FactorQueries, key: ServerKey) =>
        new Passkeys(queries, new PasskeyChallenges(key, clock), relyingParty()),
    ),
    { provide: Passwords, useFactory: () => new Passwords() },
    { provide: WrongPasswords, useFactory: () => new WrongPasswords(clock) },
    provide(
      KeyAccess,
      [ServiceConfig, Database],
      (config: ServiceConfig, database: Database) =>
        new KeyAccess(keyTable(config, database), secretsFolder(config.secretsDir)),
    ),
    ofDatabase(SecretDrafts, (db) => new SecretDrafts(db)),
    ofDatabase(IdentityQueries, (db) => new IdentityQueries(db)),
    ofDatabase(RevocationQueries, (db) => new RevocationQueries(db)),
    provide(ClientReads, [Database], (database: Database) => new ClientReads(database)),
    provide(
      UserQueries,
      [ClientReads, Database],
      (clients: ClientReads, { pool }: Database) => new UserQueries(clients, pool as unknown as Queryable),
    ),
    provide(
      AccessQueries,
      [ClientReads, Database],
      (clients: ClientReads, { pool }: Database) => new AccessQueries(clients, pool as unknown as Queryable),
    ),
    provide(
      IdentityChangeQueries,
      [ClientReads, Database],
      (clients: ClientReads, { pool }: Database) => new IdentityChangeQueries(clients, pool as unknown as Queryable),
    ),
    {
      provide: NotificationQueries,
      inject: [ClientReads, ServiceConfig, Database],
      useFactory: async (clients: ClientReads, config: ServiceConfig, database: Database) =>
        new NotificationQueries(clients, await subjectKeys({ config, database })),
    },
    provide(
      LogIns,
      [
        Commands,
        IdentityQueries,
        UserQueries,
        Passwords,
        SecondFactors,
        Passkeys,
        WrongPasswords,
        AccessTokens,
        RefreshTokens,
        ServerKey,
        ServiceConfig,
        Configuration,
      ],
      (
        commands: Commands<IdentityCommand, IdentityEvent>,
        queries: IdentityQueries,
        users: UserQueries,
        passwords: Passwords,
        secondFactors: SecondFactors,
        passkeys: Passkeys,
        wrong: WrongPasswords,
        accessTokens: AccessTokens,
        refreshTokens: RefreshTokens,
        key: ServerKey,
        config: ServiceConfig,
        configuration: Configuration,
      ) =>
        new LogIns({
          ...{ commands, queries, users, passwords, secondFactors, passkeys, wrong },
          ...{ accessTokens, refreshTokens, key, config, configuration },
        }),
    ),
  ],
}

/** What the engine of this service works with. */
export const identityEngine: EngineSetup<IdentityCommand, IdentityEvent, UserState, IdentityRefusal> = {
  definition: async (context) => identityDefinition(await subjectKeys(context)),
  store: ({ config }) => identityStore(config),
  projections: () => [deliveriesProjection],
  configuration: SETTINGS,
  outside: ['credentials.secret_hash', 'credentials.secret', 'secret_drafts'],
}

@Module({
  controllers: [...http.controllers, intakeController('identity')],
  providers: [
    ...engineProviders(identityEngine),
    ...http.providers,
    {
      provide: Deliveries,
      inject: [ServiceEngine, ServiceConfig, Database, OneTimeTokens, LOG],
      useFactory: async (
        engine: Pick<ServiceEngine<never, never, never, never>, 'owned'>,
        config: ServiceConfig,
        database: Database,
        tokens: OneTimeTokens,
        log: Log,
      ) =>
        new Deliveries({
          queries: new DeliveryQueries(database.pool),
          owned: () => engine.owned,
          keys: await subjectKeys({ config, database }),
          tokens,
          settings: mailSettings(),
          log,
        }),
    },
  ],
})
export class IdentityModule implements OnModuleInit, OnApplicationShutdown {
  private readonly keyCheck: BackgroundWork

  constructor(
    private readonly management: ManagementServer,
    private readonly queries: IdentityQueries,
    private readonly revocations: RevocationQueries,
    private readonly accessTokens: AccessTokens,
    private readonly keyAccess: KeyAccess,
    signingKeys: SigningKeys,
    @Inject(LOG) log: Log,
  ) {
    this.keyCheck = new BackgroundWork(log, {
      failing: 'signing keys could not be read again',
      intervalMs: KEY_CHECK_INTERVAL_MS,
      startsAfterMs: KEY_CHECK_INTERVAL_MS,
      round: () => signingKeys.refresh(),
    })
  }

  onModuleInit(): void {
    const { queries, revocations, accessTokens, keyAccess } = this
    registerInternalRoutes(this.management, { queries, revocations, accessTokens, keyAccess })
    this.keyCheck.start()
  }

  onApplicationShutdown(): Promise<void> {
    return this.keyCheck.stop()
  }
}
