import { z } from 'zod'
import { event } from '../contract'
import { Id, Mode } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { AccountKind } from '../wallet/wallet.fields'
import { SealedReason } from './identity.fields'

const service = 'identity'
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const
const account = { routing: { subject: 'accountId', key: 'userId' } } as const

export const AccountOpened = event({
  service,
  name: 'AccountOpened',
  ...account,
  fields: {
    userId: Id,
    accountId: Id,
    mode: Mode,
    kind: AccountKind,
    isPrimary: z.boolean(),
    name: z.string().min(1).max(50),
  },
})
export const AccountKindProposed = event({
  service,
  name: 'AccountKindProposed',
  ...proposal,
  person: 'userId',
  fields: {
    userId: Id,
    proposalId: Id,
    accountId: Id,
    kind: AccountKind,
    commandHash: Sha256,
    proposedBy: Id,
    reason: SealedReason,
    supersedes: Id.optional(),
  },
})
/** `kindVersion` counts the changes of the account's kind, so that an older command cannot undo a newer one. */
export const AccountKindSet = event({
  service,
  name: 'AccountKindSet',
  ...account,
  fields: {
    userId: Id,
    accountId: Id,
    kind: AccountKind,
    proposalId: Id,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    kindVersion: z.number().int().positive(),
  },
})
export const TradingAccountClosed = event({
  service,
  name: 'TradingAccountClosed',
  ...account,
  fields: { userId: Id, accountId: Id },
})

export const accountEvents = [AccountOpened, AccountKindProposed, AccountKindSet, TradingAccountClosed] as const
