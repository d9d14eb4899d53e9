import type { Id, Instant } from '@filao/kernel'

/** Money that stands still: since when, and who of staff has taken it (regulation STR-9). */
export interface Hold {
  readonly since: Instant
  readonly owner: Id | undefined
}
