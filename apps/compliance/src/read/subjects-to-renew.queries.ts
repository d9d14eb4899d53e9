import type { Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'

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

/** What is computed of clients, and kept up with all that it is computed from. */
export class SubjectsToRenew {
  /** Partitions and sources for which nobody is outdated. */
  private upToDate = ''

  constructor(
    private readonly db: Queryable,
    private readonly statements: Statements,
  ) {}

  /**
   * Has those renewed who are due; where nobody is, those who are outdated, which is asked only when the partitions, the
   * source or `trust` have changed since nobody was. Gives how many they were.
   */
  async turn(
    of: { readonly owned: readonly number[]; readonly source: string; readonly trust?: number },
    renew: (ids: readonly Id[]) => Promise<void>,
  ): Promise<number> {
    const { name, due, dueOrder, outdated } = this.statements
    const owned = [...of.owned]
    const changed = await this.ask(`compliance_${name}_due`, `${due} ORDER BY ${dueOrder}`, [owned, SUBJECTS_A_ROUND])
    await renew(changed)
    const wanted = `${owned.join()} ${of.source} ${of.trust ?? ''}`
    if (changed.length > 0 || this.upToDate === wanted) return changed.length
    const values = [owned, SUBJECTS_A_ROUND, of.source]
    const behind = await this.ask(`compliance_${name}_outdated`, `${outdated} ORDER BY position`, values)
    await renew(behind)
    if (behind.length === 0) this.upToDate = wanted
    return behind.length
  }

  private async ask(name: string, conditionAndOrder: string, values: readonly unknown[]): Promise<readonly Id[]> {
    const text = `SELECT id FROM compliance.subjects
      WHERE partition = ANY ($1::smallint[]) AND ${conditionAndOrder} LIMIT $2`
    const { rows } = await this.db.query({ name, text, values: [...values] })
    return rows.map(({ id }) => id as Id)
  }
}
