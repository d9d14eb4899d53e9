import { z } from 'zod'
import { command } from '../contract'
import { Id, Time } from '../fields'
import { RiskLevel } from './compliance.fields'
import { AlertSource, SealedNarrative } from './screening.fields'

const service = 'compliance'
const alert = { routing: { subject: 'alertId', key: 'ownerId' } } as const
const about = { ownerId: Id, alertId: Id }

/** Somebody or something has seen what a person has to look at. The same rule and reference again is the same alert. */
export const RaiseAlert = command({
  service,
  name: 'RaiseAlert',
  ...alert,
  person: 'ownerId',
  fields: {
    ...about,
    source: AlertSource,
    ruleId: z.string().max(60).optional(),
    ruleVersion: z.number().int().positive().optional(),
    referenceId: Id.optional(),
    severity: RiskLevel,
    summary: SealedNarrative,
    dueAt: Time,
  },
})
export const AssignAlert = command({
  service,
  name: 'AssignAlert',
  ...alert,
  fields: { ...about, assignedTo: Id, by: Id },
})
/** Nothing is behind it. The first person proposes, another agrees. */
export const ClearAlert = command({
  service,
  name: 'ClearAlert',
  ...alert,
  person: 'ownerId',
  fields: { ...about, reason: SealedNarrative, by: Id },
})
export const RejectClear = command({
  service,
  name: 'RejectClear',
  ...alert,
  person: 'ownerId',
  fields: { ...about, reason: SealedNarrative, by: Id },
})
/** Something is behind it. The case is opened by a command of its own, so that no log joins the two. */
export const EscalateAlert = command({
  service,
  name: 'EscalateAlert',
  ...alert,
  person: 'ownerId',
  fields: { ...about, reason: SealedNarrative, by: Id },
})
