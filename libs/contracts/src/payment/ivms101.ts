import { z } from 'zod'

/** Latin letters, digits and signs: what is written otherwise is transliterated, and kept beside it in a local name. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\x20-\x7e]+$/)
const original = (max: number) => z.string().min(1).max(max)
const country = z.string().min(1).max(3)

const naturalNames = (of: (max: number) => z.ZodString) =>
  z.array(
    z.strictObject({
      primaryIdentifier: of(100),
      secondaryIdentifier: of(100).optional(),
      naturalPersonNameIdentifierType: z.enum(['ALIA', 'BIRT', 'MAID', 'LEGL', 'MISC']),
    }),
  )
const legalNames = (of: (max: number) => z.ZodString) =>
  z.array(z.strictObject({ legalPersonName: of(100), legalPersonNameIdentifierType: z.enum(['LEGL', 'SHRT', 'TRAD']) }))

const Address = z.strictObject({
  addressType: z.enum(['HOME', 'BIZZ', 'GEOG']),
  department: text(50).optional(),
  subDepartment: text(70).optional(),
  streetName: text(70).optional(),
  buildingNumber: text(16).optional(),
  buildingName: text(35).optional(),
  floor: text(70).optional(),
  postBox: text(16).optional(),
  room: text(70).optional(),
  postcode: text(16).optional(),
  townName: text(35).optional(),
  townLocationName: text(35).optional(),
  districtName: text(35).optional(),
  countrySubDivision: text(35).optional(),
  addressLine: z.array(text(70)).max(7).optional(),
  country,
})
const NationalIdentification = z.strictObject({
  nationalIdentifier: text(35),
  nationalIdentifierType: z.enum([
    ...(['ARNU', 'CCPT', 'RAID', 'DRLC', 'FIIN', 'TXID', 'SOCS', 'IDCD', 'LEIX', 'MISC'] as const),
  ]),
  countryOfIssue: country.optional(),
  registrationAuthority: text(35).optional(),
})
const NaturalPerson = z.strictObject({
  name: z.strictObject({
    nameIdentifier: naturalNames(text).min(1),
    localNameIdentifier: naturalNames(original).optional(),
    phoneticNameIdentifier: naturalNames(original).optional(),
  }),
  geographicAddress: z.array(Address).optional(),
  nationalIdentification: NationalIdentification.optional(),
  customerIdentification: text(50).optional(),
  dateAndPlaceOfBirth: z.strictObject({ dateOfBirth: z.iso.date(), placeOfBirth: text(70).optional() }).optional(),
  countryOfResidence: country.optional(),
})
const LegalPerson = z.strictObject({
  name: z.strictObject({
    nameIdentifier: legalNames(text).min(1),
    localNameIdentifier: legalNames(original).optional(),
    phoneticNameIdentifier: legalNames(original).optional(),
  }),
  geographicAddress: z.array(Address).optional(),
  customerIdentification: text(50).optional(),
  nationalIdentification: NationalIdentification.optional(),
  countryOfRegistration: country.optional(),
})
const Person = z
  .strictObject({ naturalPerson: NaturalPerson.optional(), legalPerson: LegalPerson.optional() })
  .refine(({ naturalPerson, legalPerson }) => (naturalPerson === undefined) !== (legalPerson === undefined))
const accountNumber = z.array(text(512)).optional()

/** Who pays whom, in the words of IVMS101.2023 (regulation 1.7), by form and length. What it says is checked by payment. */
export const Ivms101 = z.strictObject({
  originator: z.strictObject({ originatorPerson: z.array(Person).min(1), accountNumber }),
  beneficiary: z.strictObject({ beneficiaryPerson: z.array(Person).min(1), accountNumber }),
  originatingVASP: z.strictObject({ originatingVASP: Person }).optional(),
  beneficiaryVASP: z.strictObject({ beneficiaryVASP: Person }).optional(),
  transferPath: z
    .strictObject({
      transferPath: z.array(z.strictObject({ intermediaryVASP: Person, sequence: z.number().int().min(0) })),
    })
    .optional(),
  payloadMetadata: z.strictObject({
    transliterationMethod: z.array(text(20)).optional(),
    payloadVersion: z.literal('101.2023'),
  }),
})
export type Ivms101 = z.output<typeof Ivms101>
export type IvmsPerson = z.output<typeof Person>
export type IvmsAddress = z.output<typeof Address>
export type IvmsNationalIdentification = z.output<typeof NationalIdentification>
