import { isSealed, StaffReason, type Personal, type Sealed } from '@filao/contracts'
import type { SubjectKeys } from '@filao/service'
import { SealedColumn } from './sealed-column.store'

/** The column of a reason that staff have written of a client. */
export class SealedReasonColumn {
  private readonly column: SealedColumn<typeof StaffReason>

  constructor(name: `compliance.${string}.${string}`, keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.column = new SealedColumn(name, StaffReason, keys)
  }

  seal(subjectId: string, reason: Personal<string>): Sealed {
    return this.column.seal(subjectId, reason)
  }

  /** The reason; still sealed where the person's key is destroyed. */
  open(subjectId: string, value: unknown): Personal<string> {
    return this.column.open(subjectId, value)
  }

  /** The words; null where there are none, or none can be read any more. */
  words(subjectId: string, value: unknown): string | null {
    const reason = value === null ? null : this.open(subjectId, value)
    return isSealed(reason) ? null : reason
  }
}
