import { z } from 'zod'

type Json = Record<string, unknown>

/** A schema as an OpenAPI 3.1 document holds it, and the named ones that it refers to. */
export interface ConvertedSchema {
  readonly schema: Json
  readonly components: Record<string, Json>
}

/**
 * A zod schema as JSON Schema 2020-12, which is the dialect of OpenAPI 3.1. Whatever has `.meta({ id })` becomes a
 * component. Undefined for what is no zod schema.
 */
export function toJsonSchema(schema: unknown, io: 'input' | 'output'): ConvertedSchema | undefined {
  if (!(schema instanceof z.ZodType)) return undefined
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, { target: 'draft-2020-12', io }) as Json & {
    $defs?: Record<string, Json>
  }
  const components = Object.fromEntries(Object.entries($defs).map(([name, part]) => [name, withoutId(part)]))
  const id = schema.meta()?.id
  if (id === undefined) return { schema: root, components }
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: withoutId(root) } }
}

/** zod writes the name of a component as `id`, which is no keyword of the dialect. */
function withoutId({ id: _, ...schema }: Json): Json {
  return schema
}
