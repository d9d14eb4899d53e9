import { z } from 'zod'
import { identityEvents } from './identity'
import { personalFields } from './personal'
import { serviceContracts } from './service-contracts'

/** Longer than a name or a label, and of no form: what takes it takes any sentence about anybody. */
const PROSE = `She told us on the phone, in her own words, that the money is of her late father’s house. ${'And so on. '.repeat(4)}`

/** Where a schema takes prose in plain, as paths. */
function proseOf(schema: z.ZodType, path: string): readonly string[] {
  if (personalFields.has(schema)) return []
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return proseOf(schema.unwrap() as z.ZodType, path)
  if (schema instanceof z.ZodArray) return proseOf(schema.element as z.ZodType, path)
  if (schema instanceof z.ZodUnion)
    return (schema.options as readonly z.ZodType[]).flatMap((option) => proseOf(option, path))
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, member]) => proseOf(member as z.ZodType, `${path}.${name}`))
  return schema instanceof z.ZodString && schema.safeParse(PROSE).success ? [path] : []
}

/** What takes prose in plain, and why it may: decision 0062. */
const PLAIN: Readonly<Record<string, RegExp>> = {
  'ids, codes and hashes, which the platform or a provider makes':
    /\.(\w*[iI]d|currency|providerReference|contractNote|contractNotes\.(buy|sell))$/,
  'what staff may do is the firm’s own matter': /^identity\.(\w*Role|Role\w*|\w*SeniorManagement\w*)\.reason$/,
  'settings are of nobody': /^\w+\.\w*Configuration\w*\.(reason|legalSource)$/,
  'instruments and calendars are of nobody':
    /^(market\.\w+\.(name|issuer\.legalName|description|metadata\.(website|logoUrl)|(calendar\.days\.)?source)|order\.Market(Halted|Held)\.reason|compliance\.(RegisterInstrument|InstrumentRegistered)\.issuer\.legalName)$/,
  'lists are of nobody': /^compliance\.(RejectListVersion|ListVersionRejected|CloseNilReport|NilReportClosed)\.reason$/,
  'order, wallet and market hold nobody’s key':
    /^(order\.(CancelOrder|OrderClosed)\.note|wallet\.\w*Adjustment\w*\.(reason|evidence)|(market|identity)\.\w+\.customMessage)$/,
}
const found = serviceContracts()
  .flatMap(({ events, commands }) => [...events.contracts, ...commands.contracts])
  .flatMap(({ service, name, schema }) => proseOf(schema, `${service}.${name}`))

it('what can be written of a client in prose is sealed', () => {
  expect(found.filter((path) => !Object.values(PLAIN).some((plain) => plain.test(path)))).toEqual([])
})

it.each(Object.entries(PLAIN))('in plain stands only what is there: %s', (_, plain) => {
  expect(found.filter((path) => plain.test(path))).not.toEqual([])
})

describe('a message that holds a personal field', () => {
  const userId = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'
  const message = { type: 'UserSuspended' as const, userId, by: userId, reason: 'Fraud', accountIds: [] }
  const contract = identityEvents.of('UserSuspended')
  const sealed = { $enc: 1, kid: 'k', n: 'n', c: 'c' } as const

  it('writes nothing in plain, and nothing at all without a key', () => {
    expect(contract.encode(message, () => sealed)).not.toContain('Fraud')
    expect(() => contract.encode(message)).toThrow('no key')
  })

  it('leaves sealed what nobody has a key for', () => {
    const written = contract.encode(message, () => sealed)
    expect(contract.decode(written, () => undefined)).toMatchObject({ reason: sealed })
  })
})
