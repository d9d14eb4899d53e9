import { isSealed } from '@filao/contracts'
import type { JsonRow, Queryable } from '@filao/engine'
import { toTimestamp, type Id } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type SubjectKeys } from '@filao/service'
import type { InstrumentList, InstrumentQuery, InstrumentView } from '../http/instrument.schemas'
import type { InstrumentRows } from '../store/instrument.rows.store'

/** What compliance and the MLRO read of instruments and of who has issued them. */
export class InstrumentQueries {
  constructor(
    private readonly db: Queryable,
    private readonly rows: InstrumentRows,
    private readonly keys: Pick<SubjectKeys, 'ready'>,
  ) {}

  async list({ held, limit, cursor }: InstrumentQuery): Promise<InstrumentList> {
    const { after } = afterOf(cursor)
    const { rows } = await this.db.query({
      text: `SELECT to_json(i) AS instrument, i.created_at AS at, i.id FROM compliance.instruments i
        WHERE ($1::boolean IS NULL OR i.is_held = $1)
          AND ($2::timestamptz IS NULL OR (i.created_at, i.id) < ($2, $3::uuid))
        ORDER BY i.created_at DESC, i.id DESC LIMIT $4`,
      values: [held === undefined ? null : held === 'true', after?.at ?? null, after?.id ?? null, limit + 1],
    })
    const { items, next } = pageOfRows(rows, limit, (row) => [
      toTimestamp((row['at'] as Date).getTime()),
      row['id'] as string,
    ])
    return { items: await this.viewsOf(items.map((row) => row['instrument'] as JsonRow)), next }
  }

  /** Throws 404. */
  async one(assetId: Id): Promise<InstrumentView> {
    const { rows } = await this.db.query({
      text: 'SELECT to_json(i) AS instrument FROM compliance.instruments i WHERE id = $1',
      values: [assetId],
    })
    if (!rows[0]) throw new Problem(404, 'instrument-unknown', 'There is no such instrument.')
    return (await this.viewsOf([rows[0]['instrument'] as JsonRow]))[0]!
  }

  private async viewsOf(rows: readonly JsonRow[]): Promise<InstrumentView[]> {
    await this.keys.ready(rows.filter((row) => row['proposal'] !== null).map((row) => row['id'] as string))
    return rows.map((row) => this.view(row))
  }

  private view(row: JsonRow): InstrumentView {
    const { assetId, symbol, issuer, isHeld, proposal } = this.rows.instrumentOf(row)
    return {
      id: assetId,
      symbol,
      issuer: issuer ?? null,
      isHeld,
      release: proposal
        ? {
            authorityReference: isSealed(proposal.authorityReference) ? null : proposal.authorityReference,
            documentHash: proposal.documentHash,
            commandHash: proposal.commandHash,
            proposedBy: proposal.proposedBy,
          }
        : null,
      createdAt: new Date(row['created_at'] as string).toISOString(),
      updatedAt: new Date(row['updated_at'] as string).toISOString(),
    }
  }
}
