import { putVarint, putVarlong, sizeOfVarint, VARINT_BYTES_MAX, VARLONG_BYTES_MAX } from './varint'

type Bytes = Buffer | string
type HeaderValue = Bytes | null

/** What the client hands to its record encoder. */
export interface RecordFields {
  readonly offsetDelta?: number
  readonly timestampDelta?: number | bigint | string
  readonly key?: Bytes | null | undefined
  readonly value?: Bytes | null | undefined
  readonly headers?: Readonly<Record<string, HeaderValue | readonly HeaderValue[]>>
}

/** As much of the client's `Encoder` as it asks of an encoded record. */
export class EncodedRecord {
  constructor(readonly buf: Buffer) {}
  get buffer(): Buffer {
    return this.buf
  }
  size(): number {
    return this.buf.length
  }
}

const SLAB_BYTES = 256 * 1024
/** Up to here text is written by a loop, which beats two calls into the runtime (size, write) for short ASCII. */
const SHORT_TEXT = 128
const EXACT_SIZE_FROM = 1024
const KNOWN_NAMES_MAX = 256

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
let used = 0
/** Header names with their length in front. Bounded, because names from outside must not grow it for ever. */
const knownNames = new Map<string, Buffer>()

/**
 * Replaces `recordBatch/record/v0`: one pass into a slab that many records share, where the stock module makes a
 * growing buffer per field. Same bytes; a null header value, on which the stock module throws, is written as null.
 */
export function encodeRecord({
  offsetDelta = 0,
  timestampDelta = 0,
  key,
  value,
  headers = {},
}: RecordFields): EncodedRecord {
  const names = Object.keys(headers)
  const into = room(boundOf(key) + boundOf(value) + boundOfHeaders(names, headers))
  const start = into === slab ? used : 0
  const body = start + VARINT_BYTES_MAX
  into[body] = 0 // attributes: unused by the protocol
  let at = putVarlong(into, body + 1, timestampDelta)
  at = putVarint(into, at, offsetDelta)
  at = putBytes(into, at, key)
  at = putBytes(into, at, value)
  at = putVarint(into, at, countOf(names, headers))
  for (const name of names) at = putHeader(into, at, name, headers[name]!)
  // The length stands before the body and is known only after it: the body leaves room for the longest.
  const length = at - body
  const first = body - sizeOfVarint(length)
  putVarint(into, first, length)
  if (into === slab) used = at
  return new EncodedRecord(into.subarray(first, at))
}

/** A buffer with room for so many bytes and the fixed fields. What is large gets its own, so that it pins no slab. */
function room(bytes: number): Buffer {
  const bound = bytes + 4 * VARINT_BYTES_MAX + VARLONG_BYTES_MAX + 1
  if (bound > SLAB_BYTES / 4) return Buffer.allocUnsafeSlow(bound)
  if (used + bound > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    used = 0
  }
  return slab
}

function boundOf(value: Bytes | null | undefined): number {
  if (value === null || value === undefined) return VARINT_BYTES_MAX
  if (typeof value !== 'string') return VARINT_BYTES_MAX + value.length
  // Three bytes for a UTF-16 code unit at most.
  return VARINT_BYTES_MAX + (value.length < EXACT_SIZE_FROM ? value.length * 3 : Buffer.byteLength(value))
}

function boundOfHeaders(names: readonly string[], headers: NonNullable<RecordFields['headers']>): number {
  let bound = VARINT_BYTES_MAX
  for (const name of names) {
    const value = headers[name]
    if (value === undefined) throw new TypeError(`header ${name} is undefined`)
    if (isRepeated(value)) for (const one of value) bound += boundOf(name) + boundOf(one)
    else bound += boundOf(name) + boundOf(value)
  }
  return bound
}

function countOf(names: readonly string[], headers: NonNullable<RecordFields['headers']>): number {
  let count = names.length
  for (const name of names) {
    const value = headers[name]!
    if (isRepeated(value)) count += value.length - 1
  }
  return count
}

const isRepeated = (value: HeaderValue | readonly HeaderValue[]): value is readonly HeaderValue[] =>
  Array.isArray(value)

function putHeader(into: Buffer, at: number, name: string, value: HeaderValue | readonly HeaderValue[]): number {
  if (!isRepeated(value)) return putBytes(into, putName(into, at, name), value)
  for (const one of value) at = putBytes(into, putName(into, at, name), one)
  return at
}

function putName(into: Buffer, at: number, name: string): number {
  let bytes = knownNames.get(name)
  if (!bytes) {
    const size = Buffer.byteLength(name)
    bytes = Buffer.allocUnsafeSlow(sizeOfVarint(size) + size)
    bytes.write(name, putVarint(bytes, 0, size), 'utf8')
    if (knownNames.size < KNOWN_NAMES_MAX) knownNames.set(name, bytes)
  }
  for (let index = 0; index < bytes.length; index++) into[at++] = bytes[index]!
  return at
}

function putBytes(into: Buffer, at: number, value: Bytes | null | undefined): number {
  if (value === null || value === undefined) return putVarint(into, at, -1)
  if (typeof value === 'string') return putText(into, at, value)
  at = putVarint(into, at, value.length)
  into.set(value, at)
  return at + value.length
}

function putText(into: Buffer, at: number, text: string): number {
  const { length } = text
  if (length < SHORT_TEXT) {
    let place = putVarint(into, at, length)
    let index = 0
    for (; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) break
      into[place++] = code
    }
    if (index === length) return place
  }
  const size = Buffer.byteLength(text)
  at = putVarint(into, at, size)
  return at + into.write(text, at, size, 'utf8')
}
