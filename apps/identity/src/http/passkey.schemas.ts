import { PasskeyLabel } from '@filao/contracts'
import { z } from 'zod'
import { MadePasskey } from './passkey-shown.schemas'
import { AccessTokenView } from './session.schemas'

export const EnrolPasskeyBody = z
  .strictObject({ password: z.string().min(1).max(128), label: PasskeyLabel, passkey: MadePasskey })
  .meta({ id: 'EnrolPasskey' })
export type EnrolPasskeyBody = z.infer<typeof EnrolPasskeyBody>

const Descriptor = z.strictObject({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
})
/** For `navigator.credentials.create()`. */
export const PasskeyCreationView = z
  .looseObject({
    rp: z.strictObject({ name: z.string(), id: z.string().optional() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.strictObject({ alg: z.number().int(), type: z.literal('public-key') })),
    excludeCredentials: z.array(Descriptor).optional(),
  })
  .meta({ id: 'PasskeyCreation' })
/** For `navigator.credentials.get()`. */
export const PasskeyRequestView = z
  .looseObject({ challenge: z.string(), rpId: z.string().optional(), userVerification: z.string().optional() })
  .meta({ id: 'PasskeyRequest' })

export const PasskeyPath = z.strictObject({ id: z.uuid() })
export type PasskeyPath = z.infer<typeof PasskeyPath>
const Timestamp = z.iso.datetime({ precision: 3 })
export const PasskeyView = z
  .strictObject({
    id: z.uuid(),
    label: z.string(),
    transports: z.array(z.string()),
    enrolledAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Passkey' })
export type PasskeyView = z.infer<typeof PasskeyView>
export const PasskeyList = z.strictObject({ items: z.array(PasskeyView), next: z.null() }).meta({ id: 'PasskeyList' })
/** With the codes for whoever loses it, for the first second factor of a user, shown here and never again. */
export const EnrolledPasskeyView = z
  .strictObject({ ...AccessTokenView.shape, passkey: PasskeyView, recoveryCodes: z.array(z.string()) })
  .meta({ id: 'EnrolledPasskey' })
export type EnrolledPasskeyView = z.infer<typeof EnrolledPasskeyView>
