/**
 * Postgres array literals written by hand: the driver's own conversion of JavaScript arrays costs several times more, and
 * these are on the path of every row. `plainArray` is for what holds no quote, comma, brace or backslash.
 */
export const plainArray = (values: readonly (string | number | bigint | undefined)[]): string => {
  let text = '{'
  for (let at = 0; at < values.length; at += 1) text += at === 0 ? (values[at] ?? 'NULL') : `,${values[at] ?? 'NULL'}`
  return `${text}}`
}

const SPECIAL = /["\\]/

/** Array literal of any texts; undefined is NULL. */
export function textArray(values: readonly (string | undefined)[]): string {
  let text = '{'
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]
    if (at > 0) text += ','
    if (value === undefined) text += 'NULL'
    else text += SPECIAL.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`
  }
  return `${text}}`
}

/** Array literal of bytea, for a few short ones. */
export const bytesArray = (values: readonly Uint8Array[]): string =>
  `{${values.map((value) => `"\\\\x${Buffer.from(value).toString('hex')}"`).join(',')}}`

/** OID of int4. */
const INT4 = 23
const HEADER_BYTES = 20

/** An array of int4 as PostgreSQL sends and reads it in binary: parsing thousands of numbers from text costs more. */
export function intArray(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length === 0 ? 12 : HEADER_BYTES + values.length * 8)
  bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  bytes.writeInt32BE(0, 4)
  bytes.writeInt32BE(INT4, 8)
  if (values.length === 0) return bytes
  bytes.writeInt32BE(values.length, 12)
  bytes.writeInt32BE(1, 16)
  for (let at = 0, to = HEADER_BYTES; at < values.length; at += 1, to += 8) {
    bytes.writeInt32BE(4, to)
    bytes.writeInt32BE(values[at]!, to + 4)
  }
  return bytes
}
