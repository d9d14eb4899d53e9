import { isSealed, type CheckType } from '@filao/contracts'
import type { Moment } from '@filao/kernel'
import { isOpen, type Check, type Hit } from './check.state'
import type { ComplianceEvent, EventOf } from './compliance.events'
import { idAt } from './id'
import { SANCTIONS_LISTS } from './lists/list-version'
import { cddOf, type Subject } from './subject.state'

type Requested = EventOf<'AmlCheckRequested'>
/** By whom a client is looked for in lists. */
export type ClientQuery = Pick<Requested, 'names' | 'dateOfBirth' | 'nationality' | 'documentNumbers'>

/** The checks that every client needs. */
const CLIENT_CHECKS = ['sanctions_screening', 'pep_check'] as const satisfies readonly CheckType[]

/** All names, the birth and the papers of a client as they are known now; undefined while nobody is, or is any more. */
export function clientQuery(subject: Subject): ClientQuery | undefined {
  const { profile } = subject
  if (!profile || isSealed(profile.firstName) || isSealed(profile.lastName)) return undefined
  const cdd = cddOf(subject)
  const names = [
    `${profile.firstName} ${profile.lastName}`,
    ...(cdd.legalName ? [cdd.legalName.value] : []),
    ...(cdd.otherNames?.value ?? []),
  ]
  const documentNumbers = cdd.identityDocument ? [cdd.identityDocument.value.number] : undefined
  return {
    names: [...new Set(names)],
    dateOfBirth: cdd.dateOfBirth?.value ?? profile.dateOfBirth,
    nationality: cdd.nationalities?.value[0] ?? profile.nationality,
    documentNumbers,
  }
}

/** Requests the checks that every client needs, once for each reference. `nth` numbers the ids of the decision. */
export function clientChecks(
  subject: Subject,
  { trigger, referenceId }: Pick<Requested, 'trigger' | 'referenceId'>,
  at: Moment,
  nth = 0,
): readonly ComplianceEvent[] {
  const query = clientQuery(subject)
  if (!query) return []
  const isKnown = (checkType: CheckType): boolean =>
    [...subject.checks.values()].some(
      (check) => check.trigger === trigger && check.referenceId === referenceId && check.checkType === checkType,
    )
  return CLIENT_CHECKS.filter((type) => !isKnown(type)).map((checkType, index) => ({
    ...query,
    type: 'AmlCheckRequested',
    ownerId: subject.id,
    checkId: idAt(subject.id, at, nth + index),
    subjectKind: 'client',
    subjectId: subject.id,
    referenceId,
    answerTo: referenceId,
    trigger,
    checkType,
  }))
}

/** The versions that are in force for each kind of check; undefined where a list that must be has none. */
export interface ListsInForce {
  readonly sanctions: readonly string[] | undefined
  readonly pep: readonly string[] | undefined
}

/**
 * True when the client, as now known, was found on no list in force, and no hit is left open. What was not asked, failed,
 * or asked about who the client was before a change, is not clear (fail closed).
 */
export function isScreenedClear(subject: Subject, { sanctions, pep }: ListsInForce): boolean {
  const hits = clientHits(subject)
  if (hits.some((hit) => isOpen(hit) || (hit.status === 'confirmed' && SANCTIONS_LISTS.includes(hit.listCode))))
    return false
  return isCurrent(subject, 'sanctions_screening', sanctions) && isCurrent(subject, 'pep_check', pep)
}

/** True while a hit of the client is open or was confirmed: whoever approves is then one of two. */
export const hasHitNotCleared = (subject: Subject): boolean =>
  clientHits(subject).some(({ status }) => status !== 'cleared')

const clientChecksOf = ({ checks }: Subject): Check[] =>
  [...checks.values()].filter(({ subjectKind }) => subjectKind === 'client')
const clientHits = (subject: Subject): Hit[] => clientChecksOf(subject).flatMap(({ hits }) => [...hits.values()])

function isCurrent(
  subject: Subject,
  type: (typeof CLIENT_CHECKS)[number],
  lists: readonly string[] | undefined,
): boolean {
  const latest = clientChecksOf(subject)
    .filter(({ checkType }) => checkType === type)
    .reduce<Check | undefined>(later, undefined)
  if (!lists || latest?.status !== 'completed' || latest.result === 'error') return false
  if (!sameQuery(latest, clientQuery(subject))) return false
  return lists.every((versionId) => latest.provenance!.listVersionIds.includes(versionId))
}

const later = (a: Check | undefined, b: Check): Check => (a && a.requestedAt > b.requestedAt ? a : b)

/** Whether a check asked about the same person. */
export const sameQuery = (a: ClientQuery, b: ClientQuery | undefined): boolean => textOf(a) === textOf(b)
const textOf = (query: ClientQuery | undefined): string =>
  JSON.stringify(query && [query.names, query.dateOfBirth, query.nationality, query.documentNumbers])

type Changed = EventOf<'SubjectRegistered' | 'CddRecorded'>

/** What follows from a change of who a client is: anew, if they were ever screened and by another query than now. */
export function changeChecks(before: Subject, changes: readonly Changed[], at: Moment): readonly ComplianceEvent[] {
  if (clientChecksOf(before).length === 0) return []
  const after = changes.reduce<Subject>(
    (subject, change) =>
      change.type === 'CddRecorded'
        ? { ...subject, cdd: isSealed(change.cdd) ? change.cdd : { ...cddOf(subject), ...change.cdd } }
        : { ...subject, profile: change },
    before,
  )
  if (sameQuery(clientQuery(before) ?? NOBODY, clientQuery(after))) return []
  return clientChecks(after, { trigger: 'change', referenceId: idAt(before.id, at, 0) }, at, 1)
}

const NOBODY: ClientQuery = { names: [] }
