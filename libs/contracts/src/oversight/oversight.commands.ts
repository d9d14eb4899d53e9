import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
import { Id, Time } from '../fields'
import type { ServiceName } from '../service-name'
import { ConfigurationName, OversightText, RecordKind, Sha256, WebhookRefusal } from './oversight.fields'

const proposal = { routing: { subject: 'proposalId', key: 'configurationId' } } as const
const about = { configurationId: Id, key: ConfigurationName, proposalId: Id }

/** The commands by which every service is governed, each for itself. */
export const oversightCommands = (service: ServiceName) => {
  /** First of two people: a new version of a setting. */
  const ProposeConfiguration = command({
    service,
    name: 'ProposeConfiguration',
    ...proposal,
    fields: {
      ...about,
      /** Any JSON; the key's own schema has judged it. */
      value: z.unknown(),
      /** Absent: as soon as every instance can know of it. */
      effectiveFrom: Time.optional(),
      legalSource: OversightText.optional(),
      reason: OversightText,
      proposedBy: Id,
    },
  })
  /** Second person, who names the hash of what was seen. */
  const ApproveConfiguration = command({
    service,
    name: 'ApproveConfiguration',
    ...proposal,
    fields: { ...about, commandHash: Sha256, approvedBy: Id },
  })
  const RejectConfiguration = command({
    service,
    name: 'RejectConfiguration',
    ...proposal,
    fields: { ...about, rejectedBy: Id, reason: OversightText },
  })
  /** A person of staff is about to see somebody's data. */
  const RecordView = command({
    service,
    name: 'RecordView',
    routing: { subject: 'viewId', key: 'viewId' },
    fields: { viewId: Id, kind: RecordKind, recordIds: z.array(Id).max(200), viewedBy: Id },
  })
  /** What came in a provider's name and was not taken. Many of a kind are one: who floods the door fills no log. */
  const RecordRefusedWebhooks = command({
    service,
    name: 'RecordRefusedWebhooks',
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
    ProposeConfiguration,
    ApproveConfiguration,
    RejectConfiguration,
    RecordView,
    RecordRefusedWebhooks,
  ])
}

export type OversightCommand = MessageOf<ReturnType<typeof oversightCommands>['contracts'][number]>
