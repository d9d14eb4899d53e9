import type { PersonalScope, Sealed } from '@filao/contracts'
import { createHmac } from 'node:crypto'
import { sealField } from './sealed-field'
import type { SubjectKeys } from './subject-keys'

const NONCE_BYTES = 12

/** A column of a row: its ciphertext opens in no other. */
export interface ColumnPlace {
  /** Whose key seals it. */
  readonly subjectId: string
  readonly scope: PersonalScope
  /** `<schema>.<table>.<column>` */
  readonly column: `${string}.${string}.${string}`
}

/**
 * Seals the JSON text of a row's value with the key of the person whom it belongs to. The nonce is derived from key,
 * place and text, so that the same state gives the same row and the rows can be proven to be the fold of the log; all that
 * it tells is that a value has not changed. The text has to be the same for the same value, in whatever order its
 * members stood. Throws KeyMissing where the key is not at hand.
 */
export function sealColumn(
  keys: Pick<SubjectKeys, 'keyOf'>,
  { subjectId, scope, column }: ColumnPlace,
  json: string,
): Sealed {
  const key = keys.keyOf(subjectId, scope)
  const nonce = createHmac('sha256', key.key).update(`${column}\n${json}`).digest().subarray(0, NONCE_BYTES)
  return sealField(key, { ceType: column, pointer: '' }, json, nonce)
}

/** The JSON text; undefined where the person's key is destroyed. Throws when it was altered, or moved from another column. */
export const openColumn = (
  keys: Pick<SubjectKeys, 'open'>,
  { subjectId, scope, column }: ColumnPlace,
  sealed: Sealed,
): string | undefined => keys.open(subjectId, column)({ scope, pointer: '', sealed })
