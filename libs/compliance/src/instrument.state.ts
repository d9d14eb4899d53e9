import type { Issuer } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import type { EventOf } from './compliance.events'

/** What the first of two people has said, who let an instrument trade whose issuer is listed. */
export type ReleaseProposal = Omit<EventOf<'InstrumentReleaseProposed'>, 'type' | 'assetId'>

/** What market has listed: its issuer is a subject of screening. */
export interface ListedInstrument {
  readonly assetId: Id
  readonly symbol: string
  /** Undefined where there is none. */
  readonly issuer: Issuer | undefined
  /** True while nobody may trade in it. */
  readonly isHeld: boolean
  readonly proposal: ReleaseProposal | undefined
}

type InstrumentEvent = EventOf<
  'InstrumentRegistered' | 'InstrumentHeld' | 'InstrumentReleaseProposed' | 'InstrumentReleased'
>

/** Total: every event in every state. */
export function evolveInstrument(
  instrument: ListedInstrument | undefined,
  event: InstrumentEvent,
): ListedInstrument | undefined {
  if (event.type === 'InstrumentRegistered') {
    const { assetId, symbol, issuer } = event
    return { assetId, symbol, issuer, isHeld: instrument?.isHeld ?? false, proposal: instrument?.proposal }
  }
  if (!instrument) return undefined
  switch (event.type) {
    // What was proposed before says nothing about what was found since.
    case 'InstrumentHeld':
      return { ...instrument, isHeld: true, proposal: undefined }
    case 'InstrumentReleaseProposed': {
      const { type: _, assetId: __, ...proposal } = event
      return { ...instrument, proposal }
    }
    case 'InstrumentReleased':
      return { ...instrument, isHeld: false, proposal: undefined }
  }
}
