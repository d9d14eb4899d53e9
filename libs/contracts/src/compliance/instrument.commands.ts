import { z } from 'zod'
import { command } from '../contract'
import { Id, Symbol_ } from '../fields'
import { Issuer } from '../market/market.fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'

const service = 'compliance'
const instrument = { routing: { subject: 'assetId', key: 'assetId' } } as const

/** An instrument that market has listed, and whose paper it is, at its listing and after each change. */
export const RegisterInstrument = command({
  service,
  name: 'RegisterInstrument',
  senders: ['market'],
  ...instrument,
  fields: { assetId: Id, symbol: Symbol_, issuer: Issuer.optional() },
})
/** Two different people let an instrument trade whose issuer is the listed party after all: by the authority's word alone. */
export const ReleaseInstrument = command({
  service,
  name: 'ReleaseInstrument',
  ...instrument,
  person: 'assetId',
  fields: {
    assetId: Id,
    authorityReference: personal('cdd', z.string().min(1).max(255)),
    documentHash: Sha256,
    /** True for one who acts as MLRO or deputy: one of the two has to. */
    asMlro: z.boolean(),
    by: Id,
  },
})

export const instrumentCommands = [RegisterInstrument, ReleaseInstrument] as const
