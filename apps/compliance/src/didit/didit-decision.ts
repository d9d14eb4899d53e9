import { Country, Day, type VerifiedIdentity } from '@filao/contracts'
import { keptOf } from '@filao/service'
import { z } from 'zod'
import type { ProviderDecision, ProviderImage } from '../kyc/kyc-provider'

/** Unknown members are let through, missing ones are missing: Didit adds and leaves out as it likes. */
const text = z.string().nullish().catch(undefined)
const Warning = z.looseObject({ risk: text, short_description: text, long_description: text })
const Verification = z.looseObject({
  status: text,
  document_type: text,
  document_number: text,
  personal_number: text,
  first_name: text,
  last_name: text,
  full_name: text,
  date_of_birth: text,
  place_of_birth: text,
  nationality: text,
  gender: text,
  issuing_state: text,
  date_of_issue: text,
  expiration_date: text,
  address: text,
  formatted_address: text,
  front_image: text,
  back_image: text,
  portrait_image: text,
  warnings: z.array(Warning).nullish().catch(undefined),
})
const Feature = z.looseObject({ warnings: z.array(Warning).nullish().catch(undefined) })
const features = z.array(Feature).nullish().catch(undefined)
export const DiditDecision = z.looseObject({
  session_id: z.string(),
  status: z.string(),
  id_verifications: z.array(Verification).nullish().catch(undefined),
  liveness_checks: features,
  face_matches: features,
})
type DiditDecision = z.infer<typeof DiditDecision>
type Verification = z.infer<typeof Verification>

const WARNINGS_MAX = 100
const ADDRESS_OF_A_FILE = /^https?:\/\//

/** Didit's decision in our words. */
export function decisionOfDidit(decision: DiditDecision): ProviderDecision {
  const [verification] = decision.id_verifications ?? []
  return {
    status: decision.status,
    identity: verification ? identityOf(verification) : {},
    warnings: warningsOf(decision),
    evidence: JSON.stringify(decision, withoutFiles),
    images: verification ? imagesOf(verification) : [],
  }
}

function identityOf(found: Verification): VerifiedIdentity {
  const identity: Record<keyof VerifiedIdentity, string | undefined> = {
    documentType: short(found.document_type, 50),
    documentNumber: short(found.document_number ?? found.personal_number, 50),
    documentCountry: matching(found.issuing_state, Country),
    firstName: short(found.first_name, 100),
    lastName: short(found.last_name, 100),
    fullName: short(found.full_name, 300),
    dateOfBirth: matching(found.date_of_birth, Day),
    placeOfBirth: short(found.place_of_birth, 200),
    nationality: matching(found.nationality, Country),
    gender: short(found.gender, 20),
    address: short(found.formatted_address ?? found.address, 500),
    issuedOn: matching(found.date_of_issue, Day),
    expiresOn: matching(found.expiration_date, Day),
  }
  return Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined))
}

const short = (value: string | null | undefined, max: number): string | undefined =>
  value === undefined || value === null ? undefined : keptOf(value, max)

/** What the provider says in a form that nothing else here could keep is not taken over; the evidence has it. */
const matching = (value: string | null | undefined, form: z.ZodType<string>): string | undefined =>
  form.safeParse(value).data

function warningsOf(decision: DiditDecision): ProviderDecision['warnings'] {
  const { id_verifications: ids, liveness_checks: live, face_matches: faces } = decision
  // What its screening says stands in the evidence: a client reads these.
  return [ids, live, faces]
    .flatMap((list) => (list ?? []).flatMap(({ warnings }) => warnings ?? []))
    .slice(0, WARNINGS_MAX)
    .map((warning) => ({
      risk: short(warning.risk, 100) ?? 'UNKNOWN',
      description: short(warning.short_description ?? warning.long_description, 500) ?? '',
    }))
}

function imagesOf(found: Verification): readonly ProviderImage[] {
  const places = [
    ['front', found.front_image],
    ['back', found.back_image],
    ['portrait', found.portrait_image],
  ] as const
  return places.flatMap(([kind, url]) => (url && ADDRESS_OF_A_FILE.test(url) ? [{ kind, url }] : []))
}

/** An address of a picture is a key to it for a while: it is neither kept nor shown. */
const withoutFiles = (_: string, value: unknown): unknown =>
  typeof value === 'string' && ADDRESS_OF_A_FILE.test(value) ? undefined : value
