import { isSealed, type Personal, type Sealed } from '@filao/contracts'
import { sealField, type SubjectKeys } from '@filao/service'
import { createHmac } from 'node:crypto'
import { z } from 'zod'

const NONCE_BYTES = 12

/**
 * A column that holds a value sealed with the key of the person it belongs to. The nonce is derived from key, place and
 * value, so that the same state gives the same row and the rows can be proven to be the fold of the log; all that it
 * tells is that a value has not changed.
 */
export class SealedColumn<Schema extends z.ZodType> {
  constructor(
    /** Schema-qualified table and column, to which the ciphertext is bound. */
    private readonly name: `compliance.${string}.${string}`,
    private readonly schema: Schema,
    private readonly keys: Pick<SubjectKeys, 'keyOf' | 'open'>,
  ) {}

  /** A value that could not be opened goes back as it came. */
  seal(subjectId: string, value: Personal<z.output<Schema>>): Sealed {
    if (isSealed(value)) return value
    const key = this.keys.keyOf(subjectId, 'cdd')
    const json = JSON.stringify(z.encode(this.schema, value))
    const nonce = createHmac('sha256', key.key).update(`${this.name}\n${json}`).digest().subarray(0, NONCE_BYTES)
    return sealField(key, this.place, json, nonce)
  }

  /** The value; still sealed where the person's key is destroyed. */
  open(subjectId: string, sealed: unknown): Personal<z.output<Schema>> {
    if (!isSealed(sealed)) throw new TypeError(`${this.name} is not sealed`)
    const { ceType, pointer } = this.place
    const json = this.keys.open(subjectId, ceType)({ scope: 'cdd', pointer, sealed })
    return json === undefined ? sealed : z.decode(this.schema, JSON.parse(json) as z.input<Schema>)
  }

  private get place() {
    return { ceType: this.name, pointer: '' }
  }
}
