import { canonicalJson, isSealed, type Sealed } from '@filao/contracts'
import { openColumn, sealColumn, type ColumnPlace, type SubjectKeys } from '@filao/service'

/** What seals the rows of payment: the keys of people, at hand because the event was sealed by them. */
export type RowKeys = Pick<SubjectKeys, 'keyOf' | 'open' | 'ready'>

/** Whose value it is, and where it stands: `payment.<table>.<column>`. */
export interface ValuePlace {
  readonly userId: string
  readonly column: `payment.${string}.${string}`
}

/** A value of a row, sealed with the key of the person whom it belongs to; one that could not be opened as it came. */
export const sealValue = (keys: RowKeys, place: ValuePlace, value: unknown): Sealed =>
  // One that was decided and one that is read from the log have their members in orders of their own.
  isSealed(value) ? value : sealColumn(keys, placeOf(place), canonicalJson(value))

/** The value; undefined where the person's key is destroyed. Fetches the key. */
export async function openValue<Value>(keys: RowKeys, place: ValuePlace, sealed: unknown): Promise<Value | undefined> {
  if (!isSealed(sealed)) return undefined
  await keys.ready([place.userId])
  const json = openColumn(keys, placeOf(place), sealed)
  return json === undefined ? undefined : (JSON.parse(json) as Value)
}

const placeOf = ({ userId: subjectId, column }: ValuePlace): ColumnPlace => ({
  subjectId,
  scope: 'transaction',
  column,
})
