import { isSealed, type Sealed } from '@filao/contracts'
import type { ProjectedEvent, Sealer } from '@filao/engine'
import { assert, type Id } from '@filao/kernel'

/** A personal value as an event holds it, and where: sealed values open nowhere else. */
export interface SealedInEvent {
  readonly sealed: Sealed
  readonly ceType: string
  readonly pointer: string
}

/** Keeps a value of an event that a projection sees. */
export function sealedIn(
  { headers }: Pick<ProjectedEvent, 'headers'>,
  pointer: string,
  sealed: unknown,
): SealedInEvent {
  assert(isSealed(sealed), 'a log holds no personal value in plain')
  return { sealed, ceType: headers['ce_type']!, pointer }
}

/** The text; undefined where the person's key is destroyed. The keys have to be ready. */
export function openInEvent(
  keys: Pick<Sealer, 'open'>,
  userId: Id,
  { sealed, ceType, pointer }: SealedInEvent,
): string | undefined {
  const json = keys.open(userId, ceType)({ scope: 'cdd', pointer, sealed })
  return json === undefined ? undefined : (JSON.parse(json) as string)
}
