import { z } from 'zod'

/** Retention class whose key seals a personal field (regulation 1.9, 5.9). */
export type PersonalScope = 'cdd' | 'transaction'

/** What stands in logs, topics and the audit in place of a personal value (regulation 5.9). */
export const Sealed = z.object({ $enc: z.literal(1), kid: z.string(), n: z.string(), c: z.string() })
export type Sealed = z.infer<typeof Sealed>

/** A personal value where the key is at hand, its ciphertext where it is not. */
export type Personal<T> = T | Sealed

/** Schemas marked personal, with the scope whose key seals them. */
export const personalFields = z.registry<{ scope: PersonalScope }>()

/**
 * Marks a field as personal: the codec writes it sealed. In memory it is the plain value, or, where the reader is not
 * entitled to the key or the key is destroyed, the sealed one.
 */
export function personal<S extends z.ZodType>(
  scope: PersonalScope,
  schema: S,
): z.ZodUnion<readonly [typeof Sealed, S]> {
  const field = z.union([Sealed, schema])
  personalFields.add(field, { scope })
  return field
}

export const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' && value !== null && (value as { $enc?: unknown }).$enc === 1
