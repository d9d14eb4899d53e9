import { z } from 'zod'
import { canonicalJson, canonicalString } from '@filao/kernel'
import { isSealed, personalFields, type PersonalScope, type Sealed } from './personal'

/** Seals one personal value. `pointer` is its JSON pointer in the message; `json` its JSON text. */
export type Seal = (field: { scope: PersonalScope; pointer: string; json: string }) => Sealed

/** Opens one personal value to its JSON text; undefined when the key is not to be had, then the value stays sealed. */
export type Open = (field: { scope: PersonalScope; pointer: string; sealed: Sealed }) => string | undefined

type Write = (value: unknown, seal: Seal | undefined) => string

/**
 * Compiles a schema into a writer of canonical JSON (RFC 8785). A compiled writer takes a third of the time of
 * zod's encode followed by a canonical stringify, and it is on the path of every event.
 */
export function compileWriter(schema: z.ZodType, pointer = ''): Write {
  const personal = personalFields.get(schema)
  if (personal) return sealedWriter(schema as z.ZodUnion<[z.ZodType, z.ZodType]>, personal.scope, pointer)
  if (schema instanceof z.ZodObject) return objectWriter(schema, pointer)
  if (schema instanceof z.ZodArray) return arrayWriter(schema as z.ZodArray<z.ZodType>, pointer)
  if (schema instanceof z.ZodRecord) return recordWriter(schema as z.ZodRecord<z.ZodString, z.ZodType>, pointer)
  if (schema instanceof z.ZodOptional) return compileWriter(schema.unwrap() as z.ZodType, pointer)
  if (schema instanceof z.ZodNullable) {
    const inner = compileWriter(schema.unwrap() as z.ZodType, pointer)
    return (value, seal) => (value === null ? 'null' : inner(value, seal))
  }
  if (schema instanceof z.ZodCodec) {
    const inner = compileWriter(schema.def.in as z.ZodType, pointer)
    const encode = schema.def.reverseTransform as (value: unknown, context: unknown) => unknown
    return (value, seal) => inner(encode(value, undefined), seal)
  }
  if (schema instanceof z.ZodString || schema instanceof z.ZodISODateTime)
    return (value) => canonicalString(value as string)
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return (value) => JSON.stringify(value)
  return canonicalJson
}

function objectWriter(schema: z.ZodObject, pointer: string): Write {
  const fields = Object.keys(schema.shape)
    .sort()
    .map((name) => ({
      name,
      prefix: `${canonicalString(name)}:`,
      write: compileWriter(schema.shape[name] as z.ZodType, `${pointer}/${name}`),
    }))
  return (value, seal) => {
    const object = value as Record<string, unknown>
    let text = '{'
    for (const { name, prefix, write } of fields) {
      const member = object[name]
      if (member === undefined) continue
      text += text === '{' ? prefix + write(member, seal) : `,${prefix}${write(member, seal)}`
    }
    return `${text}}`
  }
}

function arrayWriter(schema: z.ZodArray<z.ZodType>, pointer: string): Write {
  const item = compileWriter(schema.element, `${pointer}/-`)
  return (value, seal) => `[${(value as unknown[]).map((member) => item(member, seal)).join(',')}]`
}

function recordWriter(schema: z.ZodRecord<z.ZodString, z.ZodType>, pointer: string): Write {
  const member = compileWriter(schema.valueType, `${pointer}/-`)
  return (value, seal) => {
    const record = value as Record<string, unknown>
    const names = Object.keys(record)
      .filter((name) => record[name] !== undefined)
      .sort()
    return `{${names.map((name) => `${canonicalString(name)}:${member(record[name], seal)}`).join(',')}}`
  }
}

function sealedWriter(schema: z.ZodUnion<[z.ZodType, z.ZodType]>, scope: PersonalScope, pointer: string): Write {
  const plain = compileWriter(schema.options[1], pointer)
  return (value, seal) => {
    // A ciphertext is bound to its message type and place, so it cannot be carried over into another message.
    if (isSealed(value)) throw new TypeError(`${pointer} is sealed for another message`)
    if (!seal) throw new TypeError(`${pointer} is personal and there is no key to seal it`)
    return canonicalJson(seal({ scope, pointer, json: plain(value, undefined) }))
  }
}

/** Replaces sealed values by opened ones, in place, wherever the schema marks a personal field. */
export function openPersonal(schema: z.ZodType, value: unknown, open: Open, pointer = ''): unknown {
  const personal = personalFields.get(schema)
  if (personal && isSealed(value)) {
    const json = open({ scope: personal.scope, pointer, sealed: value })
    return json === undefined ? value : (JSON.parse(json) as unknown)
  }
  if (schema instanceof z.ZodOptional) return openPersonal(schema.unwrap() as z.ZodType, value, open, pointer)
  if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null) {
    const object = value as Record<string, unknown>
    for (const name of Object.keys(schema.shape)) {
      if (object[name] !== undefined) {
        object[name] = openPersonal(schema.shape[name] as z.ZodType, object[name], open, `${pointer}/${name}`)
      }
    }
  }
  return value
}

/** True when the schema marks any field as personal. */
export function hasPersonal(schema: z.ZodType): boolean {
  if (personalFields.has(schema)) return true
  if (schema instanceof z.ZodOptional) return hasPersonal(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodObject) return Object.values(schema.shape).some((field) => hasPersonal(field as z.ZodType))
  return false
}
