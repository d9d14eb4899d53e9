import fc from 'fast-check'
import type { ApiDocument, Operation, Parameter } from './document'
import { NASTY } from './texts'
import { Values, type Seen } from './values'

/** A request as it goes out. */
export interface FuzzRequest {
  readonly operation: Operation
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

const UUID_PARAMETERS = 'idempotency-key'
/** Bodies that are no JSON, or none that a careful reader takes. */
const BROKEN_BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"a":1,"a":2}',
  '{"__proto__":{"admin":true}}',
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `{"a":[${'1,'.repeat(20_000)}1]}`,
  '\ufeff{}',
  `{"a":"${'x'.repeat(70_000)}"}`,
]
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { accept: 'text/html' },
  { 'filao-after': 'nowhere' },
  { 'filao-after': 'order/0/999999999' },
  { 'filao-after': 'wallet/9999/1' },
  { 'idempotency-key': '' },
  { 'idempotency-key': 'x'.repeat(200) },
  { 'x-request-id': "'; DROP TABLE orders; --" },
  { 'x-forwarded-for': 'not an address' },
  { traceparent: '00-zz-zz-zz' },
  { prefer: 'respond-async' },
]

/** Requests to an operation: most of them as the document wants them, the others wrong in one place. */
export function requestsTo(operation: Operation, document: ApiDocument, seen: Seen): fc.Arbitrary<FuzzRequest> {
  const values = new Values(document.schemas, seen)
  const parts = fc.record({
    parameters: fc.tuple(...operation.parameters.map((parameter) => parameterOf(parameter, operation, values))),
    body: operation.body ? values.of(operation.body, { name: '', collection: operation.path }) : fc.constant(undefined),
    fault: fc.oneof(
      { weight: 12, arbitrary: fc.constant({ kind: 'none' } as const) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('body' as const), place: fc.nat(), value: nasty() }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('parameter' as const), place: fc.nat(), value: nasty() }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('text' as const), value: fc.constantFrom(...BROKEN_BODIES) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('header' as const), value: fc.constantFrom(...ODD_HEADERS) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('unknown' as const), value: nasty() }) },
    ),
    key: fc.uuid(),
  })
  return parts.map(({ parameters, body, fault, key }) => {
    const given = new Map(operation.parameters.map((parameter, at) => [parameter, parameters[at]]))
    if (fault.kind === 'parameter' && operation.parameters.length > 0) {
      given.set(operation.parameters[fault.place % operation.parameters.length]!, textOf(fault.value))
    }
    const wrong =
      fault.kind === 'body' ? damaged(body, fault) : fault.kind === 'unknown' ? extended(body, fault.value) : body
    const text = fault.kind === 'text' ? fault.value : wrong === undefined ? undefined : JSON.stringify(wrong)
    return {
      operation,
      path: addressOf(operation, given),
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        [UUID_PARAMETERS]: key,
        ...(fault.kind === 'header' ? fault.value : {}),
      },
      body: operation.method === 'GET' ? undefined : text,
    }
  })
}

const nasty = (): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NASTY) }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })

/** What stands in a path belongs to the collection before it, what stands in a query to the whole of it. */
function parameterOf(
  { name, required, schema, in: place }: Parameter,
  { path }: Operation,
  values: Values,
): fc.Arbitrary<string | undefined> {
  if (place === 'header') return fc.constant(undefined)
  const collection = place === 'path' ? path.slice(0, path.indexOf(`/{${name}}`)) : path
  const value = values.of(schema, { name, collection }).map(textOf)
  return required === true ? value : fc.option(value, { nil: undefined, freq: 2 })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A body with a nasty value in one of its members; of an empty one, instead of it. */
function damaged(body: unknown, { place, value }: { place: number; value: unknown }): unknown {
  if (typeof body !== 'object' || body === null) return value
  const members = Object.keys(body)
  if (members.length === 0) return value
  const member = members[place % members.length]!
  const inner = (body as Record<string, unknown>)[member]
  const goesDeeper = typeof inner === 'object' && inner !== null && place % 3 === 0
  return { ...body, [member]: goesDeeper ? damaged(inner, { place: Math.floor(place / 3), value }) : value }
}

const extended = (body: unknown, value: unknown): unknown =>
  typeof body === 'object' && body !== null ? { ...body, surprise: value } : { surprise: value }

function addressOf({ path }: Operation, given: ReadonlyMap<Parameter, string | undefined>): string {
  let address = path
  const query: string[] = []
  for (const [{ name, in: place }, value] of given) {
    if (value === undefined) continue
    if (place === 'path') address = address.replace(`{${name}}`, encoded(value))
    if (place === 'query') query.push(`${name}=${encoded(value)}`)
  }
  return query.length === 0 ? address : `${address}?${query.join('&')}`
}

/** A lone surrogate has no UTF-8, so it has no place in an address. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed())
