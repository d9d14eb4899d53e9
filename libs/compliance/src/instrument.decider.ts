import { commandHash, judgeWord, type Id, type Moment } from '@filao/kernel'
import { isOpen, type Hit } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceDecision } from './compliance.refusals'
import { idAt } from './id'
import { SANCTIONS_LISTS } from './lists/list-version'
import type { Subject } from './subject.state'

/** An instrument, and a check of its issuer wherever that is another than before. */
export function registerInstrument(
  { type: _, ...listed }: CommandOf<'RegisterInstrument'>,
  { instrument: known }: Subject,
  at: Moment,
): ComplianceDecision {
  const { assetId, symbol, issuer } = listed
  const isSameIssuer = issuer?.legalName === known?.issuer?.legalName && issuer?.country === known?.issuer?.country
  if (known?.symbol === symbol && isSameIssuer) return []
  const registered: ComplianceEvent = { ...listed, type: 'InstrumentRegistered' }
  if (!issuer || isSameIssuer) return [registered]
  const referenceId = idAt(assetId, at, 0)
  const check: ComplianceEvent = {
    type: 'AmlCheckRequested',
    ownerId: assetId,
    checkId: idAt(assetId, at, 1),
    subjectKind: 'issuer',
    subjectId: assetId,
    names: [issuer.legalName],
    nationality: issuer.country,
    referenceId,
    answerTo: referenceId,
    trigger: known?.issuer ? 'change' : 'onboarding',
    checkType: 'sanctions_screening',
  }
  return [registered, check]
}

/** Nobody deals in what a listed party has issued, from the moment that it is found (regulation SAN-2). */
export const holdInstrument = ({ id: assetId, instrument }: Subject): readonly ComplianceEvent[] =>
  instrument && !instrument.isHeld ? [{ type: 'InstrumentHeld', assetId }] : []

/** Two people have told the issuer from every listed party that it was found to be like. `cleared` are about to be. */
export function releaseCleared(subject: Subject, cleared: ReadonlySet<Id>): readonly ComplianceEvent[] {
  const { id: assetId, instrument } = subject
  const stands = sanctionHits(subject).some(({ hitId, status }) => status !== 'cleared' && !cleared.has(hitId))
  return instrument?.isHeld && !stands ? [{ type: 'InstrumentReleased', assetId }] : []
}

/**
 * Its issuer is the listed party, or was thought to be: two people, one of them the MLRO or a deputy, let it trade by the
 * authority's word and by nothing else (regulation SAN-8). Both name the same document.
 */
export function releaseInstrument(command: CommandOf<'ReleaseInstrument'>, subject: Subject): ComplianceDecision {
  const { assetId, authorityReference, documentHash, asMlro, by } = command
  const { instrument } = subject
  if (!instrument) return refuse('instrument_unknown')
  if (!instrument.isHeld) return []
  // A second person may have found since that it is somebody else: that is said of the hit.
  if (sanctionHits(subject).some(isOpen)) return refuse('hit_open')
  const hash = commandHash({ command: 'ReleaseInstrument', assetId, documentHash })
  const { proposal } = instrument
  const first = proposal && { by: proposal.proposedBy, commandHash: proposal.commandHash }
  switch (judgeWord({ by, commandHash: hash }, first, assetId)) {
    case 'owner':
      return refuse('own_case')
    case 'same_approver':
      return refuse('same_approver')
    case 'first': {
      const said = { authorityReference, documentHash, asMlro, commandHash: hash, proposedBy: by }
      return [{ type: 'InstrumentReleaseProposed', assetId, ...said }]
    }
    case 'second': {
      if (!asMlro && !proposal!.asMlro) return refuse('mlro_required')
      const agreed = { commandHash: hash, proposedBy: proposal!.proposedBy, releasedBy: by }
      return [{ type: 'InstrumentReleased', assetId, ...agreed }]
    }
  }
}

const sanctionHits = ({ checks }: Subject): Hit[] =>
  [...checks.values()]
    .filter(({ subjectKind }) => subjectKind === 'issuer')
    .flatMap(({ hits }) => [...hits.values()])
    .filter(({ listCode }) => SANCTIONS_LISTS.includes(listCode))
