import type { Cdd, VerifiedIdentity } from '@filao/contracts'

/** Kinds of documents as the provider words them. */
const DOCUMENT_KINDS: ReadonlyMap<string, 'passport' | 'national_id' | 'drivers_license'> = new Map([
  ['Passport', 'passport'],
  ['Identity Card', 'national_id'],
  ['Residence Permit', 'national_id'],
  ["Driver's License", 'drivers_license'],
])

/** Our word for a provider's kind of document; undefined for one that proves nobody's identity here. */
export const documentKindOf = (word: string | undefined): 'passport' | 'national_id' | 'drivers_license' | undefined =>
  DOCUMENT_KINDS.get(word ?? '')

/** The values of due diligence that a document shows, each verified by the session that has looked at it. */
export function cddOfDecision(identity: VerifiedIdentity, verifiedBy: string): Cdd {
  const shown = <Value>(value: Value | undefined): { value: Value; verifiedBy: string } | undefined =>
    value === undefined ? undefined : { value, verifiedBy }
  const facts = {
    legalName: shown(identity.fullName ?? nameOf(identity)),
    dateOfBirth: shown(identity.dateOfBirth),
    placeOfBirth: shown(identity.placeOfBirth),
    nationalities: shown(identity.nationality === undefined ? undefined : [identity.nationality]),
    identityDocument: shown(documentOf(identity)),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined))
}

const nameOf = ({ firstName, lastName }: VerifiedIdentity): string | undefined =>
  firstName === undefined || lastName === undefined ? undefined : `${firstName} ${lastName}`

function documentOf(identity: VerifiedIdentity) {
  const { documentType, documentNumber: number, documentCountry: country, expiresOn } = identity
  const type = documentKindOf(documentType)
  if (type === undefined || number === undefined || country === undefined) return undefined
  return { type, number, country, ...(expiresOn === undefined ? {} : { expiresOn }) }
}
