import fc from 'fast-check'
import type { Schema } from './document'
import { isId } from './sightings'
import { bound, tampered, textFor } from './texts'

const DEPTH_MAX = 6
const ITEMS_MAX = 3
/** Fields that name what there is, as ids do. */
const NAMES_A_THING: ReadonlySet<string> = new Set(
  'symbol asset currency key code list sha256 commandHash approvalHash clientOrderId'.split(' '),
)

/** The field that a value is for: its name, and the address whose things it may name. */
export interface Field {
  readonly name: string
  readonly collection: string
}

/** What is known of the running platform: ids, symbols and cursors that a field may hold. */
export type Seen = (field: Field) => readonly string[]

/** Makes values that fit schemas, some of them such as the platform has answered before. */
export class Values {
  constructor(
    private readonly components: Readonly<Record<string, Schema>>,
    private readonly seen: Seen,
  ) {}

  /** Values that a schema describes. */
  of(schema: Schema, field: Field, depth = 0): fc.Arbitrary<unknown> {
    // A schema may hold itself.
    if (depth > DEPTH_MAX) return fc.constant({})
    const { $ref, const: only, enum: choice, anyOf, oneOf, allOf, type } = schema as Record<string, never>
    if ($ref !== undefined) return this.of(this.resolve($ref), field, depth)
    if (only !== undefined) return fc.constant(only)
    if (choice !== undefined) return fc.constantFrom(...(choice as unknown[]))
    const branches = (anyOf ?? oneOf) as readonly Schema[] | undefined
    if (branches) return fc.oneof(...branches.map((branch) => this.of(branch, field, depth)))
    if (allOf !== undefined) return this.of(Object.assign({}, ...(allOf as Schema[])) as Schema, field, depth)
    if (type === 'string') return this.text(schema, field)
    if (type === 'integer' || type === 'number')
      return fc.integer({ min: bound(schema, 'minimum', 0), max: bound(schema, 'maximum', 1000) })
    if (type === 'boolean') return fc.boolean()
    if (type === 'null') return fc.constant(null)
    if (type === 'array') {
      // `symbols` are each a `symbol`.
      const item = { ...field, name: field.name.replace(/s$/, '') }
      const items = this.of((schema['items'] as Schema | undefined) ?? {}, item, depth + 1)
      return fc.array(items, {
        minLength: bound(schema, 'minItems', 0),
        maxLength: Math.min(bound(schema, 'maxItems', ITEMS_MAX), ITEMS_MAX),
      })
    }
    if (type === 'object') return this.object(schema, field, depth)
    return fc.jsonValue({ maxDepth: 1 })
  }

  private object(schema: Schema, { collection }: Field, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
    const required = (schema['required'] ?? []) as string[]
    const valueOf = ([name, part]: [string, Schema]): [string, fc.Arbitrary<unknown>] => [
      name,
      this.of(part, { name, collection }, depth + 1),
    ]
    return fc.record(Object.fromEntries(properties.map(valueOf)), { requiredKeys: required })
  }

  private text(schema: Schema, field: Field): fc.Arbitrary<unknown> {
    const { name } = field
    if (name === 'email') return fc.uuid().map((unique) => `${unique}@example.com`)
    const made = textFor(schema)
    const known = this.seen(field)
    if (known.length === 0) return made
    const seen = name === 'cursor' ? fc.oneof(fc.constantFrom(...known), tampered(known)) : fc.constantFrom(...known)
    return fc.oneof(
      { weight: isId(name) || NAMES_A_THING.has(name) ? 6 : 1, arbitrary: seen },
      { weight: 1, arbitrary: made },
    )
  }

  private resolve(reference: string): Schema {
    const found = this.components[reference.split('/').at(-1)!]
    if (found === undefined) throw new Error(`the document has no ${reference}`)
    return found
  }
}
