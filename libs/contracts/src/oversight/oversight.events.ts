import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { Id, Reason, Time, Uuid } from '../fields'
import type { ServiceName } from '../service-name'
import { ConfigurationName, OversightText, RecordKind, Sha256, WebhookRefusal } from './oversight.fields'

const proposal = { routing: { subject: 'proposalId', key: 'configurationId' } } as const
const about = { configurationId: Id, key: ConfigurationName, proposalId: Id }

/** The facts of how every service is governed, in its own log. */
export const oversightEvents = (service: ServiceName) => {
  const ConfigurationProposed = event({
    service,
    name: 'ConfigurationProposed',
    ...proposal,
    fields: {
      ...about,
      value: z.unknown(),
      effectiveFrom: Time.optional(),
      legalSource: OversightText.optional(),
      reason: OversightText,
      commandHash: Sha256,
      proposedBy: Id,
      /** The open proposal that this one takes the place of. */
      supersedes: Id.optional(),
    },
  })
  /** A new version, in force from `effectiveFrom` until one that begins later. */
  const ConfigurationApproved = event({
    service,
    name: 'ConfigurationApproved',
    ...proposal,
    fields: {
      ...about,
      version: z.number().int().positive(),
      value: z.unknown(),
      effectiveFrom: Time,
      legalSource: OversightText.optional(),
      reason: OversightText,
      commandHash: Sha256,
      proposedBy: Id,
      approvedBy: Id,
    },
  })
  const ConfigurationRejected = event({
    service,
    name: 'ConfigurationRejected',
    ...proposal,
    fields: { ...about, rejectedBy: Id, reason: OversightText },
  })
  /** A person of staff was shown somebody's data. The ids are those of the records, not of the people. */
  const RecordViewed = event({
    service,
    name: 'RecordViewed',
    routing: { subject: 'viewId', key: 'viewId' },
    fields: { viewId: Id, kind: RecordKind, recordIds: z.array(Id), viewedBy: Id },
  })
  /** What a person of staff asked for, and was refused. */
  const StaffCommandRefused = event({
    service,
    name: 'StaffCommandRefused',
    routing: { subject: 'aboutId', key: 'aboutId' },
    fields: { aboutId: Uuid, command: z.string().max(60), reason: Reason },
  })
  /** What came in a provider's name and was not taken, so often between two moments. */
  const WebhooksRefused = event({
    service,
    name: 'WebhooksRefused',
    routing: { subject: 'reportId', key: 'reportId' },
    fields: {
      reportId: Id,
      provider: z.string().min(1).max(30),
      reason: WebhookRefusal,
      count: z.number().int().positive(),
      firstAt: Time,
      lastAt: Time,
      /** Of the body of the last of them: what it was is nobody's to keep. */
      bodySha256: Sha256,
    },
  })
  return contractSet([
    ConfigurationProposed,
    ConfigurationApproved,
    ConfigurationRejected,
    RecordViewed,
    StaffCommandRefused,
    WebhooksRefused,
  ])
}

export type OversightEvent = MessageOf<ReturnType<typeof oversightEvents>['contracts'][number]>
