import { unknownSubject, type Subject } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import type { Queryable, Recorded, StatementPart, StateStore } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { upsertRows, type JsonRow, type RowTable } from './rows.store'
import { SubjectRows } from './subject.rows.store'

/** Everything of those whom the commands are about. One query, answered as JSON: a payer who is no client has no subject. */
const LOAD = `SELECT a.id,
    (SELECT to_json(s) FROM compliance.subjects s WHERE s.partition = $1 AND s.id = a.id) AS subject,
    (SELECT coalesce(json_agg(v), '[]') FROM compliance.account_view v WHERE v.partition = $1 AND v.user_id = a.id) AS accounts,
    (SELECT coalesce(json_agg(c), '[]') FROM compliance.aml_checks c WHERE c.partition = $1 AND c.owner_id = a.id) AS checks
  FROM unnest($2::uuid[]) AS a (id)`

interface Loaded {
  readonly id: string
  readonly subject: JsonRow | null
  readonly accounts: readonly JsonRow[]
  readonly checks: readonly JsonRow[]
}

/** Rows of clients with all that is kept of them. Nothing stays in memory between batches: people come and go. */
export class ComplianceStore implements StateStore<ComplianceCommand, ComplianceEvent, Subject> {
  private readonly rows: SubjectRows

  constructor(private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>) {
    this.rows = new SubjectRows(keys)
  }

  async load(
    db: Queryable,
    partition: number,
    commands: readonly ComplianceCommand[],
    memory: Map<string, Subject>,
  ): Promise<void> {
    const lacking = [...new Set(commands.map(aggregateOf))].filter((id) => !memory.has(id))
    if (lacking.length === 0) return
    await this.keys.ready(lacking)
    const { rows } = await db.query({ name: 'compliance_load', text: LOAD, values: [partition, lacking] })
    for (const row of rows as unknown as readonly Loaded[]) {
      const subject = this.subjectOf(row)
      if (subject) memory.set(row.id, subject)
    }
  }

  parts(
    _partition: number,
    events: readonly Recorded<ComplianceEvent>[],
    memory: ReadonlyMap<string, Subject>,
  ): readonly StatementPart[] {
    return this.tables.map((table) => upsertRows(table, events, memory))
  }

  forget(memory: Map<string, Subject>): void {
    memory.clear()
  }

  private get tables(): readonly RowTable[] {
    const { subjects, accounts, checks } = this.rows
    return [subjects, accounts, checks]
  }

  private subjectOf({ id, subject: row, accounts, checks }: Loaded): Subject | undefined {
    if (!row && accounts.length === 0 && checks.length === 0) return undefined
    const subject = unknownSubject(id)
    if (row) {
      subject.profile = this.rows.profileOf(row)
      subject.cdd = this.rows.cddOf(row)
    }
    for (const account of accounts) subject.accounts.set(account['id'] as string, this.rows.accountOf(account))
    for (const check of checks) subject.checks.set(check['id'] as string, this.rows.checkOf(check))
    return subject
  }
}

const aggregateOf = (command: ComplianceCommand): string => ('ownerId' in command ? command.ownerId : command.userId)
