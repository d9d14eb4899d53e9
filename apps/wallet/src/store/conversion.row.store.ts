import type { StateTable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { formatUnits } from '@filao/money'
import type { FundsConverted } from '@filao/wallet'
import { placeColumns, type Saved } from './saved.store'

const fixed = true

/** A conversion is written once: its row is its event. */
export const conversionRows: StateTable<Saved<{ readonly conversion: FundsConverted }>> = {
  name: 'conversions_saved',
  table: 'wallet.conversions',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: ({ conversion }) => conversion.conversionId, fixed },
    ...placeColumns,
    { name: 'account_id', type: 'uuid', value: ({ conversion }) => conversion.accountId, fixed },
    { name: 'user_id', type: 'uuid', value: ({ conversion }) => conversion.userId, fixed },
    { name: 'from_currency', type: 'text', value: ({ conversion }) => conversion.from, fixed },
    { name: 'to_currency', type: 'text', value: ({ conversion }) => conversion.to, fixed },
    { name: 'amount', type: 'numeric', value: ({ conversion }) => formatUnits(conversion.amount), fixed },
    { name: 'converted', type: 'numeric', value: ({ conversion }) => formatUnits(conversion.converted), fixed },
    {
      name: 'spread_percent',
      type: 'numeric',
      value: ({ conversion }) => formatUnits(conversion.spreadPercent),
      fixed,
    },
    { name: 'rate', type: 'numeric', value: ({ conversion }) => formatUnits(conversion.rate.rate), fixed },
    { name: 'rate_source', type: 'text', value: ({ conversion }) => conversion.rate.source, fixed, text: true },
    {
      name: 'rate_quoted_at',
      type: 'timestamptz',
      value: ({ conversion }) => toTimestamp(conversion.rate.quotedAt),
      fixed,
    },
    { name: 'converted_at', type: 'timestamptz', value: ({ last }) => toTimestamp(last.at), fixed },
  ],
}
