import { z } from 'zod'
import { Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'

export const CheckType = z.enum([
  'sanctions_screening',
  'pep_check',
  'adverse_media',
  'transaction_monitoring',
  'source_of_funds',
])
export type CheckType = z.output<typeof CheckType>
export const CheckResult = z.enum(['clear', 'warning', 'alert', 'error'])
export type CheckResult = z.output<typeof CheckResult>
export const CheckStatus = z.enum(['requested', 'completed', 'failed'])
export type CheckStatus = z.output<typeof CheckStatus>
export const HitStatus = z.enum(['open', 'cleared', 'confirmed'])
export type HitStatus = z.output<typeof HitStatus>
export const ListCode = z.enum(['un', 'mu-domestic', 'ofac', 'pep', 'adverse-media', 'internal'])
export type ListCode = z.output<typeof ListCode>
export const ListState = z.enum(['loaded', 'matching', 'active', 'superseded', 'failed'])
export type ListState = z.output<typeof ListState>
/** `un/2026-02-27T00:00:09.554Z/66b392a4`: list, time of its author, first letters of the SHA-256 of its file. */
export const ListVersionId = z.string().regex(/^[a-z-]{2,20}\/[0-9TZ:.-]{10,40}\/[0-9a-f]{8}$/)
/** What tells that a hit is another person. */
export const ClearReason = z.enum(['birth_date', 'nationality', 'document', 'photo', 'other'])
export type ClearReason = z.output<typeof ClearReason>
export const AlertSource = z.enum(['screening', 'monitoring', 'manual'])
export type AlertSource = z.output<typeof AlertSource>
export const AlertStatus = z.enum(['open', 'assigned', 'clear_proposed', 'cleared', 'escalated'])
export type AlertStatus = z.output<typeof AlertStatus>
export const FreezeReason = z.enum([
  'provisional_match',
  'confirmed_match',
  'court_order',
  'mlro_decision',
  'fraud_suspicion',
])
export type FreezeReason = z.output<typeof FreezeReason>
export const FreezeStatus = z.enum(['active', 'lifted'])
export type FreezeStatus = z.output<typeof FreezeStatus>

/** A score 0..1 with four decimals: a string on the wire, a number in memory. */
export const Score = z.codec(z.string().regex(/^(0\.\d{4}|1\.0000)$/), z.number().min(0).max(1), {
  decode: (text) => Number(text),
  encode: (score) => score.toFixed(4),
})

/** What a person of staff writes about a decision. */
export const Narrative = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*$/u)

/** An entry that scored at least the cutoff, with what led to its score. */
export const ListHit = z.object({
  listCode: ListCode,
  entryId: z.string().min(1).max(100),
  entryHash: Sha256,
  referenceNumber: z.string().max(50).optional(),
  caption: z.string().max(500),
  score: Score,
  explanations: z.object({
    name: Score,
    quality: z.string().max(20),
    candidate: z.string().max(500),
    birth: z.string().max(20),
    nationality: z.boolean(),
    gender: z.boolean(),
    identifier: z.boolean(),
  }),
})
export type ListHit = z.output<typeof ListHit>

/** An entry below the score from which a person has to look: kept, so that a check can be compared with its repetition. */
export const NearMiss = z.object({ listCode: ListCode, entryId: z.string().min(1).max(100), score: Score })
export type NearMiss = z.output<typeof NearMiss>

/** A hit as it is recorded. A pair of subject and entry that was cleared stays so while neither has changed. */
export const RecordedHit = ListHit.extend({
  hitId: Id,
  /** The hit that cleared the pair before; absent: it is open. */
  clearedAs: Id.optional(),
})
export type RecordedHit = z.output<typeof RecordedHit>

/** What a check has found. Nobody learns of it from a log or a topic: it is sealed with the subject's key. */
export const Findings = z.object({
  result: CheckResult,
  bestScore: Score,
  hits: z.array(RecordedHit),
  near: z.array(NearMiss),
})
export type Findings = z.output<typeof Findings>

/** Who found it, and by what: a check can be run again and gives the same (regulation 3.5). */
export const Provenance = {
  provider: z.string().min(1).max(100),
  providerCheckId: z.string().max(255).optional(),
  /** HMAC-SHA-256 of the canonical query under the subject's key, so that it dies with the key. */
  subjectHash: Sha256,
  listVersionIds: z.array(ListVersionId).max(20),
  algorithm: z.string().min(1).max(40),
  algorithmVersion: z.string().min(1).max(20),
  /** The version of each setting that took part; 0 is the default. */
  configVersions: z.record(z.string(), z.number().int().nonnegative()),
  durationMs: z.number().int().nonnegative(),
}

/** The settings that a result is judged by, as they were in force. */
export const Thresholds = z.object({ reviewScore: Score, alertScore: Score })
export type Thresholds = z.output<typeof Thresholds>
/** Hours until an alert of a severity is due. */
export const DueHours = z.object({
  low: z.number().int().positive(),
  medium: z.number().int().positive(),
  high: z.number().int().positive(),
  critical: z.number().int().positive(),
})
export type DueHours = z.output<typeof DueHours>

/** What came of an alert. Who proposed to clear it, and what both have said, is part of it: an escalation has neither. */
export const AlertOutcome = z.object({
  status: z.enum(['cleared', 'escalated']),
  reason: Narrative,
  commandHash: Sha256.optional(),
  proposedBy: Id.optional(),
})

/** Words about a hit, an alert or a freeze: sealed. */
export const SealedNarrative = personal('cdd', Narrative)
