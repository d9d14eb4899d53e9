import { isSealed, type PostalAddress, type Sealed } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { RowKeys } from '../store/sealed-column.store'

/** Who a client is, as identity last told. */
export interface ClientProfile {
  /** First name and last name. */
  readonly name: string
  readonly dateOfBirth: string | undefined
  readonly address: PostalAddress | undefined
}

/** Where each value stands in the messages that told it. */
const POINTERS = {
  first_name: '/firstName',
  last_name: '/lastName',
  date_of_birth: '/dateOfBirth',
  residential_address: '/residentialAddress',
} as const
type Column = keyof typeof POINTERS

/** Who clients are, opened for the moment in which it is compared or sent on. */
export class ClientNames {
  constructor(
    private readonly db: Queryable,
    private readonly keys: RowKeys,
  ) {}

  /** Undefined for nobody who is known, and for whoever was erased. */
  async nameOf(userId: string): Promise<string | undefined> {
    return (await this.profileOf(userId))?.name
  }

  /** The same, with what else is known. */
  async profileOf(userId: string): Promise<ClientProfile | undefined> {
    const { rows } = await this.db.query({
      name: 'payment_person',
      text: 'SELECT * FROM payment.person_view WHERE user_id = $1',
      values: [userId],
    })
    const row = rows[0]
    if (!row) return undefined
    await this.keys.ready([userId])
    const of = (column: Column): unknown =>
      this.open(userId, { ceType: row[`${column}_type`] as string, pointer: POINTERS[column] }, row[column])
    const [first, last] = [of('first_name'), of('last_name')]
    if (typeof first !== 'string' || typeof last !== 'string') return undefined
    return {
      name: `${first} ${last}`,
      dateOfBirth: of('date_of_birth') as string | undefined,
      address: of('residential_address') as PostalAddress | undefined,
    }
  }

  private open(userId: string, place: { ceType: string; pointer: string }, value: unknown): unknown {
    if (!isSealed(value)) return value ?? undefined
    const sealed: Sealed = value
    const json = this.keys.open(userId, place.ceType)({ scope: 'cdd', pointer: place.pointer, sealed })
    return json === undefined ? undefined : (JSON.parse(json) as unknown)
  }
}
