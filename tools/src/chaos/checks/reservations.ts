import type { ChaosPlatform } from '../platform'

/** Wallet holds back exactly what the open orders need: order by order, and per wallet and holding in sum. */
export async function checkReservations({ db }: ChaosPlatform): Promise<readonly string[]> {
  const { rows } = await db.query<{ broken: string }>(`${ORDERS} UNION ALL ${CASH} UNION ALL ${SHARES} LIMIT 10`)
  return rows.map(({ broken }) => broken)
}

const ORDERS = `
  SELECT format('order %s: %s reserved in order, %s in wallet', coalesce(o.id, r.id), o.reserved_amount, r.amount) AS broken
    FROM (SELECT * FROM "order".orders WHERE status IN ('open', 'partially_filled')) o
    FULL JOIN (SELECT * FROM wallet.reservations WHERE status = 'active') r ON r.id = o.id
    WHERE (o.account_id, o.reserved_asset, o.reserved_amount, o.drawn_amount, o.legs)
      IS DISTINCT FROM (r.account_id, r.asset, r.amount, r.drawn_amount, r.legs)`

/** Of a purpose of buying, the currency; what is left of a reservation is what its wallet shows as reserved. */
const CASH = `
  SELECT format('account %s has %s %s reserved, its reservations come to %s', account_id, w.reserved_balance, currency, coalesce(r.amount, 0))
    FROM wallet.wallets w LEFT JOIN (
      SELECT account_id, asset AS currency, sum(amount - drawn_amount) AS amount FROM wallet.reservations
        WHERE status = 'active' GROUP BY 1, 2) r USING (account_id, currency)
    WHERE w.reserved_balance <> coalesce(r.amount, 0)`

const SHARES = `
  SELECT format('account %s has %s of %s reserved, its reservations come to %s', account_id, h.reserved_quantity, asset, coalesce(r.amount, 0))
    FROM (SELECT *, asset_id::text AS asset FROM wallet.holdings) h LEFT JOIN (
      SELECT account_id, asset, sum(amount - drawn_amount) AS amount FROM wallet.reservations
        WHERE status = 'active' GROUP BY 1, 2) r USING (account_id, asset)
    WHERE h.reserved_quantity <> coalesce(r.amount, 0)`
