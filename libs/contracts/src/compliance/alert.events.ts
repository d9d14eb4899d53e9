import { z } from 'zod'
import { event } from '../contract'
import { Id, Time } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { RiskLevel } from './compliance.fields'
import { AlertOutcome, AlertSource, SealedNarrative } from './screening.fields'

const service = 'compliance'
const alert = { routing: { subject: 'alertId', key: 'ownerId' } } as const
const person = 'ownerId'
const about = { ownerId: Id, alertId: Id }

export const AlertRaised = event({
  service,
  name: 'AlertRaised',
  ...alert,
  person,
  fields: {
    ...about,
    source: AlertSource,
    ruleId: z.string().max(60).optional(),
    ruleVersion: z.number().int().positive().optional(),
    checkId: Id.optional(),
    referenceId: Id.optional(),
    severity: RiskLevel,
    summary: SealedNarrative,
    dueAt: Time,
  },
})
export const AlertAssigned = event({
  service,
  name: 'AlertAssigned',
  ...alert,
  fields: { ...about, assignedTo: Id, by: Id },
})
export const AlertClearProposed = event({
  service,
  name: 'AlertClearProposed',
  ...alert,
  person,
  fields: { ...about, reason: SealedNarrative, commandHash: Sha256, proposedBy: Id },
})
export const AlertClearRejected = event({
  service,
  name: 'AlertClearRejected',
  ...alert,
  person,
  fields: { ...about, reason: SealedNarrative, by: Id },
})
/** Cleared and escalated look alike from outside: the outcome is sealed. */
export const AlertClosed = event({
  service,
  name: 'AlertClosed',
  ...alert,
  person,
  fields: {
    ...about,
    outcome: personal('cdd', AlertOutcome),
    by: Id,
  },
})
