import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { PUBLIC_EXTENSION, SINGLE_FACTOR_EXTENSION, STEP_UP_EXTENSION } from '../auth/access'
import { answeredProblems, type Refusals } from './answered-problems'
import { COMPONENTS, headersOf, problemAnswer, PROBLEM_SCHEMA, type HEADERS } from './components'
import { toJsonSchema } from './json-schema'
import { PROBLEMS_EXTENSION, type AnsweredProblem } from './operation'
import { problemTypesOf } from './problem-index'

interface Answer {
  description?: string
  headers?: Record<string, unknown>
  $ref?: string
}

/** An operation, as far as it is touched here. */
interface Operation {
  security?: Record<string, string[]>[]
  parameters?: { in?: string; name?: string; $ref?: string }[]
  requestBody?: unknown
  responses: Record<string, Answer>
  [extension: string]: unknown
}

const AFTER = '#/components/parameters/After'
const REQUEST_ID = '#/components/parameters/RequestId'
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const

const DESCRIPTION = `Money, prices and quantities are decimal strings; times are RFC 3339 in UTC. Errors are
\`application/problem+json\` (RFC 9457) with a \`code\` of a closed set. A request that may be sent twice carries an
\`Idempotency-Key\`; a read that must see an earlier write carries its \`Filao-Position\` as \`Filao-After\`.`

/** The service that a document describes. */
export interface DocumentedService {
  readonly service: string
  readonly refusals: Refusals
}

/**
 * The OpenAPI 3.1 document of a service, from its controllers and their zod schemas. Nothing listens for it, so a check
 * for drift can build it from the module alone. Throws when a schema or a problem cannot be documented.
 */
export function buildDocument(app: INestApplication, { service, refusals }: DocumentedService): OpenAPIObject {
  const info = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Filao ${service}`)
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Access token, or an API key (`fk_…`)' }, 'bearer')
    .addExtension('x-problems', problemTypesOf(refusals))
    .build()
  const document = SwaggerModule.createDocument(app, info, {
    operationIdFactory: (controller, method) => `${service}_${controller.replace(/Controller$/, '')}_${method}`,
    standardSchemaConverter: (schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) =>
      toJsonSchema(schema, schemaType),
  })
  const answers = new Map<string, Answer>()
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as unknown as Operation | undefined
      if (operation) complete(operation, { method, refusals, answers })
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
    responses: Object.fromEntries([...answers].sort(([a], [b]) => (a < b ? -1 : 1))) as never,
    ...(COMPONENTS as object),
  }
  return document
}

/** What holds for every operation: who may call it, what it may be sent along, and how it fails. */
function complete(
  operation: Operation,
  { method, refusals, answers }: { method: string; refusals: Refusals; answers: Map<string, Answer> },
): void {
  const isPublic = operation[PUBLIC_EXTENSION] === true
  const own = (operation[PROBLEMS_EXTENSION] ?? []) as AnsweredProblem[]
  const singleFactor = operation[SINGLE_FACTOR_EXTENSION] === true
  delete operation[PUBLIC_EXTENSION]
  delete operation[SINGLE_FACTOR_EXTENSION]
  delete operation[PROBLEMS_EXTENSION]
  operation.security = isPublic ? [] : [{ bearer: [] }]
  if (!isPublic) operation['x-roles'] ??= ['client']
  const parameters = operation.parameters ?? []
  const takesKey = parameters.some(({ name }) => name === 'Idempotency-Key')
  const places = new Set(parameters.flatMap((parameter) => parameter.in ?? []))
  const roles = (operation['x-roles'] ?? []) as string[]
  const traits = {
    method,
    isPublic,
    forStaff: !isPublic && !singleFactor && roles.some((role) => role !== 'client'),
    stepUp: operation[STEP_UP_EXTENSION] === true,
    takesKey,
    in: places,
  }
  for (const answer of Object.values(operation.responses)) {
    answer.description ||= 'Done'
    answer.headers = headersOf(answerHeaders(method, takesKey))
  }
  for (const { status, codes, isCommon } of answeredProblems(traits, own, refusals)) {
    const name = [status, ...codes].join('.')
    if (isCommon) answers.set(name, problemAnswer(status, codes))
    operation.responses[status] = isCommon ? { $ref: `#/components/responses/${name}` } : problemAnswer(status, codes)
  }
  operation.parameters = [...parameters, ...(method === 'get' ? [{ $ref: AFTER }] : []), { $ref: REQUEST_ID }]
}

const answerHeaders = (method: string, takesKey: boolean): (keyof typeof HEADERS)[] => [
  'RequestId',
  ...(method === 'get' ? [] : (['Position'] as const)),
  ...(takesKey ? (['Replayed'] as const) : []),
]
