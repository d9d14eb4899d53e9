import { z } from 'zod'
import { command } from '../contract'
import { Id } from '../fields'
import { ClearReason, SealedNarrative } from './screening.fields'

const service = 'compliance'
const hit = { routing: { subject: 'hitId', key: 'ownerId' } } as const
const about = { ownerId: Id, checkId: Id, hitId: Id }

/** It is the listed party. The first person freezes at once, a second stands behind it within 24 hours. */
export const ConfirmHit = command({
  service,
  name: 'ConfirmHit',
  ...hit,
  fields: {
    ...about,
    /** Within so many hours the authorities are told, as the setting is in force. */
    noticeHours: z.number().int().positive(),
    by: Id,
  },
})
/** It is somebody else, with what tells so. Two different people say it. */
export const ClearHit = command({
  service,
  name: 'ClearHit',
  ...hit,
  person: 'ownerId',
  fields: { ...about, reasonCode: ClearReason, evidence: SealedNarrative, by: Id },
})
/** What the first person says is not enough. */
export const RejectClearing = command({
  service,
  name: 'RejectClearing',
  ...hit,
  person: 'ownerId',
  fields: { ...about, reason: SealedNarrative, by: Id },
})
/** The second person's time is over: somebody has to look. */
export const RemindOfHit = command({ service, name: 'RemindOfHit', ...hit, fields: about })
