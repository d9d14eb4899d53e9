import { z } from 'zod'
import { EmailInput, Password } from './user.schemas'

const Token = z.string().min(1).max(200)
export const TokenBody = z.strictObject({ token: Token }).meta({ id: 'OneTimeToken' })
export type TokenBody = z.infer<typeof TokenBody>

export const ResetRequestBody = z.strictObject({ email: EmailInput }).meta({ id: 'RequestPasswordReset' })
export type ResetRequestBody = z.infer<typeof ResetRequestBody>

export const ResetBody = z.strictObject({ token: Token, newPassword: Password }).meta({ id: 'ResetPassword' })
export type ResetBody = z.infer<typeof ResetBody>
