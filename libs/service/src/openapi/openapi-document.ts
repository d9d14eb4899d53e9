import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger'
import { PUBLIC_EXTENSION } from '../auth/access'
import { toJsonSchema } from './json-schema'

/** An operation, as far as it is touched here. */
interface Operation {
  security?: Record<string, string[]>[]
  responses: Record<string, unknown>
  [extension: string]: unknown
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'options', 'head'] as const

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string', format: 'uuid' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
} as const

/**
 * The OpenAPI 3.1 document of a service, from its controllers and their zod schemas. Nothing listens for it, so a check
 * for drift can build it from the module alone. Throws when a schema cannot be documented.
 */
export function buildDocument(app: INestApplication, service: string): OpenAPIObject {
  const info = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Filao ${service}`)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Access token, or an API key (`fk_…`)' }, 'bearer')
    .build()
  const document = SwaggerModule.createDocument(app, info, {
    operationIdFactory: (controller, method) => `${service}_${controller.replace(/Controller$/, '')}_${method}`,
    standardSchemaConverter: (schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) =>
      toJsonSchema(schema, schemaType),
  })
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as unknown as Operation | undefined
      if (operation) complete(operation)
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA as never },
  }
  return document
}

/** What holds for every operation: who may call it, and how it fails. */
function complete(operation: Operation): void {
  operation.security = operation[PUBLIC_EXTENSION] === true ? [] : [{ bearer: [] }]
  delete operation[PUBLIC_EXTENSION]
  operation.responses['default'] = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}
