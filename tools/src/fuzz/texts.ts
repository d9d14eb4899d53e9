import fc from 'fast-check'
import type { Schema } from './document'

const STRING_LENGTH_MAX = 40
/** An address and its headers may have 16 KB, and a character is up to nine when it is percent-encoded. */
const LONGEST_MAX = 1500
const DAY_MS = 86_400_000

/** What no field should take, or what fields are known to choke on. */
export const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '0',
  '-1',
  '+1',
  '01',
  '1e5',
  '.5',
  '1.123456789',
  '999999999999.99999999',
  `1${'0'.repeat(30)}`,
  'NaN',
  '\u0000',
  'a\u0000b',
  '\u202e\u0007',
  '\ud83d\ude00',
  'İ',
  'x'.repeat(5000),
  "'; DROP TABLE orders; --",
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '${jndi:ldap://127.0.0.1/a}',
  '0000-01-01',
  '9999-12-31',
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '00000000-0000-7fff-bfff-000000000000',
  'ffffffff-ffff-7fff-bfff-ffffffffffff',
  [],
  {},
  [[[]]],
  { toString: 1, constructor: { prototype: { admin: true } } },
]

/** Texts at the edge of what their patterns and formats let through, or such as are taken nearly everywhere. */
const EDGES: readonly string[] = [
  ...['0', '0.00000001', '0.01', '1', '2.5', '100', '999999999999', '999999999999.99999999', '-1', '-0', '0.10000000'],
  ...['1900-01-01', '1970-01-01', '2000-02-29', '2024-02-29', '2100-12-31', '9999-12-31'],
  ...['1970-01-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ...['USD', 'MUR', 'MUS', 'ZZZ', 'MU', '00:00', '24:00', '127.0.0.1', '::1', '+230'],
]
/** Characters of one to four bytes, of one and two code units, of either direction. */
const CHARACTERS = ['x', 'é', '李', '\ud83d\ude00', 'ש', '’']

/** Texts that a schema describes. */
export function textFor(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format } = schema as { pattern?: string; format?: string }
  if (format === 'date-time') return fc.oneof(moments(), edgesOf(pattern))
  if (format === 'date')
    return fc.oneof(
      moments().map((at) => at.slice(0, 10)),
      edgesOf(pattern),
    )
  if (format === 'email') return fc.emailAddress()
  if (format === 'uuid') return fc.uuid({ version: 7 })
  // What only forbids (`\\P{…}`, `[^\\p{…}]`) is made of any text, which fits it nearly always, and in no time.
  if (pattern !== undefined && !/\\P\{|\[\^\\p\{/.test(pattern)) return fc.oneof(matching(pattern), edgesOf(pattern))
  return words({ min: bound(schema, 'minLength', 0), max: bound(schema, 'maxLength', STRING_LENGTH_MAX) })
}

/** Cursors with one part of their place replaced. */
export const tampered = (cursors: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...cursors), fc.nat(), fc.constantFrom(...NASTY, ...EDGES)).map(([cursor, at, other]) => {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    return Buffer.from(JSON.stringify(place.with(at % place.length, other)), 'utf8').toString('base64url')
  })

/** Near now by moments or by months. */
const moments = (): fc.Arbitrary<string> =>
  fc
    .oneof(fc.integer({ min: -60_000, max: 60_000 }), fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }))
    .map((away) => new Date(Date.now() + away).toISOString())

/** Some of them as long as may be, to the code unit. */
function words({ min, max }: { readonly min: number; readonly max: number }): fc.Arbitrary<string> {
  const any = fc.string({ minLength: min, maxLength: Math.min(max, STRING_LENGTH_MAX), unit: 'grapheme' })
  const longest = fc
    .constantFrom(...CHARACTERS)
    .map((one) => one.repeat(Math.floor(Math.min(max, LONGEST_MAX) / one.length)))
  return fc.oneof({ weight: 4, arbitrary: any }, { weight: 1, arbitrary: longest })
}

function edgesOf(pattern: string | undefined): fc.Arbitrary<string> {
  const fitting = EDGES.filter((edge) => pattern !== undefined && new RegExp(pattern, 'u').test(edge))
  return fc.constantFrom(...(fitting.length > 0 ? fitting : EDGES))
}

/** Making an arbitrary of a pattern takes a while. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = MATCHING.get(pattern)
  if (known) return known
  const made = fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
  MATCHING.set(pattern, made)
  return made
}

const MATCHING = new Map<string, fc.Arbitrary<string>>()

/** A number of a schema, such as the longest that a text may be. */
export const bound = (schema: Schema, name: string, otherwise: number): number => {
  const given = schema[name]
  return typeof given === 'number' && Math.abs(given) < Number.MAX_SAFE_INTEGER ? given : otherwise
}
