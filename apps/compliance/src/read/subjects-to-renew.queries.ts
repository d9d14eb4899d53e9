import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Round } from '@filao/service'

/** How many clients one look finds at most: that many mean that there may be more. */
export const SUBJECTS_A_ROUND = 200

/** Finds the clients of whom something has changed, and those of whom something was computed from what no longer holds. */
export interface Statements {
  /** For the statements' names. */
  readonly name: string
  /** Condition of those of whom something has changed, on an index, and the order in which they are taken. */
  readonly due: string
  readonly dueOrder: string
  /** Condition of those who were computed from something other than $3: it reads all. */
  readonly outdated: string
}

export interface Source {
  readonly owned: readonly number[]
  readonly source: string
  /** Changes when what was found up to date is to be looked at again. */
  readonly trust?: number
}

interface Place {
  readonly partition: number
  readonly id: Id
}
const FIRST: Place = { partition: -1, id: '00000000-0000-0000-0000-000000000000' }

/** What is computed of clients, and kept up with all that it is computed from. */
export class SubjectsToRenew {
  /** All clients are gone through once for what they are computed from; undefined when nobody is left. */
  private pass: { readonly of: string; readonly after: Place | undefined } = { of: '', after: undefined }

  constructor(
    private readonly db: Queryable,
    private readonly statements: Statements,
  ) {}

  /**
   * Has those renewed who are due, and then some of those who are outdated. Gives when to look again: at once while more
   * are due; what concerns everybody leaves as much time as it takes to whatever else is to be done, here and by those
   * who are told.
   */
  async turn(of: Source, renew: (ids: readonly Id[]) => Promise<void>): Promise<Round> {
    const due = await this.due(of)
    await renew(due)
    const since = performance.now()
    const isMore = await this.goOn(of, renew)
    if (due.length === SUBJECTS_A_ROUND) return 'again'
    return isMore ? { afterMs: performance.now() - since } : undefined
  }

  /** True when there may be more who are outdated. */
  private async goOn(of: Source, renew: (ids: readonly Id[]) => Promise<void>): Promise<boolean> {
    const wanted = `${of.owned.join()} ${of.source} ${of.trust ?? ''}`
    const after = this.pass.of === wanted ? this.pass.after : FIRST
    if (after === undefined) return false
    const behind = await this.outdated(of, after)
    await renew(behind.map(({ id }) => id))
    const next = behind.length === SUBJECTS_A_ROUND ? behind.at(-1) : undefined
    this.pass = { of: wanted, after: next }
    return next !== undefined
  }

  private async due({ owned }: Source): Promise<readonly Id[]> {
    const { name, due, dueOrder } = this.statements
    const { rows } = await this.db.query({
      name: `compliance_${name}_due`,
      text: `SELECT id FROM compliance.subjects
        WHERE partition = ANY ($1::smallint[]) AND ${due} ORDER BY ${dueOrder} LIMIT $2`,
      values: [[...owned], SUBJECTS_A_ROUND],
    })
    return rows.map(({ id }) => id as Id)
  }

  private async outdated({ owned, source }: Source, after: Place): Promise<readonly Place[]> {
    const { name, outdated } = this.statements
    const { rows } = await this.db.query({
      name: `compliance_${name}_outdated`,
      text: `SELECT partition, id FROM compliance.subjects
        WHERE partition = ANY ($1::smallint[]) AND ${outdated} AND (partition, id) > ($4::smallint, $5::uuid)
        ORDER BY partition, id LIMIT $2`,
      values: [[...owned], SUBJECTS_A_ROUND, source, after.partition, after.id],
    })
    return rows as unknown as readonly Place[]
  }
}
