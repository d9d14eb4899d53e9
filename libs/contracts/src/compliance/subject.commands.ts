import { z } from 'zod'
import { command } from '../contract'
import { Day, Id, Mode } from '../fields'
import { Country, PersonName } from '../identity/identity.fields'
import { personal } from '../personal'
import { Cdd, CddField, CddSource } from './compliance.fields'

const service = 'compliance'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const person = 'userId'

/** What identity knows of a client, at registration and after each change: the later one wins, what is absent stays. */
export const RegisterSubject = command({
  service,
  name: 'RegisterSubject',
  senders: ['identity'],
  ...user,
  person,
  fields: {
    userId: Id,
    firstName: personal('cdd', PersonName).optional(),
    lastName: personal('cdd', PersonName).optional(),
    dateOfBirth: personal('cdd', Day).optional(),
    nationality: personal('cdd', Country).optional(),
    residence: personal('cdd', Country).optional(),
  },
})
/**
 * A trading account of a client, which restrictions and limits concern. From wallet, when the account is there: so none of
 * compliance's words on it comes before it.
 */
export const RegisterAccount = command({
  service,
  name: 'RegisterAccount',
  senders: ['wallet'],
  routing: { subject: 'accountId', key: 'userId' },
  fields: { userId: Id, accountId: Id, mode: Mode },
})
/** Values of due diligence; one that changes is no longer verified unless its verification comes with it. */
export const SetCdd = command({
  service,
  name: 'SetCdd',
  ...user,
  person,
  fields: { userId: Id, cdd: personal('cdd', Cdd), by: CddSource },
})
/** A person of staff has compared values with a document or the provider's check. */
export const VerifyCdd = command({
  service,
  name: 'VerifyCdd',
  ...user,
  fields: { userId: Id, fields: z.array(CddField).min(1).max(19), verifiedBy: z.string().min(1).max(100), by: Id },
})
