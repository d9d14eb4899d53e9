import { z } from 'zod'
import { command } from '../contract'
import { Id } from '../fields'
import { SealedReason } from '../identity/identity.fields'
import { personal } from '../personal'
import { DocumentFacts } from './document.fields'

const service = 'compliance'
const ofDocument = { routing: { subject: 'documentId', key: 'userId' } } as const
const about = { userId: Id, documentId: Id }

/** A file that is stored already. The same file of the same client again is the same document. */
export const UploadDocument = command({
  service,
  name: 'UploadDocument',
  ...ofDocument,
  person: 'userId',
  fields: {
    ...about,
    ...DocumentFacts,
    /** True once its number was found to be another client's: it is kept, and never approved. */
    duplicate: z.boolean().optional(),
  },
})
/** An officer looks at it, or says what it is worth. */
export const ReviewDocument = command({
  service,
  name: 'ReviewDocument',
  ...ofDocument,
  person: 'userId',
  fields: {
    ...about,
    verdict: z.enum(['start', 'approve', 'reject', 'request_resubmission']),
    /** For whom the document is: why it was not taken. */
    reason: SealedReason.optional(),
    /** For those who work on the case. */
    notes: personal('cdd', z.string().min(1).max(2_000)).optional(),
    by: Id,
  },
})
/** From the timer of a document's last day. */
export const ExpireDocument = command({ service, name: 'ExpireDocument', ...ofDocument, fields: about })

export const documentCommands = [UploadDocument, ReviewDocument, ExpireDocument] as const
