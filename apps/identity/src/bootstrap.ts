import { KafkaBus } from '@filao/bus'
import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import type { IdentityRefusal, UserState } from '@filao/identity'
import { commandIdOf, createLog, Database, newId, readConfig, submitOwn } from '@filao/service'
import { randomInt } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { identityDefinition } from './definition'
import { RegisterStaffBody } from './http/user.schemas'
import { identityStore, subjectKeys } from './identity.module'
import { Passwords } from './passwords/passwords'
import { weaknessOf } from './passwords/password-policy'
import { SecretDrafts } from './passwords/secret-drafts'
import { secretsFolder } from './keys/secret-file'
import { ServerKey } from './tokens/server-key'

const Admins = z.tuple([RegisterStaffBody, RegisterStaffBody])
const SLOTS = ['first', 'second'] as const

/**
 * Makes the first two admins, once in the life of a platform: afterwards it refuses. Reads them as a JSON array from
 * standard input, `[{email, password, firstName, lastName}, …]`. Identity has to be running: this process owns nothing
 * and sends it commands.
 */
async function main(): Promise<void> {
  const admins = Admins.parse(JSON.parse(await text(process.stdin)))
  const config = readConfig({ ...process.env, FILAO_SERVICE: 'identity' })
  const log = createLog({ ...config, logLevel: 'warn' })
  const database = new Database(config, log)
  const engine = new ServiceEngine<IdentityCommand, IdentityEvent, UserState, IdentityRefusal>({
    definition: identityDefinition(await subjectKeys({ config, database })),
    store: identityStore(config),
    projections: [],
    bus: new KafkaBus({ clientId: 'identity-bootstrap', brokers: config.kafkaBrokers }),
    database: { connectionString: config.databaseUrl?.reveal() },
    pool: database.pool,
    partitions: config.partitions,
    clock: { now: () => Date.now() },
    reporter: { warn: () => undefined, alarm: () => undefined, fenceLost: () => undefined, batch: () => undefined },
    onFatal: () => process.exit(1),
  })
  try {
    for (const [at, { password, ...person }] of admins.entries()) {
      const weakness = weaknessOf(password, person.email)
      if (weakness !== undefined) throw new Error(`${person.email}: ${weakness}`)
      const secretId = await new SecretDrafts(database.pool).put(await new Passwords().hash(password))
      const slot = SLOTS[at]!
      const partition = randomInt(config.partitions)
      const command: IdentityCommand = {
        type: 'BootstrapAdmin',
        userId: newId(partition),
        grantId: newId(partition),
        emailKey: ServerKey.inFolder(secretsFolder(config.secretsDir)).emailKey(person.email),
        ...person,
        secretId,
        slot,
      }
      // The same e-mail asked for again is the same command: a crash half-way is gone on with.
      const commandId = commandIdOf({ userId: 'bootstrap', route: slot, key: person.email })
      const answer = await submitOwn(engine, command, { actor: 'system:bootstrap', commandId })
      if (answer.kind === 'refused') throw new Error(`refused: ${answer.refusal.refused}`)
      if (answer.kind === 'failed') throw new Error('identity could not do it; its log says why')
    }
    process.stdout.write('The first two admins are there.\n')
  } finally {
    await engine.stop()
    await database.close()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
