import {
  Ivms101,
  type IvmsAddress,
  type IvmsNationalIdentification,
  type IvmsPerson,
  type TravelRuleFault,
} from '@filao/contracts'
import { COUNTRIES, toTimestamp, type Instant } from '@filao/kernel'

/** Who pays whom, as the standard names them. */
interface Facts {
  readonly payload: Ivms101
  readonly now: Instant
  /** Codes of the GLEIF list. */
  readonly registrationAuthorities: ReadonlySet<string>
}

type Check = (facts: Facts) => boolean

const ALPHA_2: ReadonlySet<string> = new Set([...COUNTRIES.values(), 'XX'])
const LEGAL_IDENTIFIERS: ReadonlySet<string> = new Set(['RAID', 'MISC', 'LEIX', 'TXID'])

/** Each check of regulation 1.7 under the name that IVMS101 gives it: whether it holds. */
const CHECKS: Readonly<Record<Exclude<TravelRuleFault, 'missing' | 'form' | 'R16'>, Check>> = {
  C1: ({ payload }) =>
    payload.originator.originatorPerson.every(
      ({ naturalPerson: person }) =>
        !person ||
        (person.geographicAddress?.length ?? 0) > 0 ||
        person.customerIdentification !== undefined ||
        person.nationalIdentification !== undefined ||
        person.dateAndPlaceOfBirth !== undefined,
    ),
  C2: ({ payload, now }) =>
    personsOf(payload).every(({ naturalPerson }) => {
      const born = naturalPerson?.dateAndPlaceOfBirth?.dateOfBirth
      return born === undefined || born < toTimestamp(now).slice(0, 10)
    }),
  C3: ({ payload }) => countriesOf(payload).every((country) => ALPHA_2.has(country)),
  C4: ({ payload }) =>
    payload.originator.originatorPerson.every(
      ({ legalPerson: person }) =>
        !person ||
        (person.geographicAddress ?? []).some(({ addressType }) => addressType === 'GEOG') ||
        person.customerIdentification !== undefined ||
        person.nationalIdentification !== undefined,
    ),
  C5: ({ payload }) =>
    personsOf(payload).every(
      ({ naturalPerson }) =>
        !naturalPerson ||
        naturalPerson.name.nameIdentifier.filter((name) => name.naturalPersonNameIdentifierType === 'LEGL').length ===
          1,
    ),
  C6: ({ payload }) =>
    personsOf(payload).every(
      ({ legalPerson }) =>
        !legalPerson ||
        legalPerson.name.nameIdentifier.filter((name) => name.legalPersonNameIdentifierType === 'LEGL').length === 1,
    ),
  C7: ({ payload }) =>
    legalIdentifiersOf(payload).every(({ nationalIdentifierType }) => LEGAL_IDENTIFIERS.has(nationalIdentifierType)),
  C8: ({ payload }) =>
    addressesOf(payload).every(
      ({ addressLine = [], streetName, buildingName, buildingNumber }) =>
        addressLine.length > 0 ||
        (streetName !== undefined && (buildingName !== undefined || buildingNumber !== undefined)),
    ),
  C9: ({ payload }) =>
    legalIdentifiersOf(payload).every(
      ({ countryOfIssue, registrationAuthority, nationalIdentifierType }) =>
        countryOfIssue === undefined && (registrationAuthority === undefined) === (nationalIdentifierType === 'LEIX'),
    ),
  C10: ({ payload, registrationAuthorities }) =>
    identifiersOf(payload).every(
      ({ registrationAuthority: authority }) => authority === undefined || registrationAuthorities.has(authority),
    ),
  C11: ({ payload }) =>
    identifiersOf(payload).every(
      ({ nationalIdentifierType, nationalIdentifier }) =>
        nationalIdentifierType !== 'LEIX' || isLei(nationalIdentifier),
    ),
  C12: ({ payload }) =>
    (payload.transferPath?.transferPath ?? [])
      .map(({ sequence }) => sequence)
      .sort((a, b) => a - b)
      .every((sequence, at) => sequence === at),
}

/** What fails of the data of a transfer, in the order of the checks; nothing where all of them hold. */
export function travelRuleFaults(
  data: unknown,
  { now, registrationAuthorities }: { readonly now: Instant; readonly registrationAuthorities: readonly string[] },
): readonly TravelRuleFault[] {
  if (data === undefined) return ['missing']
  const read = Ivms101.safeParse(data)
  if (!read.success) return ['form']
  const facts = { payload: read.data, now, registrationAuthorities: new Set(registrationAuthorities) }
  return (Object.keys(CHECKS) as (keyof typeof CHECKS)[]).filter((name) => !CHECKS[name](facts))
}

/** Whether each originator has what recommendation 16 of June 2025 wants across a border: name, address, date of birth. */
export function isFullyNamed(data: unknown): boolean {
  const read = Ivms101.safeParse(data)
  return (
    read.success &&
    read.data.originator.originatorPerson.every(
      ({ naturalPerson: person }) =>
        !person ||
        ((person.geographicAddress?.length ?? 0) > 0 && person.dateAndPlaceOfBirth?.dateOfBirth !== undefined),
    )
  )
}

/** Legal entity identifier: ISO 17442, checked by ISO 7064 MOD 97-10. */
export function isLei(text: string): boolean {
  if (!/^[0-9A-Z]{18}\d{2}$/.test(text)) return false
  const digits = text.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  return BigInt(digits) % 97n === 1n
}

const personsOf = (payload: Ivms101): readonly IvmsPerson[] => [
  ...payload.originator.originatorPerson,
  ...payload.beneficiary.beneficiaryPerson,
  ...(payload.originatingVASP ? [payload.originatingVASP.originatingVASP] : []),
  ...(payload.beneficiaryVASP ? [payload.beneficiaryVASP.beneficiaryVASP] : []),
  ...(payload.transferPath?.transferPath ?? []).map(({ intermediaryVASP }) => intermediaryVASP),
]

const addressesOf = (payload: Ivms101): readonly IvmsAddress[] =>
  personsOf(payload).flatMap(
    ({ naturalPerson, legalPerson }) => (naturalPerson ?? legalPerson)?.geographicAddress ?? [],
  )

const identifiersOf = (payload: Ivms101): readonly IvmsNationalIdentification[] =>
  personsOf(payload).flatMap(
    ({ naturalPerson, legalPerson }) => (naturalPerson ?? legalPerson)?.nationalIdentification ?? [],
  )

const legalIdentifiersOf = (payload: Ivms101): readonly IvmsNationalIdentification[] =>
  personsOf(payload).flatMap(({ legalPerson }) => legalPerson?.nationalIdentification ?? [])

const countriesOf = (payload: Ivms101): readonly string[] => [
  ...addressesOf(payload).map(({ country }) => country),
  ...identifiersOf(payload).flatMap(({ countryOfIssue }) => countryOfIssue ?? []),
  ...personsOf(payload).flatMap(
    ({ naturalPerson, legalPerson }) => naturalPerson?.countryOfResidence ?? legalPerson?.countryOfRegistration ?? [],
  ),
]
