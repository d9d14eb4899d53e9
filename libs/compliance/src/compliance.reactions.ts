import type { Reaction } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'

/** Event → commands for other services: what a client may do follows what is known of them. */
export function reactions(_event: ComplianceEvent): readonly Reaction[] {
  return []
}
