import { chainHash, kindOfSource, sameBytes } from '@filao/audit'
import type { Queryable, Row } from '@filao/engine'
import type { Clock, Instant } from '@filao/kernel'
import type { CompletenessView } from '../http/audit.schemas'
import { sha256 } from '../intake/record.projection'
import type { OwnerHead, OwnerHeads } from './owner-heads.queries'

type SourceView = CompletenessView['items'][number]
type Heads = ReadonlyMap<string, OwnerHead>

/** How long the audit is given to record what the owners had written when they were asked. */
const CATCH_UP_MS_MAX = 1000
const POLL_INTERVAL_MS = 50
/** Instances of the audit stamp rows by clocks of their own. */
const CLOCK_SKEW_MS_MAX = 1000

/**
 * Per source what is recorded, beside the head of the owner's own log. The heads are read first and the audit is waited
 * for, so that under load, too, the answer is about one position.
 */
export async function readCompleteness(
  db: Queryable,
  heads: Pick<OwnerHeads, 'read'>,
  clock: Clock,
): Promise<CompletenessView> {
  const askedAt = clock.now()
  const owners = await heads.read()
  const rows = await caughtUp(db, owners)
  const following = await followingHeads(db, rows, owners, askedAt)
  const items = rows.map((row) => sourceView(row, owners.get(nameOf(row)), following.has(nameOf(row))))
  return { items: [...items, ...neverRecorded(rows, owners)] }
}

const nameOf = (row: Row): string => `${String(row['source'])}/${String(row['source_partition'])}`
const hex = (row: Row, column: string): string => (row[column] as Buffer).toString('hex')

async function caughtUp(db: Queryable, owners: Heads): Promise<Row[]> {
  const deadline = Date.now() + CATCH_UP_MS_MAX
  for (;;) {
    const { rows } = await db.query({ text: 'SELECT * FROM audit.audit_positions ORDER BY source, source_partition' })
    const isBehind = (row: Row): boolean => Number(row['last_position']) < (owners.get(nameOf(row))?.position ?? 0)
    if (Date.now() >= deadline || !rows.some((row) => row['stop_reason'] === null && isBehind(row))) return rows
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))
  }
}

/**
 * Logs that went on after their owner was asked. Of these the event after the head must have been recorded since, else
 * the owner had it and lost it; and its chain must go on from the head's hash.
 */
async function followingHeads(
  db: Queryable,
  rows: readonly Row[],
  owners: Heads,
  askedAt: Instant,
): Promise<ReadonlySet<string>> {
  const ahead = rows.filter((row) => Number(row['last_position']) > (owners.get(nameOf(row))?.position ?? Infinity))
  const since = new Date(askedAt - CLOCK_SKEW_MS_MAX).toISOString()
  const following = new Set<string>()
  for (const row of ahead) {
    const owner = owners.get(nameOf(row))!
    const { rows: next } = await db.query({
      text: `SELECT entry, commands_hash, chain_hash FROM audit.audit_log
        WHERE recorded_at >= $4::timestamptz AND source = $1 AND source_partition = $2 AND source_position = $3`,
      values: [row['source'], row['source_partition'], owner.position + 1, since],
    })
    if (next[0] && goesOnFrom(owner.hash, next[0])) following.add(nameOf(row))
  }
  return following
}

function goesOnFrom(hash: string, next: Row): boolean {
  const step = { entry: next['entry'] as Buffer, commandsHash: (next['commands_hash'] as Buffer | null) ?? undefined }
  return sameBytes(chainHash(Buffer.from(hash, 'hex'), step, sha256), next['chain_hash'] as Buffer)
}

function sourceView(row: Row, owner: OwnerHead | undefined, follows: boolean): SourceView {
  const hash = hex(row, 'last_hash')
  const gapAt = row['gap_at'] as string | null
  const last = Number(row['last_position'])
  const isSame = owner !== undefined && last === owner.position && hash === owner.hash
  // Of links, that no number is missing is all that can be said: they have no head of their own.
  const isLog = kindOfSource(row['source'] as string) === 'log'
  return {
    source: row['source'] as string,
    partition: Number(row['source_partition']),
    first: String(row['first_position']),
    last: String(row['last_position']),
    count: String(row['count']),
    treeSize: String(row['tree_size']),
    root: hex(row, 'root'),
    hash,
    gaps: gapAt === null ? [] : [gapAt],
    gapAt,
    stopped: row['stop_reason'] as string | null,
    owner: owner ? { position: String(owner.position), hash: owner.hash } : null,
    lag: owner ? String(Math.max(0, owner.position - last)) : null,
    agrees: row['stop_reason'] === null && (!isLog || isSame || follows),
  }
}

/** Logs that their owners have written to and of which nothing is recorded. */
function neverRecorded(rows: readonly Row[], owners: Heads): SourceView[] {
  const recorded = new Set(rows.map(nameOf))
  const missing = [...owners].filter(([name, { position }]) => position > 0 && !recorded.has(name))
  return missing.map(([name, { position, hash }]) => {
    const [source, partition] = name.split('/')
    return {
      source: source!,
      partition: Number(partition),
      first: '1',
      last: '0',
      count: '0',
      treeSize: '0',
      root: '',
      hash: '',
      gaps: [],
      gapAt: null,
      stopped: null,
      owner: { position: String(position), hash },
      lag: String(position),
      agrees: false,
    }
  })
}
