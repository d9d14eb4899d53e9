import type { Row } from '@filao/engine'
import { partitionOf } from '@filao/kernel'
import { afterOf, numericToDecimal, pageOfRows, Problem } from '@filao/service'
import type { ConversionList, ConversionQuery, ConversionView } from '../http/conversion.schemas'
import type { Owned } from './wallet.queries'
import type { ReadAs } from './wallet-reads.queries'

/** What a client has converted. Another's does not exist. */
export class ConversionReads {
  constructor(private readonly readAs: ReadAs) {}

  /** Throws when it is not this user's. */
  async conversion(userId: string, id: string): Promise<ConversionView> {
    const { rows } = await this.readAs(userId, (db) =>
      db.query({
        name: 'read_conversion',
        text: 'SELECT * FROM wallet.conversions WHERE partition = $1 AND id = $2 AND user_id = $3',
        values: [partitionOf(id), id, userId],
      }),
    )
    if (!rows[0]) throw new Problem(404, 'not-found', 'There is no such conversion.')
    return viewOf(rows[0])
  }

  async conversions({ accountId, userId }: Owned, { limit, cursor }: ConversionQuery): Promise<ConversionList> {
    const { after } = afterOf(cursor)
    const { rows } = await this.readAs(userId, (db) =>
      db.query({
        text: `SELECT * FROM wallet.conversions WHERE account_id = $1 AND user_id = $2
            AND ($3::timestamptz IS NULL OR (converted_at, id) < ($3::timestamptz, $4::uuid))
          ORDER BY converted_at DESC, id DESC LIMIT $5`,
        values: [accountId, userId, after?.at ?? null, after?.id ?? null, limit + 1],
      }),
    )
    return pageOfRows(rows.map(viewOf), limit, ({ convertedAt, id }) => [convertedAt, id])
  }
}

const viewOf = (row: Row): ConversionView => ({
  id: row['id'] as string,
  accountId: row['account_id'] as string,
  from: row['from_currency'] as string,
  to: row['to_currency'] as string,
  amount: numericToDecimal(row['amount'] as string),
  converted: numericToDecimal(row['converted'] as string),
  spreadPercent: numericToDecimal(row['spread_percent'] as string),
  rate: numericToDecimal(row['rate'] as string),
  rateSource: row['rate_source'] as string,
  rateQuotedAt: (row['rate_quoted_at'] as Date).toISOString(),
  convertedAt: (row['converted_at'] as Date).toISOString(),
})
