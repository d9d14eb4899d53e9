import { z } from 'zod'

type Json = Record<string, unknown>

/** A schema as an OpenAPI 3.1 document holds it, and the named ones that it refers to. */
export interface ConvertedSchema {
  readonly schema: Json
  readonly components: Record<string, Json>
}

/**
 * A zod schema as JSON Schema 2020-12, which is the dialect of OpenAPI 3.1. Whatever has `.meta({ id })` becomes a
 * component; the references to it are rewritten by whoever puts the document together. Undefined for no zod schema.
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
  return { schema: root, components: $defs }
}
