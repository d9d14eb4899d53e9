import { isSealed, type Personal, type Sealed } from '@filao/contracts'
import { openColumn, sealColumn, type ColumnPlace, type SubjectKeys } from '@filao/service'
import { z } from 'zod'

/** A column that holds a value of a schema, sealed with the key of the person it belongs to. */
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
    // The schema puts the members in one order.
    return sealColumn(this.keys, this.placeOf(subjectId), JSON.stringify(z.encode(this.schema, value)))
  }

  /** The value; still sealed where the person's key is destroyed. */
  open(subjectId: string, sealed: unknown): Personal<z.output<Schema>> {
    if (!isSealed(sealed)) throw new TypeError(`${this.name} is not sealed`)
    const json = openColumn(this.keys, this.placeOf(subjectId), sealed)
    return json === undefined ? sealed : z.decode(this.schema, JSON.parse(json) as z.input<Schema>)
  }

  private placeOf(subjectId: string): ColumnPlace {
    return { subjectId, scope: 'cdd', column: this.name }
  }
}
