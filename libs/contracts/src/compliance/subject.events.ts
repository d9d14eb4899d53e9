import { z } from 'zod'
import { event } from '../contract'
import { Day, Id, Mode } from '../fields'
import { Country, PersonName } from '../identity/identity.fields'
import { personal } from '../personal'
import { Cdd, CddSource } from './compliance.fields'

const service = 'compliance'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const person = 'userId'

/** All that identity has said of a client so far. */
export const SubjectRegistered = event({
  service,
  name: 'SubjectRegistered',
  ...user,
  person,
  fields: {
    userId: Id,
    firstName: personal('cdd', PersonName),
    lastName: personal('cdd', PersonName),
    dateOfBirth: personal('cdd', Day).optional(),
    nationality: personal('cdd', Country).optional(),
    residence: personal('cdd', Country).optional(),
  },
})
/** Wallet has opened an account, and this is what held of its client then: whether approved, whether frozen. */
export const AccountRegistered = event({
  service,
  name: 'AccountRegistered',
  routing: { subject: 'accountId', key: 'userId' },
  fields: { userId: Id, accountId: Id, mode: Mode, isApproved: z.boolean(), isFrozen: z.boolean() },
})
/** The values that have changed or were verified, with their verification as it is now. */
export const CddRecorded = event({
  service,
  name: 'CddRecorded',
  ...user,
  person,
  fields: { userId: Id, cdd: personal('cdd', Cdd), by: CddSource },
})
