import { DueHours, ListCode } from '@filao/contracts'
import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'

const OFFICERS = ['compliance', 'mlro'] as const
const ScoreValue = z.number().int().min(0).max(10_000)

/** Scores in ten-thousandths: numbers in a body are integers. */
const Scores = z
  .strictObject({ cutoff: ScoreValue, review: ScoreValue, alert: ScoreValue })
  .refine(({ cutoff, review, alert }) => cutoff <= review && review <= alert, 'cutoff, review and alert rise')
  .transform(({ cutoff, review, alert }) => ({
    cutoff: cutoff / 10_000,
    review: review / 10_000,
    alert: alert / 10_000,
  }))

/** From which scores a hit is kept, looked at by a person, and freezes. */
export const SCORES: ConfigurationKey<z.output<typeof Scores>> = {
  name: 'screening.scores',
  description:
    'Scores in ten-thousandths: below the cutoff nothing is kept, from review on a person looks, from alert on a client is frozen.',
  schema: Scores,
  byDefault: { cutoff: 5000, review: 7000, alert: 9000 },
  roles: OFFICERS,
}

/** The lists without which no check of their kind is made: where one has no version in force, nobody is clear. */
export const REQUIRED_LISTS: ConfigurationKey<readonly ListCode[]> = {
  name: 'screening.lists',
  description: 'The lists that must have a version in force; without one of them no check is made and nobody is clear.',
  schema: z.array(ListCode).max(6),
  byDefault: ['un', 'mu-domestic'],
  roles: OFFICERS,
}

export const SHRINK_PERCENT_MAX: ConfigurationKey<number> = {
  name: 'screening.max_shrink_percent',
  description: 'By how many of a hundred entries a version of a list may be shorter than the one in force.',
  schema: z.number().int().min(0).max(100),
  byDefault: 10,
  roles: OFFICERS,
}

export const POLL_MINUTES: ConfigurationKey<number> = {
  name: 'screening.poll_minutes',
  description: 'Minutes after which the author of a list is asked for a new version.',
  schema: z.number().int().min(1).max(1_440),
  byDefault: 60,
  roles: OFFICERS,
}

export const LISTS_AT_ONCE: ConfigurationKey<readonly ListCode[]> = {
  name: 'screening.at_once',
  description:
    'The lists whose versions are approved by this setting when they come from their author: prohibitions bite at once on listing. Of the others a person approves.',
  schema: z.array(ListCode).max(6),
  byDefault: ['un'],
  roles: OFFICERS,
}

export const RECHECK_DAYS: ConfigurationKey<number> = {
  name: 'screening.recheck_days',
  description: 'Days after which a client is screened again, besides each new version of a list.',
  schema: z.number().int().min(1).max(366),
  byDefault: 90,
  roles: OFFICERS,
}

export const DUE_HOURS: ConfigurationKey<DueHours> = {
  name: 'alerts.due_hours',
  description: 'Hours until an alert of each severity is due.',
  schema: DueHours,
  byDefault: { critical: 4, high: 24, medium: 72, low: 240 },
  roles: OFFICERS,
}

export const OWNER_MINUTES: ConfigurationKey<number> = {
  name: 'alerts.owner_minutes',
  description: 'Minutes after which an alert that nobody has taken is one without an owner.',
  schema: z.number().int().min(1).max(1_440),
  byDefault: 15,
  roles: OFFICERS,
}

export const NOTICE_HOURS: ConfigurationKey<number> = {
  name: 'sanctions.notice_hours',
  description: 'Hours of the calendar within which the authorities are told of a confirmed match.',
  schema: z.number().int().min(1).max(168),
  byDefault: 24,
  roles: OFFICERS,
}

export const NOTICE_RECIPIENTS: ConfigurationKey<readonly string[]> = {
  name: 'sanctions.notice_recipients',
  description: 'Whom a notice of a confirmed match is sent to.',
  schema: z.array(z.string().min(1).max(100)).min(1).max(10),
  byDefault: ['National Sanctions Secretariat', 'Financial Services Commission'],
  roles: OFFICERS,
}

export const NIL_REPORT: ConfigurationKey<boolean> = {
  name: 'sanctions.nil_report',
  description: 'Whether it is told, too, that nobody was found in a version of a list of sanctions.',
  schema: z.boolean(),
  byDefault: true,
  roles: OFFICERS,
}

export const SCREENING_SETTINGS = [
  SCORES,
  REQUIRED_LISTS,
  SHRINK_PERCENT_MAX,
  POLL_MINUTES,
  LISTS_AT_ONCE,
  RECHECK_DAYS,
  DUE_HOURS,
  OWNER_MINUTES,
  NOTICE_HOURS,
  NOTICE_RECIPIENTS,
  NIL_REPORT,
] as const
