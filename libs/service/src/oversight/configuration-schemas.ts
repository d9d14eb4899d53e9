import { OversightText, Sha256 } from '@filao/contracts'
import { z } from 'zod'

const Timestamp = z.iso.datetime({ precision: 3 })
/** Named, since it holds itself and stands in every service's document. */
const JsonValue: z.ZodType<z.core.util.JSONType> = z
  .lazy(() =>
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(JsonValue), z.record(z.string(), JsonValue)]),
  )
  .meta({ id: 'JsonValue' })

export const ConfigurationPath = z.strictObject({ key: z.string().max(100) })
export type ConfigurationPath = z.output<typeof ConfigurationPath>
export const ProposalPath = z.strictObject({ key: z.string().max(100), id: z.uuid() })
export type ProposalPath = z.output<typeof ProposalPath>

export const ProposeConfigurationBody = z
  .strictObject({
    value: JsonValue,
    effectiveFrom: Timestamp.optional(),
    legalSource: OversightText.optional(),
    reason: OversightText,
  })
  .meta({ id: 'ProposeConfiguration' })
export type ProposeConfigurationBody = z.output<typeof ProposeConfigurationBody>
export const ApproveConfigurationBody = z
  .strictObject({
    /** Of the proposal as the approver has seen it. */
    commandHash: Sha256,
  })
  .meta({ id: 'ApproveConfiguration' })
export type ApproveConfigurationBody = z.output<typeof ApproveConfigurationBody>
export const RejectConfigurationBody = z.strictObject({ reason: OversightText }).meta({ id: 'RejectConfiguration' })
export type RejectConfigurationBody = z.output<typeof RejectConfigurationBody>

export const ConfigurationProposalView = z
  .object({
    id: z.uuid(),
    key: z.string(),
    value: JsonValue,
    effectiveFrom: Timestamp.nullable(),
    legalSource: z.string().nullable(),
    reason: z.string(),
    commandHash: z.string(),
    status: z.enum(['open', 'approved', 'rejected', 'superseded']),
    proposedBy: z.uuid(),
    proposedAt: Timestamp,
    decidedBy: z.uuid().nullable(),
    decidedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ConfigurationProposal' })
export type ConfigurationProposalView = z.output<typeof ConfigurationProposalView>

export const ConfigurationVersionView = z
  .object({
    version: z.number().int(),
    value: JsonValue,
    effectiveFrom: Timestamp,
    /** When a later version takes its place; null while none is known to. */
    effectiveUntil: Timestamp.nullable(),
    legalSource: z.string().nullable(),
    reason: z.string(),
    proposedBy: z.uuid(),
    approvedBy: z.uuid(),
    approvedAt: Timestamp,
  })
  .meta({ id: 'ConfigurationVersion' })
export type ConfigurationVersionView = z.output<typeof ConfigurationVersionView>

export const ConfigurationView = z
  .object({
    key: z.string(),
    description: z.string(),
    roles: z.array(z.string()),
    /** The version in force; 0 is the default. */
    version: z.number().int(),
    value: JsonValue,
    /** All versions, newest first. */
    versions: z.array(ConfigurationVersionView),
    /** What waits for its second person. */
    proposal: ConfigurationProposalView.nullable(),
  })
  .meta({ id: 'Configuration' })
export type ConfigurationView = z.output<typeof ConfigurationView>
export const ConfigurationList = z
  .object({ items: z.array(ConfigurationView), next: z.null() })
  .meta({ id: 'ConfigurationList' })
export type ConfigurationList = z.output<typeof ConfigurationList>
