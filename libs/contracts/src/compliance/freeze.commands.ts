import { z } from 'zod'
import { command } from '../contract'
import { Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { FreezeReason } from './screening.fields'

const service = 'compliance'
const freeze = { routing: { subject: 'freezeId', key: 'userId' } } as const
const about = { userId: Id, freezeId: Id }
const Reference = z.string().min(1).max(255)

/** Nothing of the client's moves from now on. The same reason and reference again is the same freeze. */
export const ApplyFreeze = command({
  service,
  name: 'ApplyFreeze',
  ...freeze,
  person: 'userId',
  fields: { ...about, reason: personal('cdd', FreezeReason), reference: personal('cdd', Reference), by: Id },
})
/** A provisional match has proven true. */
export const ConfirmFreeze = command({ service, name: 'ConfirmFreeze', ...freeze, fields: { ...about, by: Id } })
/** Two different people lift a freeze; a confirmed one only with the authority's word. */
export const LiftFreeze = command({
  service,
  name: 'LiftFreeze',
  ...freeze,
  person: 'userId',
  fields: {
    ...about,
    authorityReference: personal('cdd', Reference).optional(),
    documentHash: Sha256.optional(),
    /** True for one who acts as MLRO or deputy: one of the two has to. */
    asMlro: z.boolean(),
    by: Id,
  },
})
