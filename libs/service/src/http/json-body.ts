import { isUtf8 } from 'node:buffer'
import { Problem } from '../problem/problem'

const DEPTH_MAX = 32

/**
 * Reads a body as regulation 5.2 wants documents: UTF-8, no member twice, no lone surrogates, not deeper than 32. Nor
 * may a string hold U+0000, which PostgreSQL cannot keep.
 * An empty body is undefined. Throws {@link Problem} 400 `unreadable-json`.
 *
 * JSON.parse keeps the last of two members of one name, so a signature, a hash and a validator may each look at
 * another. They are found by counting: as many colons outside of strings as there are members in the result.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  if (!isUtf8(body)) throw unreadable('The body is not UTF-8.')
  const text = body.toString('utf8')
  const value = parse(text)
  if (typeof value !== 'object' || value === null) return checkString(value)
  const walk = { members: 0, escapes: text.includes('\\u') }
  count(value, 1, walk)
  if (walk.members !== colonsOutsideStrings(body)) throw unreadable('The body has a member twice.')
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw unreadable('The body is not JSON.')
  }
}

function count(value: object, depth: number, walk: { members: number; readonly escapes: boolean }): void {
  if (depth > DEPTH_MAX) throw unreadable('The body is nested too deeply.')
  const isArray = Array.isArray(value)
  for (const name of Object.keys(value)) {
    if (!isArray) {
      // Own members of this name come only from JSON.parse, and turn into the prototype when they are copied.
      if (name === '__proto__') throw unreadable('The body has a member that no object may have.')
      if (walk.escapes) checkString(name)
      walk.members += 1
    }
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof member === 'object' && member !== null) count(member, depth + 1, walk)
    else if (walk.escapes) checkString(member)
  }
}

function checkString(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (!value.isWellFormed()) throw unreadable('The body has a lone surrogate.')
  if (value.includes('\0')) throw unreadable('The body has a character U+0000.')
  return value
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

function colonsOutsideStrings(body: Buffer): number {
  let colons = 0
  let inString = false
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) inString = !inString
    else if (inString) at += byte === BACKSLASH ? 1 : 0
    else if (byte === COLON) colons += 1
  }
  return colons
}

const unreadable = (detail: string): Problem => new Problem(400, 'unreadable-json', detail)
