import { Country, Id } from '@filao/contracts'
import { z } from 'zod'
import { Address, NameInput, PAST_DAY } from './user.schemas'

const values = {
  firstName: NameInput.optional(),
  lastName: NameInput.optional(),
  dateOfBirth: PAST_DAY.optional(),
  nationality: Country.optional(),
  residentialAddress: Address.optional(),
}
export const IdentityChangeBody = z
  .strictObject(values)
  .refine((body) => Object.keys(body).length > 0, { message: 'Nothing is changed.' })
  .meta({ id: 'RequestIdentityChange' })
export type IdentityChangeBody = z.infer<typeof IdentityChangeBody>

export const IdentityChangePath = z.strictObject({ id: Id, changeId: Id })
export type IdentityChangePath = z.infer<typeof IdentityChangePath>

/** What is asked for; what is not named stays. */
export const IdentityChangeView = z
  .strictObject({
    id: Id,
    requestedAt: z.iso.datetime({ precision: 3 }),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    dateOfBirth: z.string().nullable(),
    nationality: z.string().nullable(),
    residentialAddress: Address.nullable(),
  })
  .meta({ id: 'IdentityChange' })
export type IdentityChangeView = z.infer<typeof IdentityChangeView>
