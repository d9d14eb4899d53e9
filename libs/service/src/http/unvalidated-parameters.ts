import type { Type } from '@nestjs/common'
import { z } from 'zod'
import { routeArguments } from './route-arguments'

/**
 * Parameters of a controller that nothing validates, one sentence each: Nest passes a `@Body`, `@Query` or `@Param`
 * without a schema through untouched, and a `z.object` drops unknown fields where it must refuse them.
 */
export function unvalidatedParameters(controller: Type): string[] {
  const methods = Object.getOwnPropertyNames(controller.prototype)
  return methods.flatMap((method) =>
    routeArguments(controller, method).flatMap(({ kind, index, schema }) => {
      const place = `${controller.name}.${method} ${kind} ${index}`
      if (schema === undefined) return [`${place} has no schema`]
      return looseObjects(schema).map((path) => `${place} takes unknown fields${path && ` in ${path}`}`)
    }),
  )
}

/** Paths of the objects of a schema that let unknown members pass. */
function looseObjects(schema: unknown, path = '', seen = new Set<unknown>()): string[] {
  if (!(schema instanceof z.ZodType) || seen.has(schema)) return []
  seen.add(schema)
  const into = (part: unknown, name = ''): string[] => looseObjects(part, name ? `${path}/${name}` : path, seen)
  if (schema instanceof z.ZodObject) {
    const loose = schema.def.catchall instanceof z.ZodNever ? [] : [path]
    return [...loose, ...Object.entries(schema.shape).flatMap(([name, member]) => into(member, name))]
  }
  if (schema instanceof z.ZodArray) return into(schema.element, '*')
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => into(option))
  if (schema instanceof z.ZodIntersection) return [...into(schema.def.left), ...into(schema.def.right)]
  if (schema instanceof z.ZodPipe) return into(schema.in)
  const { innerType } = schema.def as { innerType?: unknown }
  return into(innerType)
}
