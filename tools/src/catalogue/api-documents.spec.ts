import { Validator } from '@seriousme/openapi-schema-validator'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const API = join(__dirname, '..', '..', '..', 'docs', 'api')
const PROBLEM = 'application/problem+json'
const METHODS = ['get', 'put', 'post', 'delete', 'patch']

type Json = Record<string, unknown>
interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly security?: unknown[]
  readonly parameters?: { name?: string; schema?: Json; $ref?: string }[]
  readonly responses: Record<string, Json>
  readonly [extension: string]: unknown
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: Record<string, Record<string, Json>>
}

const documents = readdirSync(API).map((file) => {
  const document = JSON.parse(readFileSync(join(API, file), 'utf8')) as Document
  return { file, document, operations: operationsOf(document) }
})

function operationsOf({ paths }: Document): { route: string; method: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({
      route: `${method} ${path}`,
      method,
      operation: methods[method]!,
    })),
  )
}

/** What a reference of a document stands for. */
function resolved(document: Document, part: Json): Json {
  if (typeof part['$ref'] !== 'string') return part
  const [kind, name] = part['$ref'].split('/').slice(-2) as [string, string]
  return document.components[kind]![name]!
}

describe.each(documents)('$file', ({ document, operations }) => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(document) as never)).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('says of every route what it does, who may call it, and how it fails', () => {
    expect(operations.length).toBeGreaterThan(1)
    for (const { route, operation } of operations) {
      const { operationId, summary, security, responses } = operation
      const isPublic = security?.length === 0
      expect({ route, operationId, summary, security }).toEqual({
        route,
        operationId: expect.stringMatching(/^[a-z]+_[A-Z]\w+_\w+$/),
        summary: expect.stringMatching(/^[A-Z].*[^.]$/),
        security: isPublic ? [] : [{ bearer: [] }],
      })
      const wanted = [...(isPublic ? [] : ['401', '403']), '429', '500', '503'].filter(
        (status) => !(isPublic && route.startsWith('get') && status === '503'),
      )
      expect([route, Object.keys(responses)]).toEqual([route, expect.arrayContaining(wanted)])
      expect([route, isPublic || Array.isArray(operation['x-roles'])]).toEqual([route, true])
    }
  })

  it('describes every failure as a problem with the codes that it may have', () => {
    for (const { route, operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue
        const { content = {} } = resolved(document, response) as { content?: Record<string, { schema: Json }> }
        expect([route, status, Object.keys(content)]).toEqual([route, status, [PROBLEM]])
        const [, narrowed] = content[PROBLEM]!.schema['allOf'] as [Json, { properties: { code: { enum: string[] } } }]
        expect(narrowed.properties.code.enum.length).toBeGreaterThan(0)
      }
    }
  })

  it('gives every parameter a schema, and every route its common headers', () => {
    for (const { route, method, operation } of operations) {
      const parameters = (operation.parameters ?? []).map((one) => resolved(document, one as Json))
      for (const { name, schema } of parameters) {
        expect([route, name, Object.keys((schema ?? {}) as Json).length > 0]).toEqual([route, name, true])
      }
      const headers = parameters.filter((one) => one['in'] === 'header').map(({ name }) => name)
      expect([route, headers]).toEqual([route, expect.arrayContaining(['X-Request-Id'])])
      expect([route, headers.includes('Filao-After')]).toEqual([route, method === 'get'])
    }
  })

  it('writes no amount as a number', () => {
    const AMOUNT = /price|amount|quantity|fee|balance|available|reserved|total$|value$|cost|volume$/i
    for (const [name, schema] of Object.entries(document.components['schemas'] ?? {})) {
      for (const [member, { type }] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
        if (AMOUNT.test(member))
          expect([name, member, type]).not.toEqual([name, member, expect.stringMatching(/number|integer/)])
      }
    }
  })
})

it('asks for a key wherever an order is placed or changed, or money is moved by hand', () => {
  const all = documents.find(({ file }) => file === 'openapi.json')!
  const keyed = all.operations
    .filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'Idempotency-Key'))
    .map(({ route }) => route)
  expect(keyed.sort()).toEqual([
    'post /v1/adjustments',
    'post /v1/adjustments/{id}/approve',
    'post /v1/adjustments/{id}/reject',
    'post /v1/bank-accounts',
    'post /v1/bank-accounts/{id}/reject',
    'post /v1/bank-accounts/{id}/verify',
    'post /v1/conversions',
    'post /v1/deposits',
    'post /v1/deposits/{id}/allocate',
    'post /v1/deposits/{id}/hold',
    'post /v1/deposits/{id}/refund',
    'post /v1/deposits/{id}/release',
    'post /v1/orders',
    'post /v1/orders/{id}/replace',
    'post /v1/receipts/{id}/allocate',
    'post /v1/receipts/{id}/return',
    'post /v1/withdrawals',
    'post /v1/withdrawals/{id}/approve',
    'post /v1/withdrawals/{id}/flag',
    'post /v1/withdrawals/{id}/reissue',
    'post /v1/withdrawals/{id}/reject',
    'post /v1/withdrawals/{id}/resolve',
    'post /v1/withdrawals/{id}/unflag',
  ])
})
