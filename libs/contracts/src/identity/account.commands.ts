import { command } from '../contract'
import { Id, Mode } from '../fields'
import { AccountKind } from '../wallet/wallet.fields'
import { AccountName, SealedReason } from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const

/**
 * Sent by two people of treasury. A market maker has no limits. There is no way back here: it needs the limits that
 * compliance resolves.
 */
export const SetAccountKind = command({
  service,
  name: 'SetAccountKind',
  ...user,
  person: 'userId',
  fields: {
    userId: Id,
    accountId: Id,
    kind: AccountKind.extract(['market_maker']),
    proposalId: Id,
    by: Id,
    reason: SealedReason,
  },
})
/** A further account, by the client: paper money to try things with. */
export const OpenAccount = command({
  service,
  name: 'OpenAccount',
  routing: { subject: 'accountId', key: 'userId' },
  fields: { userId: Id, accountId: Id, mode: Mode.extract(['demo']), name: AccountName },
})

export const accountCommands = [SetAccountKind, OpenAccount] as const
