import { KafkaBus } from '@filao/bus'
import { OpenWallets, RegisterSubject, sourceOf, topicOf, type ServiceName } from '@filao/contracts'
import { makeId, partitionOf, toTimestamp, type Id } from '@filao/kernel'
import { IdentityKeySource, SubjectKeys } from '@filao/service'
import { Random } from '@filao/simulation/random'
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosPlatform } from '../chaos/platform'
import { population } from '../bench-screening/population'

const CHUNK = 500
/** A forwarded request that finds a queue full (4,000) is dropped: whoever forwarded it would ask again, and nobody does here. */
const AHEAD_MAX = 3_000
const STILL_MS_MAX = 120_000

interface Member {
  readonly userId: Id
  readonly accountId: Id
}
type Publisher = Awaited<ReturnType<KafkaBus['publisher']>>

/**
 * Clients who do nothing, as identity would have made them known: to compliance and wallet, by the commands that they
 * take; of the account wallet tells compliance, and compliance payment. Registered over HTTP each would cost a tenth of
 * a second for the hash of a password.
 */
export async function loadCrowd(
  platform: ChaosPlatform,
  { clients, seed }: { readonly clients: number; readonly seed: number },
  progress: (done: number) => void,
): Promise<void> {
  const people = population([], { clients, listed: 0, seed })
  const random = new Random(seed)
  const keys = keysOf(platform)
  const bus = new KafkaBus({ brokers: [...platform.development.kafka.brokers], clientId: 'bench-freeze' })
  const publisher = await bus.publisher()
  const { partitions } = platform.facts
  const born = Date.now()
  const idIn = (unique: number): Id => makeId({ partition: random.below(partitions), at: born, unique: BigInt(unique) })
  for (let from = 0; from < people.length; from += CHUNK) {
    const part = people.slice(from, from + CHUNK)
    const members = part.map((_, at): Member => ({
      userId: idIn(2 * (from + at)),
      accountId: idIn(2 * (from + at) + 1),
    }))
    await keys.ready(members.map(({ userId }) => userId))
    await publish(
      publisher,
      part.flatMap(({ name, born: dateOfBirth }, at) => recordsOf(members[at]!, { name, dateOfBirth }, keys)),
    )
    progress(from + part.length)
    await untilKnown(platform, from + part.length - AHEAD_MAX)
  }
  await publisher.close()
  await untilKnown(platform, clients)
  await untilScored(platform)
}

/** Compliance's own way to the keys: what travels is sealed. */
function keysOf({ facts }: ChaosPlatform): SubjectKeys {
  const { management } = facts.ports.services.get('identity')!
  const source = new IdentityKeySource({
    service: 'compliance',
    identityInternalUrl: `http://127.0.0.1:${management}`,
    secretsDir: join(facts.folders.secrets, 'compliance'),
  })
  return new SubjectKeys(source, ['cdd'])
}

interface Sent {
  readonly service: ServiceName
  readonly partition: number
  readonly key: string
  readonly subject: string
  readonly contract: { readonly ceType: string; readonly dataSchema: string }
  readonly value: string
}

function recordsOf(
  { userId, accountId }: Member,
  { name, dateOfBirth }: { readonly name: string; readonly dateOfBirth: string },
  keys: SubjectKeys,
): readonly Sent[] {
  const [firstName, ...rest] = name.split(' ')
  const person = { firstName: firstName!, lastName: rest.join(' '), dateOfBirth, nationality: 'MUS' }
  return [
    {
      service: 'compliance',
      partition: partitionOf(userId),
      key: userId,
      subject: userId,
      contract: RegisterSubject,
      value: RegisterSubject.encode(
        { type: 'RegisterSubject', userId, ...person },
        keys.seal(userId, RegisterSubject.ceType),
      ),
    },
    {
      service: 'wallet',
      partition: partitionOf(accountId),
      key: accountId,
      subject: accountId,
      contract: OpenWallets,
      value: OpenWallets.encode({ type: 'OpenWallets', userId, accountId, mode: 'live', kind: 'client' }),
    },
  ]
}

/** As an instance hands a request to the owner of its partition. */
async function publish(publisher: Publisher, sent: readonly Sent[]): Promise<void> {
  const time = toTimestamp(Date.now())
  await publisher.publish(
    sent.map(({ service, partition, key, subject, contract, value }) => {
      const id = randomUUID()
      return {
        topic: topicOf(service, 'commands'),
        partition,
        key,
        value,
        headers: {
          ce_specversion: '1.0',
          ce_id: id,
          ce_source: sourceOf(service, partition),
          ce_type: contract.ceType,
          ce_subject: subject,
          ce_time: time,
          ce_dataschema: contract.dataSchema,
          ce_actor: 'system:bench',
          ce_correlationid: id,
          ce_causationid: id,
          ce_bodyhash: createHash('sha256').update(id).digest('hex'),
          'content-type': 'application/json',
        },
      }
    }),
  )
}

/** Until each service has taken so many of them. */
const untilKnown = ({ db }: ChaosPlatform, clients: number): Promise<void> =>
  untilNone('registrations are still to be taken', async () => {
    const { rows } = await db.query<{ due: string }>(
      `SELECT 3 * $1::bigint - least($1, (SELECT count(*) FROM compliance.account_view))
        - least($1, (SELECT count(*) FROM wallet.accounts)) - least($1, (SELECT count(*) FROM payment.accounts)) AS due`,
      [clients],
    )
    return Number(rows[0]!.due)
  })

/** Until everybody is scored and has the limits that follow: the work of many registrations is not that of a list. */
const untilScored = ({ db }: ChaosPlatform): Promise<void> =>
  untilNone('clients are still to be scored', async () => {
    const { rows } = await db.query<{ due: string }>(
      `SELECT count(*) AS due FROM compliance.subjects
        WHERE risk_due OR limits_due_at <= now()`,
    )
    return Number(rows[0]!.due)
  })

/** Throws when what is due becomes no less any more. */
async function untilNone(due: string, countDue: () => Promise<number>): Promise<void> {
  let [least, since] = [Infinity, Date.now()]
  for (let now = await countDue(); now > 0; now = await countDue()) {
    if (now < least) [least, since] = [now, Date.now()]
    if (Date.now() - since > STILL_MS_MAX) throw new Error(`${now} ${due}`)
    await sleep(1_000)
  }
}
