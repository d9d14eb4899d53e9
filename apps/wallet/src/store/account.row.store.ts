import { AccountLimits } from '@filao/contracts'
import type { Row, StateTable } from '@filao/engine'
import { fromTimestamp, toTimestamp } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import { unknownAccount, type Account, type Restriction } from '@filao/wallet'
import { placeColumns, time, type Saved } from './saved.store'

const fixed = true
const text = true

export const accountRows: StateTable<Saved> = {
  name: 'accounts_saved',
  table: 'wallet.accounts',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ account }) => account.accountId, fixed },
    ...placeColumns,
    { name: 'user_id', type: 'uuid', value: ({ account }) => account.userId, fixed },
    { name: 'kind', type: 'text', value: ({ account }) => account.kind },
    { name: 'kind_version', type: 'integer', value: ({ account }) => account.kindVersion },
    { name: 'mode', type: 'text', value: ({ account }) => account.mode, fixed },
    { name: 'status', type: 'wallet.wallet_account_status', value: ({ account }) => account.status },
    { name: 'restrictions', type: 'jsonb', value: ({ account }) => restrictionsJson(account), text },
    {
      name: 'limits',
      type: 'jsonb',
      value: ({ account }) => JSON.stringify(AccountLimits.encode(account.limits)),
      text,
    },
    { name: 'volume_day', type: 'numeric', value: ({ account }) => formatUnits(account.volumeDay) },
    { name: 'volume_on', type: 'date', value: ({ account }) => account.volumeOn },
    { name: 'withdrawn_day', type: 'numeric', value: ({ account }) => formatUnits(account.withdrawnDay) },
    { name: 'withdrawn_month', type: 'numeric', value: ({ account }) => formatUnits(account.withdrawnMonth) },
    { name: 'withdrawn_on', type: 'date', value: ({ account }) => account.withdrawnOn },
    { name: 'closed_at', type: 'timestamptz', value: ({ account }) => time(account.closedAt) },
  ],
}

const restrictionsJson = ({ restrictions }: Account): string =>
  JSON.stringify(restrictions.map(({ kind, scope, since }) => ({ kind, scope, since: toTimestamp(since) })))

/** Text of the query that loads accounts. Days are text: a `date` of the driver has a time zone, a day has none. */
export const ACCOUNTS_SQL = `SELECT id, user_id, kind, kind_version, mode, status, restrictions, limits, volume_day, volume_on::text AS volume_on,
  withdrawn_day, withdrawn_month, withdrawn_on::text AS withdrawn_on, closed_at
  FROM wallet.accounts WHERE partition = $1 AND id = ANY ($2::uuid[])`

export function accountOfRow(row: Row): Account {
  const account = unknownAccount(row['id'] as string)
  account.status = row['status'] as Account['status']
  account.userId = row['user_id'] as string
  account.kind = row['kind'] as Account['kind']
  account.kindVersion = row['kind_version'] as number
  account.mode = row['mode'] as Account['mode']
  account.limits = AccountLimits.decode(row['limits'] as Parameters<typeof AccountLimits.decode>[0])
  account.volumeDay = readUnits(row['volume_day'] as string)
  account.volumeOn = (row['volume_on'] as string | null) ?? undefined
  account.withdrawnDay = readUnits(row['withdrawn_day'] as string)
  account.withdrawnMonth = readUnits(row['withdrawn_month'] as string)
  account.withdrawnOn = (row['withdrawn_on'] as string | null) ?? undefined
  account.closedAt = (row['closed_at'] as Date | null)?.getTime()
  for (const { kind, scope, since } of row['restrictions'] as (Omit<Restriction, 'since'> & { since: string })[]) {
    account.restrictions.push({ kind, scope, since: fromTimestamp(since) })
  }
  return account
}
