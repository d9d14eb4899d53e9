import { createHash } from 'node:crypto'

const NUMBER_DIGITS = 12

/** What somebody says of an account of their own in dollars at a bank: the same person has the same number. */
export const ownBankAccount = ({ email }: { readonly email: string }, holderName: string) => ({
  country: 'MUS',
  currency: 'USD',
  holderName,
  bankName: 'Blue Bay Savings Bank',
  accountNumber: createHash('sha256').update(email).digest('hex').slice(0, NUMBER_DIGITS),
})
