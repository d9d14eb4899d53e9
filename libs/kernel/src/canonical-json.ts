/**
 * RFC 8785 (JCS) text of a JSON value: members sorted by UTF-16 code units, no spaces. `undefined` members are left out.
 * Throws a TypeError for what a hashed document may not hold: bigint, non-integer or unsafe numbers, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number') return canonicalNumber(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>)
  throw new TypeError(`not a JSON value: ${typeof value}`)
}

const PLAIN = /^[ !#-[\]-~]*$/

/** Text of a string as RFC 8785 writes it, which is what JSON.stringify writes; lone surrogates are refused. */
export function canonicalString(text: string): string {
  // Ids, names, amounts and times, that is nearly everything, need no escapes: half the time of asking JSON.stringify.
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form')
  return JSON.stringify(text)
}

function canonicalNumber(value: number): string {
  // RFC 8785 would allow floats; our hashed documents do not, because other languages print them differently.
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`)
  return String(Object.is(value, -0) ? 0 : value)
}

function canonicalObject(value: Record<string, unknown>): string {
  const members: string[] = []
  for (const name of Object.keys(value).sort()) {
    if (value[name] !== undefined) members.push(`${canonicalString(name)}:${canonicalJson(value[name])}`)
  }
  return `{${members.join(',')}}`
}
