import { z } from 'zod'
import { event } from '../contract'
import { Id, Symbol_ } from '../fields'
import { Issuer } from '../market/market.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'

const service = 'compliance'
const instrument = { routing: { subject: 'assetId', key: 'assetId' } } as const

export const InstrumentRegistered = event({
  service,
  name: 'InstrumentRegistered',
  ...instrument,
  fields: { assetId: Id, symbol: Symbol_, issuer: Issuer.optional() },
})
/** Nobody trades in the instrument from now on. It says nothing of the reason. */
export const InstrumentHeld = event({ service, name: 'InstrumentHeld', ...instrument, fields: { assetId: Id } })
export const InstrumentReleaseProposed = event({
  service,
  name: 'InstrumentReleaseProposed',
  ...instrument,
  person: 'assetId',
  fields: {
    assetId: Id,
    authorityReference: personal('cdd', z.string().min(1).max(255)),
    documentHash: Sha256,
    asMlro: z.boolean(),
    commandHash: Sha256,
    proposedBy: Id,
  },
})
/** It may be traded again: its issuer was cleared, or two people have the authority's word, and then they are named. */
export const InstrumentReleased = event({
  service,
  name: 'InstrumentReleased',
  ...instrument,
  fields: {
    assetId: Id,
    commandHash: Sha256.optional(),
    proposedBy: Id.optional(),
    releasedBy: Id.optional(),
  },
})

export const instrumentEvents = [
  InstrumentRegistered,
  InstrumentHeld,
  InstrumentReleaseProposed,
  InstrumentReleased,
] as const
