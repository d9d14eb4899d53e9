import type { Birth, ListedName, ListEntry, ReadList } from '@filao/compliance'
import { z } from 'zod'

const Text = z.string().trim().min(1).max(500)
const Day = z.iso.date()
const Year = z.number().int().min(1800).max(2200)

const RegisterEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/),
  schema: z.enum(['Person', 'Organization']),
  name: Text,
  aliases: z
    .array(z.strictObject({ name: Text, quality: z.enum(['good', 'low', 'fka', 'script']) }))
    .max(200)
    .default([]),
  births: z
    .array(
      z.union([
        z.strictObject({ date: Day }),
        z.strictObject({ year: Year, approximate: z.boolean().default(false) }),
        z.strictObject({ from: Year, to: Year }),
      ]),
    )
    .max(20)
    .default([]),
  nationalities: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(10)
    .default([]),
  gender: z.enum(['male', 'female']).optional(),
  identifiers: z.array(Text).max(50).default([]),
  referenceNumber: z.string().min(1).max(50).optional(),
  programme: Text.optional(),
  listedOn: Day.optional(),
  positions: z.array(Text).max(50).default([]),
  comments: z.string().max(5000).optional(),
  provenance: z
    .strictObject({ noticeNumber: Text, noticeDate: Day, documentHash: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional(),
})
type RegisterEntry = z.output<typeof RegisterEntry>

/** A list that the firm keeps itself, or had made of another one: the internal and the domestic one, PEPs, the media. */
const Register = z.strictObject({
  generatedAt: z.iso.datetime({ precision: 3 }),
  entries: z.array(RegisterEntry).max(200_000),
})

/** Reads a register. Throws a ZodError or SyntaxError for what is none. */
export function readRegister(listCode: string, bytes: Uint8Array): ReadList {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  const { generatedAt, entries } = Register.parse(JSON.parse(text))
  return { generatedAt, entries: entries.map((entry) => entryOf(listCode, entry)) }
}

function entryOf(listCode: string, { id, name, aliases, births, ...entry }: RegisterEntry): ListEntry {
  const others = aliases.map(({ name: text, quality }): ListedName => ({ text, quality }))
  return {
    ...entry,
    id: `${listCode}-${id}`,
    caption: name,
    names: [{ text: name, quality: 'primary' }, ...others],
    births: births.map(birthOf),
    titles: [],
    aliasNotes: [],
    birthPlaces: [],
    addresses: [],
    documents: [],
  }
}

function birthOf(birth: RegisterEntry['births'][number]): Birth {
  if ('date' in birth) return { precision: 'day', ...birth }
  return 'year' in birth ? { precision: 'year', ...birth } : { precision: 'range', ...birth }
}
