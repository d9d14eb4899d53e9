import {
  canonicalJson,
  type Message,
  type OversightCommand,
  type OversightEvent,
  type ServiceName,
} from '@filao/contracts'
import { toTimestamp } from '@filao/kernel'
import { createHash } from 'node:crypto'
import { schemaName } from '../postgres/schema-name'
import { plain, texts } from '../postgres/values'
import { upsertPart, type StateTable } from '../postgres/upsert'
import type { Queryable, Recorded, Row, StatementPart, StateStore } from '../state-store'
import type { ConfigurationProposal } from './configuration'
import { isOversightCommand, isOversightEvent, Oversight, oversightAggregateOf } from './oversight'

type Approved = Extract<OversightEvent, { type: 'ConfigurationApproved' }>
type Saved = ConfigurationProposal & { readonly position: number }

/**
 * A service's store together with the rows of its configuration. Settings come into memory for the batch that decides on
 * them and leave it with that batch, so that the service's own store meets its own states alone.
 */
export class OverseenStore<C extends Message, E extends Message, S> implements StateStore<
  C | OversightCommand,
  E | OversightEvent,
  S | Oversight
> {
  private readonly guests = new WeakMap<object, Set<string>>()
  private readonly schema: string
  private readonly proposals: StateTable<Saved>

  constructor(
    private readonly inner: StateStore<C, E, S>,
    service: ServiceName,
  ) {
    this.schema = schemaName(service)
    this.proposals = proposalsTable(this.schema)
  }

  async loadResident(db: Queryable, partition: number, memory: Map<string, S | Oversight>): Promise<void> {
    await this.inner.loadResident?.(db, partition, memory as Map<string, S>)
  }

  async load(
    db: Queryable,
    partition: number,
    commands: readonly (C | OversightCommand)[],
    memory: Map<string, S | Oversight>,
  ): Promise<void> {
    const ours = commands.filter(isOversightCommand)
    const theirs = ours.length === 0 ? commands : commands.filter((command) => !isOversightCommand(command))
    await this.inner.load(db, partition, theirs as readonly C[], memory as Map<string, S>)
    for (const command of ours) {
      const aggregate = oversightAggregateOf(command)
      if ('configurationId' in command) memory.set(aggregate, await this.setting(db, partition, command))
      const guests = this.guests.get(memory) ?? new Set()
      this.guests.set(memory, guests.add(aggregate))
    }
  }

  parts(
    partition: number,
    events: readonly Recorded<E | OversightEvent>[],
    memory: ReadonlyMap<string, S | Oversight>,
  ): readonly StatementPart[] {
    const isOurs = ({ event }: Recorded<E | OversightEvent>): boolean => isOversightEvent(event)
    const theirMemory = memory as ReadonlyMap<string, S>
    if (!events.some(isOurs)) return this.inner.parts(partition, events as readonly Recorded<E>[], theirMemory)
    const theirs = events.filter((recorded) => !isOurs(recorded)) as readonly Recorded<E>[]
    const ours = events.filter(isOurs) as readonly Recorded<OversightEvent>[]
    return [...this.inner.parts(partition, theirs, theirMemory), ...this.ownParts(ours, memory)]
  }

  forget(memory: Map<string, S | Oversight>, events: readonly Recorded<E | OversightEvent>[]): void {
    for (const aggregate of this.guests.get(memory) ?? []) memory.delete(aggregate)
    this.guests.delete(memory)
    const theirs = events.filter(({ event }) => !isOversightEvent(event)) as readonly Recorded<E>[]
    this.inner.forget(memory as Map<string, S>, theirs)
  }

  /** The setting that a command is about: how many versions it has, its open proposal, and the one that is named. */
  private async setting(
    db: Queryable,
    partition: number,
    { key, proposalId }: Extract<OversightCommand, { readonly configurationId: string }>,
  ): Promise<Oversight> {
    const versions = await db.query({
      text: `SELECT coalesce(max(version), 0) AS versions FROM ${this.schema}.config_versions WHERE key = $1`,
      values: [key],
    })
    const { rows } = await db.query({
      text: `SELECT * FROM ${this.schema}.config_proposals
        WHERE partition = $1 AND key = $2 AND (status = 'open' OR id = $3)`,
      values: [partition, key, proposalId],
    })
    const proposals = new Map(rows.map((row) => [row['id'] as string, proposalOf(row)]))
    return new Oversight({ versions: Number(versions.rows[0]!['versions']), proposals })
  }

  private ownParts(
    events: readonly Recorded<OversightEvent>[],
    memory: ReadonlyMap<string, S | Oversight>,
  ): readonly StatementPart[] {
    const saved = new Map<string, Saved>()
    const approved: (Approved & { readonly approvedAt: number })[] = []
    for (const { event, aggregate, position, at } of events) {
      const state = memory.get(aggregate)
      if (!(state instanceof Oversight) || !('configurationId' in event)) continue
      for (const proposal of state.configuration.proposals.values())
        saved.set(proposal.proposalId, { ...proposal, position })
      if (event.type === 'ConfigurationApproved') approved.push({ ...event, approvedAt: at })
    }
    return [upsertPart(this.proposals, [...saved.values()]), versionsPart(this.schema, approved)]
  }
}

const proposalsTable = (schema: string): StateTable<Saved> => ({
  name: 'config_proposals',
  table: `${schema}.config_proposals`,
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ proposalId }) => proposalId },
    { name: 'position', type: 'bigint', value: ({ position }) => position },
    { name: 'configuration_id', type: 'uuid', value: ({ configurationId }) => configurationId, fixed: true },
    { name: 'key', type: 'text', value: ({ key }) => key, fixed: true },
    { name: 'value', type: 'json', value: ({ value }) => canonicalJson(value), text: true, fixed: true },
    { name: 'effective_from', type: 'timestamptz', value: ({ effectiveFrom }) => time(effectiveFrom), fixed: true },
    { name: 'legal_source', type: 'text', value: ({ legalSource }) => legalSource, text: true, fixed: true },
    { name: 'reason', type: 'text', value: ({ reason }) => reason, text: true, fixed: true },
    { name: 'command_hash', type: 'text', value: ({ commandHash }) => commandHash, fixed: true },
    { name: 'proposed_by', type: 'uuid', value: ({ proposedBy }) => proposedBy, fixed: true },
    { name: 'proposed_at', type: 'timestamptz', value: ({ proposedAt }) => time(proposedAt), fixed: true },
    { name: 'status', type: 'text', value: ({ status }) => status },
    { name: 'decided_by', type: 'uuid', value: ({ decidedBy }) => decidedBy },
    { name: 'decided_at', type: 'timestamptz', value: ({ decidedAt }) => time(decidedAt) },
  ],
})

function versionsPart(
  schema: string,
  approved: readonly (Approved & { readonly approvedAt: number })[],
): StatementPart {
  return {
    name: 'config_versions_made',
    sql: `INSERT INTO ${schema}.config_versions
        (key, version, value, value_sha256, effective_from, legal_source, reason, proposed_by, approved_by, approved_at)
      SELECT t.key, t.version, t.value, t.sha256, t.since, t.source, t.reason, t.proposed_by, t.approved_by, t.approved_at
      FROM head JOIN unnest($partition::smallint[], $1::text[], $2::int[], $3::jsonb[], $4::text[], $5::timestamptz[],
        $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::timestamptz[])
        AS t (partition, key, version, value, sha256, since, source, reason, proposed_by, approved_by, approved_at)
        USING (partition)`,
    values: [
      plain(approved.map(({ key }) => key)),
      plain(approved.map(({ version }) => version)),
      texts(approved.map(({ value }) => canonicalJson(value))),
      plain(approved.map(({ value }) => createHash('sha256').update(canonicalJson(value)).digest('hex'))),
      plain(approved.map(({ effectiveFrom }) => time(effectiveFrom))),
      texts(approved.map(({ legalSource }) => legalSource)),
      texts(approved.map(({ reason }) => reason)),
      plain(approved.map(({ proposedBy }) => proposedBy)),
      plain(approved.map(({ approvedBy }) => approvedBy)),
      plain(approved.map(({ approvedAt }) => time(approvedAt))),
    ],
  }
}

const time = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : toTimestamp(instant)
const instant = (row: Row, column: string): number | undefined => (row[column] as Date | null)?.getTime()

const proposalOf = (row: Row): ConfigurationProposal => ({
  configurationId: row['configuration_id'] as string,
  key: row['key'] as string,
  proposalId: row['id'] as string,
  value: row['value'],
  effectiveFrom: instant(row, 'effective_from'),
  legalSource: (row['legal_source'] as string | null) ?? undefined,
  reason: row['reason'] as string,
  commandHash: row['command_hash'] as string,
  proposedBy: row['proposed_by'] as string,
  proposedAt: instant(row, 'proposed_at')!,
  status: row['status'] as ConfigurationProposal['status'],
  decidedBy: (row['decided_by'] as string | null) ?? undefined,
  decidedAt: instant(row, 'decided_at'),
})
