import type { Chance } from './chance'
import { isAmlHit, isTwin } from './outcomes'
import { addressOf, type PictureKind } from './pictures'
import type { Session } from './sessions'

const YEAR_MS = 365 * 86_400_000

/** When somebody looks at a session, and from where they fetch its pictures. */
export interface Looking {
  readonly chance: Chance
  readonly now: number
  readonly filesUrl: string
}

/** What the provider found, with invented papers: the same client shows the same document each time, and twins share one. */
export function decisionOf(session: Session, { chance, now, filesUrl }: Looking): object {
  const { expected, status } = session
  const started = status !== 'Not Started' && status !== 'Expired'
  return {
    session_id: session.id,
    session_number: session.number,
    status,
    workflow_id: session.workflowId,
    vendor_data: session.vendorData,
    session_kind: 'user',
    environment: 'sandbox',
    features: ['ID_VERIFICATION', 'LIVENESS', 'FACE_MATCH', 'AML', 'IP_ANALYSIS'],
    metadata: null,
    expected_details: expected,
    contact_details: null,
    id_verifications: started
      ? [{ ...idVerification(session, chance, now), ...pictures(session, chance, now, filesUrl) }]
      : [],
    liveness_checks: started
      ? [{ node_id: 'feature_liveness', status: partOf(session), method: 'ACTIVE_3D', score: 97.5, warnings: [] }]
      : [],
    face_matches: started
      ? [{ node_id: 'feature_face_match', status: partOf(session), score: 94.25, warnings: [] }]
      : [],
    aml_screenings: started ? [amlScreening(expected.first_name)] : [],
    phone_verifications: [],
    email_verifications: [],
    reviews: session.comment ? [{ user: 'reviewer', new_status: status, comment: session.comment }] : [],
    ip_analysis: { ip_country: 'MU', ip_address: '192.0.2.7', is_vpn_or_tor: false },
  }
}

const partOf = ({ status }: Session): string => (status === 'Declined' ? 'Declined' : 'Approved')

function idVerification(session: Session, chance: Chance, now: number): object {
  const { expected, vendorData } = session
  const holder = isTwin(expected.first_name) ? 'twin' : vendorData
  const number = chance.bytes(`document/${holder}`).toString('hex').slice(0, 9).toUpperCase()
  const { first_name: firstName = 'Unnamed', last_name: lastName = 'Person' } = expected
  return {
    node_id: 'feature_ocr',
    status: partOf(session),
    document_type: 'Passport',
    document_number: `P${number}`,
    personal_number: null,
    first_name: firstName,
    last_name: lastName,
    full_name: `${firstName} ${lastName}`,
    date_of_birth: expected.date_of_birth ?? '1990-01-01',
    place_of_birth: 'Port Louis',
    gender: 'U',
    nationality: expected.nationality ?? 'MUS',
    issuing_state: expected.nationality ?? 'MUS',
    issuing_state_name: 'Mauritius',
    date_of_issue: day(now - YEAR_MS),
    expiration_date: day(now + 9 * YEAR_MS),
    address: '1 Rue Désiré, Port Louis',
    formatted_address: '1 Rue Désiré, Port Louis 11101, Mauritius',
    warnings:
      session.status === 'Declined'
        ? [{ risk: 'DOCUMENT_NOT_READABLE', short_description: 'The document cannot be read', log_type: 'error' }]
        : [],
  }
}

/** Addresses of the pictures, each good for a quarter of an hour. */
function pictures({ id }: Session, chance: Chance, now: number, filesUrl: string): object {
  const address = (kind: PictureKind): string => `${filesUrl}/files/${addressOf(id, kind, now, chance)}`
  return {
    front_image: address('front'),
    back_image: address('back'),
    portrait_image: address('portrait'),
  }
}

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10)

const amlScreening = (firstName: string | undefined): object => ({
  node_id: 'feature_aml',
  status: isAmlHit(firstName) ? 'In Review' : 'Approved',
  entity_type: 'person',
  total_hits: isAmlHit(firstName) ? 1 : 0,
  score: isAmlHit(firstName) ? 91.5 : 0,
  warnings: isAmlHit(firstName) ? [{ risk: 'POSSIBLE_MATCH_FOUND', short_description: 'A possible match' }] : [],
})
