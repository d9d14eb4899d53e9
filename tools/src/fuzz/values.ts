import fc from 'fast-check'
import type { Schema } from './document'

const STRING_LENGTH_MAX = 40
const DEPTH_MAX = 6
const DAY_MS = 86_400_000

/** What no field should take, or what fields are known to choke on. */
export const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '0',
  '-1',
  '+1',
  '01',
  '1e5',
  '.5',
  '1.123456789',
  '999999999999.99999999',
  `1${'0'.repeat(30)}`,
  'NaN',
  '\u0000',
  'a\u0000b',
  '\u202e\u0007',
  '\ud83d\ude00',
  'İ',
  'x'.repeat(5000),
  "'; DROP TABLE orders; --",
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '${jndi:ldap://127.0.0.1/a}',
  '0000-01-01',
  '9999-12-31',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '00000000-0000-7fff-bfff-000000000000',
  'ffffffff-ffff-7fff-bfff-ffffffffffff',
  [],
  {},
  [[[]]],
  { toString: 1, constructor: { prototype: { admin: true } } },
]

/** What is known of the running platform: ids, symbols and cursors by the name of the field that they were seen in. */
export type Seen = (name: string) => readonly string[]

/** Makes values that fit schemas, some of them such as the platform has answered before. */
export class Values {
  constructor(
    private readonly components: Readonly<Record<string, Schema>>,
    private readonly seen: Seen,
  ) {}

  /** Values that a schema describes. `name` is the field that they are for. */
  of(schema: Schema, name = '', depth = 0): fc.Arbitrary<unknown> {
    // A schema may hold itself.
    if (depth > DEPTH_MAX) return fc.constant({})
    const { $ref, const: only, enum: choice, anyOf, oneOf, allOf, type } = schema as Record<string, never>
    if ($ref !== undefined) return this.of(this.resolve($ref), name, depth)
    if (only !== undefined) return fc.constant(only)
    if (choice !== undefined) return fc.constantFrom(...(choice as unknown[]))
    const branches = (anyOf ?? oneOf) as readonly Schema[] | undefined
    if (branches) return fc.oneof(...branches.map((branch) => this.of(branch, name, depth)))
    if (allOf !== undefined) return this.of(Object.assign({}, ...(allOf as Schema[])) as Schema, name, depth)
    if (type === 'string') return this.text(schema, name)
    if (type === 'integer' || type === 'number')
      return fc.integer({ min: bound(schema, 'minimum', 0), max: bound(schema, 'maximum', 1000) })
    if (type === 'boolean') return fc.boolean()
    if (type === 'null') return fc.constant(null)
    if (type === 'array') {
      const items = this.of((schema['items'] as Schema | undefined) ?? {}, name, depth + 1)
      return fc.array(items, {
        minLength: bound(schema, 'minItems', 0),
        maxLength: Math.min(bound(schema, 'maxItems', 3), 3),
      })
    }
    if (type === 'object') return this.object(schema, depth)
    return fc.jsonValue({ maxDepth: 1 })
  }

  private object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
    const required = (schema['required'] ?? []) as string[]
    return fc.record(Object.fromEntries(properties.map(([name, part]) => [name, this.of(part, name, depth + 1)])), {
      requiredKeys: required,
    })
  }

  private text(schema: Schema, name: string): fc.Arbitrary<unknown> {
    const { pattern, format } = schema as { pattern?: string; format?: string }
    if (name === 'email') return fc.uuid().map((unique) => `${unique}@example.com`)
    const made =
      format === 'date-time'
        ? moments()
        : format === 'date'
          ? moments().map((at) => at.slice(0, 10))
          : format === 'email'
            ? fc.emailAddress()
            : format === 'uuid'
              ? fc.uuid({ version: 7 })
              : pattern !== undefined
                ? matching(pattern)
                : fc.string({
                    minLength: bound(schema, 'minLength', 0),
                    maxLength: Math.min(bound(schema, 'maxLength', STRING_LENGTH_MAX), STRING_LENGTH_MAX),
                    unit: 'grapheme',
                  })
    const known = this.seen(name)
    return known.length === 0
      ? made
      : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: made })
  }

  private resolve(reference: string): Schema {
    const found = this.components[reference.split('/').at(-1)!]
    if (found === undefined) throw new Error(`the document has no ${reference}`)
    return found
  }
}

const moments = (): fc.Arbitrary<string> =>
  fc.integer({ min: -400, max: 400 }).map((days) => new Date(Date.now() + days * DAY_MS).toISOString())

/** Patterns that only forbid (`\P{…}`, `[^\p{…}]`) are made of any text, which fits them nearly always, and in no time. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = MATCHING.get(pattern)
  if (known) return known
  const made = FORBIDDING.test(pattern)
    ? fc.string({ minLength: 1, maxLength: STRING_LENGTH_MAX, unit: 'grapheme' })
    : fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  MATCHING.set(pattern, made)
  return made
}

const FORBIDDING = /\\P\{|\[\^\\p\{/
const MATCHING = new Map<string, fc.Arbitrary<string>>()

const bound = (schema: Schema, name: string, otherwise: number): number => {
  const given = schema[name]
  return typeof given === 'number' && Math.abs(given) < Number.MAX_SAFE_INTEGER ? given : otherwise
}
