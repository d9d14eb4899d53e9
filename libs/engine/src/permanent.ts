import { AssertionError } from '@filao/kernel'
import pg from 'pg'

/** An input that cannot be read. */
export class PoisonInput extends Error {
  override readonly name = 'PoisonInput'
}

/** A position that was seen with another hash: the source's database was restored or changed by hand. */
export class ForkedLog extends Error {
  override readonly name = 'ForkedLog'
}

/** Classes of SQLSTATE that say that the data are wrong: a bad value, a broken constraint. */
const WRONG_DATA = /^(22|23)/

/**
 * True for an error that comes again however often the same input is tried. Everything that may pass (a lost connection, a
 * deadlock, a full disk) and everything unknown is not: trying again loses nothing, giving up would.
 */
export function isPermanent(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return WRONG_DATA.test(error.code ?? '')
  return (
    error instanceof PoisonInput ||
    error instanceof ForkedLog ||
    error instanceof AssertionError ||
    error instanceof TypeError ||
    error instanceof RangeError
  )
}
