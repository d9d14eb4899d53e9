import { z } from 'zod'
import { event } from '../contract'
import { Currency, Id, NameScore, Time, Uuid } from '../fields'
import { Country } from '../identity/identity.fields'
import { Sha256 } from '../oversight/oversight.fields'
import {
  BankAccountVerification,
  destination,
  DestinationType,
  Fingerprint,
  LastFour,
  ScreeningOutcome,
} from './payment.fields'

const service = 'payment'
const bankAccount = { routing: { subject: 'bankAccountId', key: 'accountId' } } as const
const named = { bankAccountId: Id, accountId: Id }

export const BankAccountAdded = event({
  service,
  name: 'BankAccountAdded',
  ...bankAccount,
  person: 'userId',
  fields: {
    ...named,
    userId: Id,
    destinationType: DestinationType,
    country: Country,
    currency: Currency,
    destination,
    last4: LastFour,
    fingerprint: Fingerprint,
    nameScore: NameScore,
    checkId: Id,
    /** The check of the bank at the other end; absent where nobody has named it. */
    bankCheckId: Id.optional(),
    coolingOffHours: z.number().int().nonnegative(),
  },
})
export const BankAccountScreened = event({
  service,
  name: 'BankAccountScreened',
  ...bankAccount,
  fields: { ...named, checkId: Uuid, outcome: ScreeningOutcome },
})
export const BankAccountVerificationProposed = event({
  service,
  name: 'BankAccountVerificationProposed',
  ...bankAccount,
  fields: { ...named, verification: BankAccountVerification, commandHash: Sha256, proposedBy: Id },
})
/** It is the client's, by its name or by two people; money may go there from `usableFrom`. */
export const BankAccountVerified = event({
  service,
  name: 'BankAccountVerified',
  ...bankAccount,
  fields: {
    ...named,
    verification: BankAccountVerification,
    commandHash: Sha256.optional(),
    proposedBy: Id.optional(),
    verifiedBy: Id.optional(),
    usableFrom: Time,
  },
})
export const BankAccountRejected = event({
  service,
  name: 'BankAccountRejected',
  ...bankAccount,
  fields: { ...named, rejectedBy: Id },
})
export const BankAccountRemoved = event({ service, name: 'BankAccountRemoved', ...bankAccount, fields: named })
