import type { OutRecord } from '../seam'

/** What can go wrong on a bus, asked at each occasion. All are allowed to the real one; a consumer must bear them. */
export interface Faults {
  /** How many times this record is appended. 1 when nothing goes wrong, 2 for a duplicate. */
  copies?(record: OutRecord): number
  /** For how many rounds of delivery this record and those after it in its partition stay unseen. */
  delay?(record: OutRecord): number
  /**
   * `before`: nothing is appended and the publisher dies. `after`: all is appended and the publisher dies, as when the
   * response is lost or the process crashes between the send and its checkpoint. A number: that many are appended.
   */
  fails?(batch: readonly OutRecord[]): 'before' | 'after' | number | undefined
}
