import { IdString, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

const Sha256String = z.string().regex(/^[0-9a-f]{64}$/)

export const InstrumentQuery = z.strictObject({
  /** Those alone that are held, or that are not. */
  held: z.enum(['true', 'false']).optional(),
  ...pageQuery,
})
export type InstrumentQuery = z.output<typeof InstrumentQuery>
export const ReleaseInstrumentBody = z
  .strictObject({ authorityReference: z.string().min(1).max(255), documentHash: Sha256String })
  .meta({ id: 'ReleaseInstrument' })
export type ReleaseInstrumentBody = z.output<typeof ReleaseInstrumentBody>
export const InstrumentView = z
  .object({
    id: IdString,
    symbol: z.string(),
    issuer: z.object({ legalName: z.string(), country: z.string() }).nullable(),
    /** True while nobody may trade in it. */
    isHeld: z.boolean(),
    /** What the first of two people has said. */
    release: z
      .object({
        authorityReference: z.string().nullable(),
        documentHash: Sha256String,
        commandHash: Sha256String,
        proposedBy: IdString,
      })
      .nullable(),
    createdAt: TimeString,
    updatedAt: TimeString,
  })
  .meta({ id: 'ScreenedInstrument' })
export type InstrumentView = z.output<typeof InstrumentView>
export const InstrumentList = pageOf(InstrumentView).meta({ id: 'ScreenedInstrumentList' })
export type InstrumentList = z.output<typeof InstrumentList>
