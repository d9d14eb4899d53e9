import type { Reaction } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'
import { screeningReactions } from './screening.reactions'

/** Event → commands for other services: what a client may do follows what is known of them. */
export const reactions = (event: ComplianceEvent): readonly Reaction[] => screeningReactions(event)
