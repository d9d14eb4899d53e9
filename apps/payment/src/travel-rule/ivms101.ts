import type { Ivms101, IvmsAddress, IvmsPerson, PostalAddress } from '@filao/contracts'
import { COUNTRIES } from '@filao/kernel'
import anyAscii from 'any-ascii'

const NAME_LENGTH_MAX = 100
const LINE_LENGTH_MAX = 70
const LINES_MAX = 7
const PLACE_LENGTH_MAX = 35
/** Places whose country is not known, in the standard's own word. */
const UNKNOWN_COUNTRY = 'XX'
/** The table by which texts are written in Latin letters is none that the standard names. */
const TRANSLITERATION = 'OTHR'

/** A person, as far as we know who it is. */
export interface Party {
  /** First names first. */
  readonly name: string
  /** Our own number of a client. */
  readonly customerId?: string | undefined
  readonly dateOfBirth?: string | undefined
  readonly address?: PostalAddress | undefined
  readonly accountNumber?: string | undefined
}

/** Ourselves, who send for a client or receive for one. */
export interface Firm {
  readonly legalName: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly lei?: string | undefined
  /** What it is registered under, where it has no legal entity identifier. */
  readonly registration?: { readonly number: string; readonly authority: string } | undefined
}

/** IVMS101.2023 of a transfer between two people, one of them a client of ours (regulation 1.7). */
export function ivms101Of(
  { from, to }: { readonly from: Party; readonly to: Party },
  firm: { readonly role: 'originating' | 'beneficiary'; readonly of: Firm },
): Ivms101 {
  const ourselves = firmOf(firm.of)
  return {
    originator: { originatorPerson: [personOf(from)], ...accountOf(from) },
    beneficiary: { beneficiaryPerson: [personOf(to)], ...accountOf(to) },
    ...(firm.role === 'originating'
      ? { originatingVASP: { originatingVASP: ourselves } }
      : { beneficiaryVASP: { beneficiaryVASP: ourselves } }),
    payloadMetadata: { transliterationMethod: [TRANSLITERATION], payloadVersion: '101.2023' },
  }
}

const accountOf = ({ accountNumber }: Party) => (accountNumber === undefined ? {} : { accountNumber: [accountNumber] })

function personOf({ name, customerId, dateOfBirth, address }: Party): IvmsPerson {
  return {
    naturalPerson: {
      name: nameOf(name),
      ...(address && { geographicAddress: [addressOf(address)] }),
      ...(customerId !== undefined && { customerIdentification: customerId }),
      ...(dateOfBirth !== undefined && { dateAndPlaceOfBirth: { dateOfBirth } }),
    },
  }
}

/** The last word is the family name. What is not written in Latin letters is kept as it was beside it. */
function nameOf(full: string): NonNullable<IvmsPerson['naturalPerson']>['name'] {
  const latin = identifierOf(latinOf(full, NAME_LENGTH_MAX))
  const local = latinOf(full, full.length) === full ? {} : { localNameIdentifier: [identifierOf(full)] }
  return { nameIdentifier: [latin], ...local }
}

function identifierOf(full: string) {
  const words = full.trim().split(/\s+/)
  const first = words.slice(0, -1).join(' ')
  return {
    primaryIdentifier: words.at(-1)!,
    ...(first !== '' && { secondaryIdentifier: first }),
    naturalPersonNameIdentifierType: 'LEGL',
  } as const
}

function addressOf({ street, city, state, country, postalCode }: PostalAddress): IvmsAddress {
  const line = latinOf(street, LINE_LENGTH_MAX * LINES_MAX)
  const lines = line.match(new RegExp(`.{1,${LINE_LENGTH_MAX}}`, 'g')) ?? []
  return {
    addressType: 'HOME',
    addressLine: lines,
    postcode: latinOf(postalCode, 16),
    townName: latinOf(city, PLACE_LENGTH_MAX),
    ...(state !== undefined && { countrySubDivision: latinOf(state, PLACE_LENGTH_MAX) }),
    country: COUNTRIES.get(country) ?? UNKNOWN_COUNTRY,
  }
}

const firmOf = ({ legalName, country, lei, registration }: Firm): IvmsPerson => ({
  legalPerson: {
    name: { nameIdentifier: [{ legalPersonName: legalName, legalPersonNameIdentifierType: 'LEGL' }] },
    ...(lei !== undefined && {
      nationalIdentification: { nationalIdentifier: lei, nationalIdentifierType: 'LEIX' },
    }),
    ...(registration !== undefined && {
      nationalIdentification: {
        nationalIdentifier: registration.number,
        nationalIdentifierType: 'RAID',
        registrationAuthority: registration.authority,
      },
    }),
    countryOfRegistration: country,
  },
})

const latinOf = (text: string, max: number): string =>
  anyAscii(text)
    .replace(/[^\x20-\x7e]/g, ' ')
    .slice(0, max)
    .trim()
