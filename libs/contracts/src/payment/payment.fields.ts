import { z } from 'zod'

/** What a check of compliance is about, as payment asks for it. */
export const ScreenedKind = z.enum(['client', 'withdrawal', 'deposit_payer', 'bank_account'])
/** `other`: a hit, or no answer that anybody may act upon. What it was is not told to payment. */
export const ScreeningOutcome = z.enum(['clear', 'other'])
