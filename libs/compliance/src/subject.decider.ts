import { isSealed, type Cdd, type CddField } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import type { CommandOf } from './compliance.commands'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from './compliance.refusals'
import { refuseEvidence } from './document/evidence.state'
import { isFrozen } from './freeze.state'
import { isApproved } from './kyc/kyc.state'
import { cddOf, liveAccounts, type CddFact, type Profile, type Subject } from './subject.state'

const PROFILE_FIELDS = ['firstName', 'lastName', 'dateOfBirth', 'nationality', 'residence'] as const

/** Later words win, what is absent stays. Nothing new is nothing recorded. */
export function registerSubject(command: CommandOf<'RegisterSubject'>, subject: Subject): ComplianceDecision {
  const given = Object.fromEntries(PROFILE_FIELDS.flatMap((f) => (command[f] === undefined ? [] : [[f, command[f]]])))
  const profile = { ...subject.profile, ...given } as Profile
  if (profile.firstName === undefined || profile.lastName === undefined) return refuse('subject_unknown')
  if (subject.profile && PROFILE_FIELDS.every((field) => subject.profile![field] === profile[field])) return []
  return [{ type: 'SubjectRegistered', userId: command.userId, ...profile }]
}

export const registerAccount = (
  { userId, accountId, mode }: CommandOf<'RegisterAccount'>,
  subject: Subject,
): ComplianceDecision =>
  subject.accounts.has(accountId)
    ? []
    : [
        {
          type: 'AccountRegistered',
          userId,
          accountId,
          mode,
          isApproved: isApproved(subject),
          isFrozen: isFrozen(subject),
        },
      ]

export const recordUserStatus = (
  { userId, status }: CommandOf<'RecordUserStatus'>,
  subject: Subject,
): ComplianceDecision =>
  subject.profile === undefined || subject.userStatus === status
    ? []
    : [
        {
          type: 'UserStatusRecorded',
          userId,
          status,
          accountIds: liveAccounts(subject),
          isApproved: isApproved(subject),
        },
      ]

/**
 * What a client says of themselves is a claim: it is verified by somebody else. A value that is said again keeps what
 * has verified it.
 */
export function setCdd(command: CommandOf<'SetCdd'>, subject: Subject, now: Instant): ComplianceDecision {
  const { userId, by, cdd } = command
  if (!subject.profile) return refuse('subject_unknown')
  if (isSealed(cdd)) return []
  if (by.kind === 'staff' && by.id === userId) return refuse('own_case')
  const unproven = by.kind === 'staff' ? unprovenOf(cdd, subject) : undefined
  if (unproven) return unproven
  const known = cddOf(subject)
  const locked = by.kind === 'client' && isApproved(subject) ? lockedOf(cdd, known) : undefined
  if (locked !== undefined) return refuse('identity_locked', { field: locked })
  const changes: Record<string, unknown> = {}
  for (const field of Object.keys(cdd) as CddField[]) {
    const fact = cdd[field]
    if (fact === undefined) continue
    const next = by.kind === 'client' ? claimed(fact, known[field]) : verified(fact, now)
    if (!same(next, known[field])) changes[field] = next
  }
  return Object.keys(changes).length === 0 ? [] : [{ type: 'CddRecorded', userId, cdd: changes, by }]
}

/** By what an approved client is known, and looked for in lists. */
const IDENTITY: readonly CddField[] = [
  'legalName',
  'otherNames',
  'dateOfBirth',
  'placeOfBirth',
  'nationalities',
  'identityDocument',
]

/**
 * The first field that an approved client's word cannot change: who they are holds until somebody has verified something
 * else (regulation CDD-9), or a listed client could say a birth date that is nobody's. That a client is politically
 * exposed they may say, and not take back (CDD-6).
 */
const lockedOf = (cdd: Cdd, known: Cdd): CddField | undefined =>
  [...IDENTITY, ...(known.pepDeclaration?.value === 'none' ? [] : (['pepDeclaration'] as const))].find(
    (field) => cdd[field] !== undefined && known[field] !== undefined && !same(cdd[field].value, known[field].value),
  )

/** Staff name what verifies a value, or give it as claimed. */
const unprovenOf = (cdd: Cdd, subject: Subject): ComplianceRefusal | undefined =>
  Object.values(cdd)
    .flatMap((fact) => fact?.verifiedBy ?? [])
    .flatMap((verifiedBy) => refuseEvidence(verifiedBy, subject) ?? [])[0]

const claimed = ({ value }: CddFact, known: CddFact | undefined): unknown =>
  known && same(known.value, value) ? known : { value }

const verified = (fact: CddFact, now: Instant): unknown =>
  fact.verifiedBy === undefined ? { value: fact.value } : { ...fact, verifiedAt: fact.verifiedAt ?? now }

/** A person of staff has compared what is recorded with evidence. Never in their own case. */
export function verifyCdd(command: CommandOf<'VerifyCdd'>, subject: Subject, now: Instant): ComplianceDecision {
  const { userId, fields, verifiedBy, by } = command
  if (!subject.profile) return refuse('subject_unknown')
  if (by === userId) return refuse('own_case')
  const refusal = refuseEvidence(verifiedBy, subject)
  if (refusal) return refusal
  const known = cddOf(subject)
  const lacking = fields.find((field) => known[field] === undefined)
  if (lacking !== undefined) return refuse('cdd_field_unknown', { field: lacking })
  const changes = Object.fromEntries(
    fields
      .filter((field) => known[field]!.verifiedBy !== verifiedBy)
      .map((field) => [field, { ...known[field]!, verifiedBy, verifiedAt: now }]),
  ) as Cdd
  if (Object.keys(changes).length === 0) return []
  return [{ type: 'CddRecorded', userId, cdd: changes, by: { kind: 'staff', id: by } }]
}

/** Values hold bigints, which JSON has not. */
const same = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b)
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member))
