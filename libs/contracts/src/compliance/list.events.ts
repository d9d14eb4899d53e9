import { z } from 'zod'
import { event } from '../contract'
import { Id, Time } from '../fields'
import { OversightText, Sha256 } from '../oversight/oversight.fields'
import { ListCode, ListVersionId } from './screening.fields'

const service = 'compliance'
const list = { routing: { subject: 'listId', key: 'listId' } } as const
const about = { listId: Id, listCode: ListCode, versionId: ListVersionId }

export const ListVersionLoaded = event({
  service,
  name: 'ListVersionLoaded',
  ...list,
  fields: {
    ...about,
    generatedAt: Time,
    sha256: Sha256,
    entryCount: z.number().int().nonnegative(),
    /** Of what a second person approves: the version and the hash of its file. */
    commandHash: Sha256,
    loadedBy: Id,
  },
})
/** Everybody is matched against it from now on. */
export const ListVersionApproved = event({
  service,
  name: 'ListVersionApproved',
  ...list,
  fields: { ...about, commandHash: Sha256, loadedBy: Id, approvedBy: Id },
})
export const ListVersionRejected = event({
  service,
  name: 'ListVersionRejected',
  ...list,
  fields: { ...about, reason: OversightText, rejectedBy: Id },
})
/** It is in force; what was is superseded. */
export const ListVersionActivated = event({
  service,
  name: 'ListVersionActivated',
  ...list,
  fields: {
    ...about,
    supersedes: ListVersionId.optional(),
    subjectCount: z.number().int().nonnegative(),
    matchCount: z.number().int().nonnegative(),
  },
})
