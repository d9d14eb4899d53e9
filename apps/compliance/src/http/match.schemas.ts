import { z } from 'zod'

const LIMIT_MAX = 500
const QUERIES_MAX = 50
const Text = z.string().min(1).max(500)

/** What the `dataset` of the path names; `all` are all lists that are in force. */
export const MatchPath = z.strictObject({ dataset: z.string().max(60) })
export type MatchPath = z.output<typeof MatchPath>

const list = z.preprocess(
  (value): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.string().max(100)).max(50),
)
/** Yente's parameters (regulation 3.4). */
export const MatchParameters = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit <= LIMIT_MAX)
    .default(5),
  threshold: z
    .string()
    .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/)
    .transform(Number)
    .default(0.7),
  cutoff: z
    .string()
    .regex(/^(0(\.\d{1,4})?|1(\.0{1,4})?)$/)
    .transform(Number)
    .optional(),
  algorithm: z.enum(['best', 'filao-name']).default('best'),
  include_dataset: list,
  exclude_dataset: list,
  exclude_schema: list,
  topics: list,
  changed_since: z.iso.date().optional(),
  exclude_entity_ids: list,
})
export type MatchParameters = z.output<typeof MatchParameters>

const texts = z.array(Text).max(50).default([])
const Nothing = z.record(z.string(), z.never()).default({})

/** The properties that are read; others are echoed, not scored. */
export const MatchProperties = z.looseObject({
  name: texts,
  alias: texts,
  firstName: texts,
  lastName: texts,
  birthDate: z
    .array(z.string().regex(/^\d{4}(-\d{2}-\d{2})?$/))
    .max(10)
    .default([]),
  nationality: texts,
  country: texts,
  gender: texts,
  idNumber: texts,
  passportNumber: texts,
  registrationNumber: texts,
})
export type MatchProperties = z.output<typeof MatchProperties>
const MatchQuery = z.strictObject({
  id: z.string().max(255).nullish(),
  schema: z.enum(['Person', 'Organization', 'Company', 'LegalEntity']),
  properties: MatchProperties,
})
export type MatchQuery = z.output<typeof MatchQuery>
export const MatchBody = z.strictObject({
  queries: z
    .record(z.string().max(255), MatchQuery)
    .refine((queries) => Object.keys(queries).length <= QUERIES_MAX, `at most ${QUERIES_MAX} queries`),
  weights: Nothing,
  config: Nothing,
})
export type MatchBody = z.output<typeof MatchBody>

const Explained = z.object({
  score: z.number(),
  detail: z.string(),
  query: z.string().nullable(),
  candidate: z.string().nullable(),
})
export const MatchResult = z.object({
  id: z.string(),
  caption: z.string(),
  schema: z.string(),
  properties: z.record(z.string(), z.array(z.string())),
  datasets: z.array(z.string()),
  referents: z.array(z.string()),
  target: z.literal(true),
  first_seen: z.string().nullable(),
  last_seen: z.string(),
  last_change: z.string().nullable(),
  score: z.number(),
  match: z.boolean(),
  explanations: z.record(z.string(), Explained),
})
export type MatchResult = z.output<typeof MatchResult>
export const MatchAnswer = z
  .object({
    responses: z.record(
      z.string(),
      z.object({
        status: z.literal(200),
        total: z.object({ value: z.number().int(), relation: z.literal('eq') }),
        query: z.object({
          id: z.string().nullable(),
          schema: z.string(),
          properties: z.record(z.string(), z.unknown()),
        }),
        results: z.array(MatchResult),
      }),
    ),
    limit: z.number().int(),
  })
  .meta({ id: 'MatchAnswer' })
export type MatchAnswer = z.output<typeof MatchAnswer>
