import type { Id } from '@filao/kernel'
import { newId } from '@filao/service'
import type { KycService } from './kyc-service'

/** Two people of staff. */
export const [officer, second] = [newId(0), newId(1)]
export const as = (userId: Id, role = 'compliance') => ({ userId, roles: [role] })

interface Details {
  readonly firstName?: string
  readonly dateOfBirth?: string
  readonly nationality?: string
  readonly residence?: string
}

export const OF_MAURITIUS = { nationality: 'MUS', residence: 'MUS' } as const

/** A client whom identity has told of. */
export async function registered(kyc: KycService, details: Details = {}): Promise<Id> {
  const userId = newId(1)
  await kyc.submit({ type: 'RegisterSubject', userId, firstName: 'Ada', lastName: 'Lovelace', ...details })
  return userId
}

/** The same with a live account. */
export async function withAccount(kyc: KycService): Promise<{ readonly userId: Id; readonly accountId: Id }> {
  const [userId, accountId] = [await registered(kyc), newId(0)]
  await kyc.submit({ type: 'RegisterAccount', userId, accountId, mode: 'live' })
  return { userId, accountId }
}
