import { MemoryBus, topicSpecs } from '@filao/bus'
import type { IdentityCommand, IdentityEvent, OversightCommand, OversightEvent } from '@filao/contracts'
import {
  OutcomeUnknown,
  overseen,
  OverseenStore,
  ServiceEngine,
  type Answer,
  type Oversight,
  type OversightRefusal,
} from '@filao/engine'
import type { IdentityRefusal, UserState } from '@filao/identity'
import type { Clock } from '@filao/kernel'
import { newId, SubjectKeys } from '@filao/service'
import { haltEngine, runEngine } from '@filao/testing'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identityDefinition } from '../definition'
import { secretHashes } from '../identity.module'
import { deliveriesProjection } from '../mail/deliveries.projection'
import { FileKeyWrap } from '../keys/key-wrap'
import { SubjectKeyTable } from '../keys/subject-key-table'
import { Passwords } from '../passwords/passwords'
import { IdentityStore } from '../store/identity.store'
import { RefreshTokens } from '../tokens/refresh-tokens'
import { ServerKey } from '../tokens/server-key'
import { identityDatabase, PARTITIONS, type IdentityDatabase } from './identity-database.store'

type OverseenEngine = ServiceEngine<
  IdentityCommand | OversightCommand,
  IdentityEvent | OversightEvent,
  UserState | Oversight,
  IdentityRefusal | OversightRefusal
>

/** A running engine of identity on a real database, with the bus in memory. */
export class IdentityEngine {
  private constructor(
    readonly database: IdentityDatabase,
    readonly bus: MemoryBus,
    readonly engine: OverseenEngine,
    readonly refreshTokens: RefreshTokens,
    readonly alarms: string[],
    /** Its folder of secrets. */
    readonly folder: string,
    /** Another instance, which owns nothing and so sends on whatever it is asked. */
    readonly bystander: OverseenEngine,
  ) {}

  static async start(clock: Clock = { now: () => Date.now() }): Promise<IdentityEngine> {
    const database = await identityDatabase()
    const bus = new MemoryBus()
    await (
      await bus.admin()
    ).createTopics(topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }))
    const folder = mkdtempSync(join(tmpdir(), 'filao-secrets-'))
    const key = ServerKey.inFolder(folder)
    const refreshTokens = new RefreshTokens(key)
    const alarms: string[] = []
    const make = () =>
      new ServiceEngine({
        definition: overseen(
          identityDefinition(new SubjectKeys(new SubjectKeyTable(database.service, new FileKeyWrap(folder)), ['cdd'])),
        ),
        store: new OverseenStore(new IdentityStore(secretHashes(key)), 'identity'),
        projections: [deliveriesProjection],
        bus,
        database: database.config,
        pool: database.service,
        partitions: PARTITIONS,
        clock,
        reporter: {
          warn: () => undefined,
          alarm: (kind, message, error) => alarms.push(`${kind}: ${message}: ${String(error?.cause ?? error)}`),
          fenceLost: () => undefined,
          batch: () => undefined,
        },
        onFatal: (error) => alarms.push(`fatal: ${error.message}`),
      })
    const engine = make()
    await runEngine(engine)
    while (engine.owned.length < PARTITIONS) await new Promise((resolve) => setTimeout(resolve, 20))
    return new IdentityEngine(database, bus, engine, refreshTokens, alarms, folder, make())
  }

  /** Said again under its id where nobody knows what became of it: a machine that is busy may lose a partition for a moment. */
  async submit(command: IdentityCommand, engine = this.engine): Promise<Answer<IdentityEvent | OversightEvent>> {
    const commandId = randomUUID()
    const cause = { actor: `client:${command.userId}`, correlationId: commandId, causationId: commandId }
    for (;;) {
      try {
        return await engine.submit({ command, commandId, bodyHash: Buffer.alloc(32), cause })
      } catch (error) {
        if (!(error instanceof OutcomeUnknown)) throw error
      }
    }
  }

  /** Puts a password's hash where a command can name it. */
  async draft(secretHash: string): Promise<string> {
    const id = randomUUID()
    await this.database.service.query('INSERT INTO identity.secret_drafts (id, secret_hash) VALUES ($1, $2)', [
      id,
      secretHash,
    ])
    return id
  }

  /** What a registration outside of HTTP needs. */
  async prepare(email: string, password: string): Promise<{ userId: string; emailKey: string; secretId: string }> {
    return {
      userId: newId(1),
      emailKey: ServerKey.inFolder(this.folder).emailKey(email),
      secretId: await this.draft(await new Passwords().hash(password)),
    }
  }

  async stop(): Promise<void> {
    await this.bystander.stop()
    await haltEngine(this.engine)
    await this.database.close()
    rmSync(this.folder, { recursive: true })
  }
}
