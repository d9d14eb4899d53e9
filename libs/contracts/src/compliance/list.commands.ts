import { z } from 'zod'
import { command } from '../contract'
import { Id, Time } from '../fields'
import { OversightText, Sha256 } from '../oversight/oversight.fields'
import { ListCode, ListVersionId } from './screening.fields'

const service = 'compliance'
const list = { routing: { subject: 'listId', key: 'listId' } } as const
const about = { listId: Id, versionId: ListVersionId }

/** First of two people: a version of a list, whose file and entries are stored under its hash. */
export const LoadListVersion = command({
  service,
  name: 'LoadListVersion',
  ...list,
  fields: {
    ...about,
    listCode: ListCode,
    generatedAt: Time,
    sha256: Sha256,
    entryCount: z.number().int().nonnegative(),
    /** By how many of a hundred entries a version may be shorter than the one before it, as the setting is in force. */
    shrinkPercentMax: z.number().int().nonnegative(),
    loadedBy: Id,
  },
})
/** Second person: everybody is matched against it, then it becomes active. */
export const ApproveListVersion = command({
  service,
  name: 'ApproveListVersion',
  ...list,
  fields: { ...about, approvedBy: Id },
})
export const RejectListVersion = command({
  service,
  name: 'RejectListVersion',
  ...list,
  fields: { ...about, reason: OversightText, rejectedBy: Id },
})
/** Everybody has been matched against it, and every match is recorded. */
export const ActivateListVersion = command({
  service,
  name: 'ActivateListVersion',
  ...list,
  fields: {
    ...about,
    subjectCount: z.number().int().nonnegative(),
    matchCount: z.number().int().nonnegative(),
    /** Hits on the list that are open or confirmed; absent where no nil report is made. */
    hitCount: z.number().int().nonnegative().optional(),
  },
})
