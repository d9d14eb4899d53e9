import { LogProof, PostgresRelayLog, type LogRow, type Queryable } from '@filao/engine'
import { SHARING, type ChaosPlatform } from '../platform'

const ROWS_MAX = 1000

/**
 * Walks every log, and beside each row its copies: audit holds exactly the event and exactly the commands, byte for byte
 * and by position and hash. Goes on where it stopped, so that each round costs what the round brought.
 */
export class LogsCheck {
  private readonly proofs = new Map<string, LogProof>()

  constructor(private readonly platform: ChaosPlatform) {}

  async run(): Promise<readonly string[]> {
    const broken: string[] = []
    for (const service of SHARING) {
      for (let partition = 0; partition < this.platform.facts.partitions; partition += 1) {
        await this.walk(service, partition).catch((error: Error) => broken.push(error.message))
      }
    }
    return [...broken, ...(await this.surplus())]
  }

  private async walk(service: (typeof SHARING)[number], partition: number): Promise<void> {
    const db = this.platform.db as unknown as Queryable
    const name = `${service}/${partition}`
    const proof = this.proofs.get(name) ?? new LogProof(service, partition)
    this.proofs.set(name, proof)
    const log = new PostgresRelayLog(db, `"${service}"`)
    for (;;) {
      const rows = await log.read(partition, proof.position, ROWS_MAX)
      if (rows.length === 0) break
      const copies = await this.copies(service, partition, { from: proof.position + 1, to: rows.at(-1)!.position })
      for (const row of rows) {
        proof.take(row)
        this.compare(name, row, copies.get(row.position))
      }
      await this.compareCommands(service, partition, rows)
    }
    const head = await db.query({
      text: `SELECT position, hash FROM "${service}".log_head WHERE partition = $1`,
      values: [partition],
    })
    const { position, hash } = head.rows[0] as { position: string; hash: Buffer }
    proof.end({ position: Number(position), hash })
  }

  private async copies(
    service: string,
    partition: number,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<ReadonlyMap<number, { data: string; hash: Buffer }>> {
    const { rows } = await this.platform.db.query<{ source_position: string; data: string; chain_hash: Buffer }>(
      `SELECT source_position, convert_from(data, 'UTF8') AS data, chain_hash FROM audit.audit_log
        WHERE source = $1 AND source_partition = $2 AND source_position BETWEEN $3 AND $4`,
      [service, partition, from, to],
    )
    const copies = new Map(rows.map((row) => [Number(row.source_position), { data: row.data, hash: row.chain_hash }]))
    if (copies.size !== rows.length) throw new Error(`audit holds events of ${service}/${partition} twice`)
    return copies
  }

  private compare(name: string, row: LogRow, copy: { data: string; hash: Buffer } | undefined): void {
    if (!copy) throw new Error(`audit lacks event ${row.position} of ${name}`)
    if (copy.data !== row.data || !copy.hash.equals(row.hash))
      throw new Error(`audit holds something else as event ${row.position} of ${name}`)
  }

  private async compareCommands(service: string, partition: number, rows: readonly LogRow[]): Promise<void> {
    const sent = rows.flatMap(({ commands }) => commands)
    if (sent.length === 0) return
    const { rows: kept } = await this.platform.db.query<{ source: string; source_position: string; data: string }>(
      `SELECT a.source, a.source_position, convert_from(a.data, 'UTF8') AS data FROM audit.audit_log a
        JOIN unnest($2::text[], $3::bigint[]) AS t (source, position)
          ON a.source = t.source AND a.source_position = t.position WHERE a.source_partition = $1`,
      [
        partition,
        sent.map((command) => `${service}>${command.target}/${command.partition}`),
        sent.map(({ sequence }) => sequence),
      ],
    )
    const copies = new Map(kept.map((row) => [`${row.source} ${row.source_position}`, row.data]))
    if (copies.size !== kept.length) throw new Error(`audit holds commands of ${service}/${partition} twice`)
    for (const { target, partition: to, sequence, data } of sent) {
      const link = `${service}>${target}/${to}`
      const copy = copies.get(`${link} ${sequence}`)
      if (copy !== data)
        throw new Error(
          `audit ${copy === undefined ? 'lacks' : 'holds something else as'} command ${sequence} of ${partition} on ${link}`,
        )
    }
  }

  /** Whatever audit holds beyond the logs and their commands would be made up. */
  private async surplus(): Promise<readonly string[]> {
    const expected = new Map<string, number>()
    for (const [name, { position, sequences }] of this.proofs) {
      const [service, partition] = name.split('/')
      expected.set(`${service} ${partition}`, position)
      for (const [target, sequence] of sequences) expected.set(`${service}>${target} ${partition}`, sequence)
    }
    const { rows } = await this.platform.db.query<{ source: string; source_partition: number; kept: string }>(
      `SELECT source, source_partition, count(*) AS kept FROM audit.audit_log WHERE source NOT LIKE '>%' GROUP BY 1, 2`,
    )
    return rows.flatMap(({ source, source_partition: partition, kept }) => {
      const due = expected.get(`${source} ${partition}`) ?? 0
      return Number(kept) === due ? [] : [`audit holds ${kept} rows of ${source} from ${partition}, not ${due}`]
    })
  }
}
