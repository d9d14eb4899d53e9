import { PasskeyId, PasskeyTransports } from '@filao/contracts'
import { z } from 'zod'

/** Bytes as the browser writes them. */
const bytes = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/)
const credential = {
  id: PasskeyId,
  rawId: PasskeyId,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.record(z.string().max(50), z.unknown()).default({}),
}

/** `RegistrationResponseJSON` of WebAuthn level 3, 5.1: what `navigator.credentials.create()` gave. */
export const MadePasskey = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: bytes(4096),
      attestationObject: bytes(16_384),
      authenticatorData: bytes(8192).optional(),
      transports: PasskeyTransports.optional(),
      publicKey: bytes(4096).optional(),
      publicKeyAlgorithm: z.number().int().optional(),
    }),
  })
  .meta({ id: 'MadePasskey' })

/** `AuthenticationResponseJSON` of WebAuthn level 3, 5.1: what `navigator.credentials.get()` gave. */
export const ShownPasskey = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: bytes(4096),
      authenticatorData: bytes(8192),
      signature: bytes(2048),
      userHandle: bytes(128).nullish(),
    }),
  })
  .meta({ id: 'ShownPasskey' })
export type ShownPasskey = z.infer<typeof ShownPasskey>
