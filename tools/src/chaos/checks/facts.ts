import type { ChaosPlatform } from '../platform'

/** Facts that may come about once, by what names them. */
const ONCE: readonly (readonly [service: string, event: string, ...names: string[]])[] = [
  ['order', 'OrderPlaced', 'orderId'],
  ['order', 'OrderOpened', 'orderId'],
  ['order', 'OrderClosed', 'orderId'],
  ['order', 'TradeExecuted', 'tradeId'],
  ['order', 'ExecutionSettled', 'tradeId', 'side'],
  ['order', 'TradeSettled', 'tradeId'],
  ['wallet', 'FundsReserved', 'reservationId'],
  ['wallet', 'ReservationReleased', 'reservationId'],
  ['wallet', 'LegSettled', 'tradeId', 'side'],
  ['wallet', 'OpenItemClosed', 'tradeId', 'side'],
  ['wallet', 'AdjustmentProposed', 'adjustmentId'],
  ['wallet', 'BalanceAdjusted', 'adjustmentId'],
  ['wallet', 'WalletsOpened', 'accountId'],
]

/** No fact twice, and every trade settled on both sides, in wallet and in order. */
export async function checkFacts({ db }: ChaosPlatform): Promise<readonly string[]> {
  const broken: string[] = []
  for (const [service, event, ...names] of ONCE) {
    const columns = names.map((name) => `data->>'${name}'`).join(`, `)
    const { rows } = await db.query<{ fact: string }>(
      `SELECT concat_ws(' ', ${columns}) AS fact FROM "${service}".event_log WHERE type LIKE $1
        GROUP BY ${columns} HAVING count(*) > 1 LIMIT 5`,
      [`filao.${service}.${event}.v%`],
    )
    for (const { fact } of rows) broken.push(`${event} ${fact} came about more than once`)
  }
  const { rows } = await db.query<{ broken: string }>(UNSETTLED)
  return [...broken, ...rows.map((row) => row.broken)]
}

const UNSETTLED = `
  WITH trades AS (SELECT data->>'tradeId' AS trade FROM "order".event_log WHERE type LIKE 'filao.order.TradeExecuted.v%'),
    legs AS (SELECT data->>'tradeId' AS trade, count(*) AS legs FROM wallet.event_log
      WHERE type LIKE 'filao.wallet.LegSettled.v%' GROUP BY 1)
  SELECT format('trade %s has %s legs in wallet', trade, coalesce(legs, 0)) AS broken
    FROM trades FULL JOIN legs USING (trade) WHERE legs IS DISTINCT FROM 2 LIMIT 5`
