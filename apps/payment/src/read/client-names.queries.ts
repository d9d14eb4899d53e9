import { isSealed, type Sealed } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { RowKeys } from '../store/sealed-column.store'

/** The names of clients, as identity last told them; opened for the moment in which they are compared or sent on. */
export class ClientNames {
  constructor(
    private readonly db: Queryable,
    private readonly keys: RowKeys,
  ) {}

  /** Undefined for nobody who is known, and for whoever was erased. */
  async nameOf(userId: string): Promise<string | undefined> {
    const { rows } = await this.db.query({
      name: 'payment_person',
      text: 'SELECT first_name, first_name_type, last_name, last_name_type FROM payment.person_view WHERE user_id = $1',
      values: [userId],
    })
    const row = rows[0]
    if (!row) return undefined
    await this.keys.ready([userId])
    const parts = (['first_name', 'last_name'] as const).map((column) => {
      const pointer = column === 'first_name' ? '/firstName' : '/lastName'
      return this.open(userId, { ceType: row[`${column}_type`] as string, pointer }, row[column])
    })
    return parts.every((part) => part !== undefined) ? parts.join(' ') : undefined
  }

  private open(userId: string, place: { ceType: string; pointer: string }, value: unknown): string | undefined {
    if (!isSealed(value)) return typeof value === 'string' ? value : undefined
    const sealed: Sealed = value
    const json = this.keys.open(userId, place.ceType)({ scope: 'cdd', pointer: place.pointer, sealed })
    return json === undefined ? undefined : (JSON.parse(json) as string)
  }
}
