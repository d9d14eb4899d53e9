import { z } from 'zod'
import { command } from '../contract'
import { Currency, Id, Mode, NameScore } from '../fields'
import { Country } from '../identity/identity.fields'
import { BankAccountVerification, destination, DestinationType, Fingerprint, LastFour } from './payment.fields'

const service = 'payment'
const bankAccount = { routing: { subject: 'bankAccountId', key: 'accountId' } } as const
const named = { bankAccountId: Id, accountId: Id }

export const AddBankAccount = command({
  service,
  name: 'AddBankAccount',
  ...bankAccount,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    mode: Mode,
    destinationType: DestinationType,
    country: Country,
    currency: Currency,
    destination,
    last4: LastFour,
    /** Keyed hash of the account's number: whoever has the same one is found without it. */
    fingerprint: Fingerprint,
    /** Likeness of the holder's name and the client's. */
    nameScore: NameScore,
    checkId: Id,
    steppedUp: z.boolean(),
    /** Hours between verification and the first use, from the settings. */
    coolingOffHours: z.number().int().min(0).max(8760),
  },
})
/** One of two people says that the account is the client's, where its holder's name does not show it. */
export const VerifyBankAccount = command({
  service,
  name: 'VerifyBankAccount',
  ...bankAccount,
  fields: { ...named, verifiedBy: Id, verification: BankAccountVerification },
})
export const RejectBankAccount = command({
  service,
  name: 'RejectBankAccount',
  ...bankAccount,
  fields: { ...named, rejectedBy: Id },
})
export const RemoveBankAccount = command({ service, name: 'RemoveBankAccount', ...bankAccount, fields: named })
