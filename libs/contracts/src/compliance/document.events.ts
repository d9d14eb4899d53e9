import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { personal } from '../personal'
import { DocumentFacts } from './document.fields'

const service = 'compliance'
const ofDocument = { routing: { subject: 'documentId', key: 'userId' } } as const
const about = { userId: Id, documentId: Id }
const notes = personal('cdd', z.string().min(1).max(2_000)).optional()
const person = 'userId'

export const DocumentUploaded = event({
  service,
  name: 'DocumentUploaded',
  ...ofDocument,
  person,
  fields: { ...about, ...DocumentFacts, duplicate: z.boolean() },
})
export const DocumentReviewStarted = event({
  service,
  name: 'DocumentReviewStarted',
  ...ofDocument,
  fields: { ...about, by: Id },
})
export const DocumentApproved = event({
  service,
  name: 'DocumentApproved',
  ...ofDocument,
  person,
  fields: { ...about, by: Id, notes },
})
export const DocumentRejected = event({
  service,
  name: 'DocumentRejected',
  ...ofDocument,
  person,
  fields: { ...about, by: Id, reason: SealedReason, notes },
})
export const DocumentResubmissionRequired = event({
  service,
  name: 'DocumentResubmissionRequired',
  ...ofDocument,
  person,
  fields: { ...about, by: Id, reason: SealedReason, notes },
})
/** Its last day is over. */
export const DocumentExpired = event({ service, name: 'DocumentExpired', ...ofDocument, fields: about })

export const documentEvents = [
  DocumentUploaded,
  DocumentReviewStarted,
  DocumentApproved,
  DocumentRejected,
  DocumentResubmissionRequired,
  DocumentExpired,
] as const
