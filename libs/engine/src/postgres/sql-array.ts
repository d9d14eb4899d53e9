/**
 * Postgres array literals written by hand: the driver's own conversion of JavaScript arrays costs several times more, and
 * these are on the path of every batch. The elements of `plainArray` must hold no quote, comma, brace or backslash
 * (numbers, UUIDs, decimals, timestamps, names of types); everything else goes through `textArray`.
 */
export const plainArray = (values: readonly (string | number | bigint | boolean | null | undefined)[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`

/** Array literal of any texts. `null` and `undefined` are NULL. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  let text = '{'
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]
    if (at > 0) text += ','
    text += value === null || value === undefined ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`
  }
  return `${text}}`
}

/** Array literal of bytea. */
export const byteaArray = (values: readonly (Buffer | null | undefined)[]): string =>
  `{${values.map((value) => (value ? `"\\\\x${value.toString('hex')}"` : 'NULL')).join(',')}}`
