import { canonicalJson, isSealed, type PersonalScope, type Sealed } from '@filao/contracts'
import { sealField, type SubjectKeys } from '@filao/service'
import { createHmac } from 'node:crypto'

const NONCE_BYTES = 12
const SCOPE: PersonalScope = 'transaction'

/** What seals the rows of payment: the keys of people, at hand because the event was sealed by them. */
export type RowKeys = Pick<SubjectKeys, 'keyOf' | 'open' | 'ready'>

/**
 * A value of a row, sealed with the key of the person whom it belongs to. The nonce is derived from key, place and value,
 * so that the same event gives the same row; all that it tells is that a value has not changed.
 */
export function sealColumn(keys: RowKeys, place: ColumnPlace, value: unknown): Sealed {
  if (isSealed(value)) return value
  const key = keys.keyOf(place.userId, SCOPE)
  // One that was decided and one that is read from the log have their members in orders of their own.
  const json = canonicalJson(value)
  const nonce = createHmac('sha256', key.key).update(`${place.column}\n${json}`).digest().subarray(0, NONCE_BYTES)
  return sealField(key, { ceType: place.column, pointer: '' }, json, nonce)
}

/** Whose value it is, and where it stands: `payment.<table>.<column>`. */
export interface ColumnPlace {
  readonly userId: string
  readonly column: `payment.${string}.${string}`
}

/** The value; undefined where the person's key is destroyed. Fetches the key. */
export async function openColumn<Value>(
  keys: RowKeys,
  place: ColumnPlace,
  sealed: unknown,
): Promise<Value | undefined> {
  if (!isSealed(sealed)) return undefined
  await keys.ready([place.userId])
  const json = keys.open(place.userId, place.column)({ scope: SCOPE, pointer: '', sealed })
  return json === undefined ? undefined : (JSON.parse(json) as Value)
}
