import { PhoneNumber, StaffReason } from '@filao/contracts'
import { z } from 'zod'
import { EmailInput, Password } from './user.schemas'

const Token = z.string().min(1).max(200)
export const TokenBody = z.strictObject({ token: Token }).meta({ id: 'OneTimeToken' })
export type TokenBody = z.infer<typeof TokenBody>

export const ResetRequestBody = z.strictObject({ email: EmailInput }).meta({ id: 'RequestPasswordReset' })
export type ResetRequestBody = z.infer<typeof ResetRequestBody>

export const EmailBody = z.strictObject({ email: EmailInput }).meta({ id: 'ChangeEmail' })
export type EmailBody = z.infer<typeof EmailBody>
export const PhoneBody = z.strictObject({ phoneNumber: PhoneNumber }).meta({ id: 'ChangePhone' })
export type PhoneBody = z.infer<typeof PhoneBody>
export const ContactBody = z
  .strictObject({ email: EmailInput.optional(), phoneNumber: PhoneNumber.optional(), reason: StaffReason })
  .refine(({ email, phoneNumber }) => email !== undefined || phoneNumber !== undefined, {
    message: 'Nothing is changed.',
  })
  .meta({ id: 'ChangeContact' })
export type ContactBody = z.infer<typeof ContactBody>
export const PhoneCodeBody = z.strictObject({ code: z.string().regex(/^\d{6}$/) }).meta({ id: 'PhoneCode' })
export type PhoneCodeBody = z.infer<typeof PhoneCodeBody>

export const ResetBody = z.strictObject({ token: Token, newPassword: Password }).meta({ id: 'ResetPassword' })
export type ResetBody = z.infer<typeof ResetBody>
