import { canonicalJson, FeeParts, InstrumentTerms, Levies } from '@filao/contracts'
import type { Column, Row, StateTable } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { formatUnits, readUnits, type Units } from '@filao/money'
import type { Book, Execution, MarketRow, OrderRow, Session } from '@filao/order'

/** A row with the position and time of the last event that changed it. */
export type Saved<T> = T & { readonly position: number; readonly updatedAt: Instant }

const units = (value: Units | undefined): string | undefined => (value === undefined ? undefined : formatUnits(value))
const time = (value: Instant | undefined): string | undefined => (value === undefined ? undefined : toTimestamp(value))

type OrderColumn = Column<Saved<OrderRow>>
const fixed = true
const text = true
const numericColumn = (
  name: string,
  value: (row: Saved<OrderRow>) => Units | undefined,
  rest: Partial<OrderColumn> = {},
): OrderColumn => ({
  name,
  type: 'numeric',
  value: (row) => units(value(row)),
  ...rest,
})
const timeColumn = (
  name: string,
  value: (row: Saved<OrderRow>) => Instant | undefined,
  rest: Partial<OrderColumn> = {},
): OrderColumn => ({
  name,
  type: 'timestamptz',
  value: (row) => time(value(row)),
  ...rest,
})

export const ordersTable: StateTable<Saved<OrderRow>> = {
  name: 'orders_saved',
  table: '"order".orders',
  key: ['id'],
  columns: [
    { name: 'id', type: 'uuid', value: (row) => row.orderId, fixed },
    { name: 'position', type: 'bigint', value: (row) => row.position },
    { name: 'account_id', type: 'uuid', value: (row) => row.accountId, fixed },
    { name: 'user_id', type: 'uuid', value: (row) => row.userId, fixed },
    { name: 'mode', type: '"order".mode', value: (row) => row.mode, fixed },
    { name: 'asset_id', type: 'uuid', value: (row) => row.assetId, fixed },
    { name: 'symbol', type: 'text', value: (row) => row.symbol, fixed },
    { name: 'quote_currency', type: 'text', value: (row) => row.quoteCurrency, fixed },
    { name: 'client_order_id', type: 'text', value: (row) => row.clientOrderId, text, fixed },
    { name: 'order_type', type: '"order".order_type', value: (row) => row.orderType, fixed },
    { name: 'side', type: '"order".side', value: (row) => row.side, fixed },
    { name: 'status', type: '"order".order_status', value: (row) => row.status },
    { name: 'time_in_force', type: '"order".order_time_in_force', value: (row) => row.timeInForce, fixed },
    {
      name: 'venue',
      type: '"order".execution_venue',
      value: (row) => (row.mode === 'demo' ? 'quote' : 'internal'),
      fixed,
    },
    { name: 'post_only', type: 'boolean', value: (row) => row.postOnly, fixed },
    {
      name: 'self_trade_prevention',
      type: '"order".self_trade_prevention',
      value: (row) => row.selfTradePrevention,
      fixed,
    },
    numericColumn('quantity', (row) => row.quantity),
    numericColumn('remaining_quantity', (row) => row.remainingQuantity),
    numericColumn('filled_quantity', (row) => row.filledQuantity),
    numericColumn('limit_price', (row) => row.limitPrice),
    numericColumn('stop_price', (row) => row.stopPrice),
    numericColumn('trail_amount', (row) => row.trailAmount),
    numericColumn('trail_percent', (row) => row.trailPercent),
    numericColumn('trail_reference_price', (row) => row.trailReferencePrice),
    numericColumn('protection_price', (row) => row.protectionPrice),
    numericColumn('average_execution_price', (row) => row.averageExecutionPrice),
    numericColumn('total_value', (row) => row.totalValue),
    numericColumn('commission', (row) => row.commission),
    numericColumn('fees', (row) => row.fees),
    numericColumn('net_amount', (row) => row.netAmount),
    numericColumn('fee_rate', (row) => row.feeRate, { fixed }),
    numericColumn('commission_rate', (row) => row.commissionRate, { fixed }),
    numericColumn('fee_minimum', (row) => row.feeMinimum, { fixed }),
    { name: 'fee_version', type: 'integer', value: (row) => row.feeVersion, fixed },
    { name: 'fee_parts', type: 'json', value: (row) => row.feeParts && partsJson(row.feeParts), text, fixed },
    { name: 'reserved_asset', type: 'text', value: (row) => row.reservedAsset, fixed },
    numericColumn('reserved_amount', (row) => row.reservedAmount),
    numericColumn('drawn_amount', (row) => row.drawnAmount),
    { name: 'legs', type: 'integer', value: (row) => row.legs },
    { name: 'amendment', type: 'json', value: (row) => row.amendment && amendmentJson(row.amendment), text },
    { name: 'priority', type: 'bigint', value: (row) => row.priority },
    { name: 'rejection_reason', type: 'text', value: (row) => row.rejectionReason },
    { name: 'close_reason', type: 'text', value: (row) => row.closeReason },
    timeColumn('placed_at', (row) => row.placedAt, { fixed }),
    timeColumn('opened_at', (row) => row.openedAt),
    timeColumn('triggered_at', (row) => row.triggeredAt),
    timeColumn('executed_at', (row) => row.executedAt),
    timeColumn('cancelled_at', (row) => row.cancelledAt),
    timeColumn('closed_at', (row) => row.closedAt),
    timeColumn('expires_at', (row) => row.expiresAt),
    timeColumn('updated_at', (row) => row.updatedAt),
  ],
}

export type SavedExecution = Saved<Execution> & { readonly symbol: string }

export const executionsTable: StateTable<SavedExecution> = {
  name: 'executions_saved',
  table: '"order".executions',
  key: ['trade_id', 'side'],
  columns: [
    { name: 'trade_id', type: 'uuid', value: (row) => row.tradeId, fixed },
    { name: 'side', type: '"order".side', value: (row) => row.side, fixed },
    { name: 'position', type: 'bigint', value: (row) => row.position },
    { name: 'order_id', type: 'uuid', value: (row) => row.orderId, fixed },
    { name: 'counter_order_id', type: 'uuid', value: (row) => row.counterOrderId, fixed },
    { name: 'account_id', type: 'uuid', value: (row) => row.accountId, fixed },
    { name: 'user_id', type: 'uuid', value: (row) => row.userId, fixed },
    { name: 'asset_id', type: 'uuid', value: (row) => row.assetId, fixed },
    { name: 'symbol', type: 'text', value: (row) => row.symbol, fixed },
    { name: 'liquidity', type: '"order".liquidity', value: (row) => row.liquidity, fixed },
    { name: 'price', type: 'numeric', value: (row) => formatUnits(row.price), fixed },
    { name: 'quantity', type: 'numeric', value: (row) => formatUnits(row.quantity), fixed },
    { name: 'gross_amount', type: 'numeric', value: (row) => formatUnits(row.grossAmount), fixed },
    { name: 'commission', type: 'numeric', value: (row) => formatUnits(row.commission), fixed },
    { name: 'fees', type: 'numeric', value: (row) => formatUnits(row.fees), fixed },
    { name: 'fee_components', type: 'json', value: (row) => componentsJson(row), text, fixed },
    { name: 'net_amount', type: 'numeric', value: (row) => formatUnits(row.netAmount), fixed },
    { name: 'leg_status', type: '"order".leg_status', value: (row) => row.legStatus },
    {
      name: 'venue',
      type: '"order".execution_venue',
      value: (row) => (row.counterOrderId === undefined ? 'quote' : 'internal'),
      fixed,
    },
    { name: 'contract_note_number', type: 'text', value: (row) => row.contractNoteNumber, fixed },
    { name: 'settlement_date', type: 'text', value: (row) => row.settlementDate, fixed },
    { name: 'executed_at', type: 'timestamptz', value: (row) => toTimestamp(row.executedAt), fixed },
    { name: 'settled_at', type: 'timestamptz', value: (row) => time(row.settledAt) },
  ],
}

export const marketsTable: StateTable<Saved<Book>> = {
  name: 'markets_saved',
  table: '"order".markets',
  key: ['asset_id'],
  columns: [
    { name: 'asset_id', type: 'uuid', value: (book) => book.assetId, fixed },
    { name: 'position', type: 'bigint', value: (book) => book.position },
    { name: 'symbol', type: 'text', value: (book) => book.symbol ?? '' },
    { name: 'quote_currency', type: 'text', value: (book) => book.quoteCurrency ?? '' },
    {
      name: 'state',
      type: '"order".market_state',
      value: ({ haltReason, holdReason }) => (haltReason === undefined && holdReason === undefined ? 'open' : 'halted'),
    },
    { name: 'halt_reason', type: 'text', value: (book) => book.haltReason, text },
    { name: 'hold_reason', type: 'text', value: (book) => book.holdReason, text },
    {
      name: 'terms',
      type: 'json',
      value: (book) => JSON.stringify(book.terms ? InstrumentTerms.encode(book.terms) : null),
      text,
    },
    { name: 'session', type: 'json', value: (book) => book.session && sessionJson(book.session), text },
    { name: 'last_trade_price', type: 'numeric', value: (book) => units(book.lastTradePrice) },
    { name: 'last_trade_size', type: 'numeric', value: (book) => units(book.lastTradeSize) },
    { name: 'last_trade_at', type: 'timestamptz', value: (book) => time(book.lastTradeAt) },
    { name: 'quotes_wanted', type: 'boolean', value: (book) => book.quotesWanted },
    { name: 'updated_at', type: 'timestamptz', value: (book) => toTimestamp(book.updatedAt) },
  ],
}

const optionalUnits = (value: unknown): Units | undefined =>
  value === null || value === undefined ? undefined : readUnits(value as string)
const optionalTime = (value: unknown): Instant | undefined => (value instanceof Date ? value.getTime() : undefined)
const optionalText = (value: unknown): string | undefined => (value as string | null) ?? undefined

/** An order as it was saved. */
export const orderOfRow = (row: Row): OrderRow => ({
  orderId: row['id'] as string,
  assetId: row['asset_id'] as string,
  accountId: row['account_id'] as string,
  userId: row['user_id'] as string,
  mode: row['mode'] as OrderRow['mode'],
  symbol: row['symbol'] as string,
  quoteCurrency: row['quote_currency'] as string,
  clientOrderId: optionalText(row['client_order_id']),
  orderType: row['order_type'] as OrderRow['orderType'],
  side: row['side'] as OrderRow['side'],
  timeInForce: row['time_in_force'] as OrderRow['timeInForce'],
  postOnly: row['post_only'] as boolean,
  selfTradePrevention: row['self_trade_prevention'] as OrderRow['selfTradePrevention'],
  feeRate: readUnits(row['fee_rate'] as string),
  commissionRate: readUnits(row['commission_rate'] as string),
  feeMinimum: readUnits(row['fee_minimum'] as string),
  feeVersion: row['fee_version'] as number,
  feeParts: row['fee_parts'] ? FeeParts.parse(row['fee_parts']) : undefined,
  reservedAsset: row['reserved_asset'] as string,
  placedAt: (row['placed_at'] as Date).getTime(),
  status: row['status'] as OrderRow['status'],
  quantity: readUnits(row['quantity'] as string),
  remainingQuantity: readUnits(row['remaining_quantity'] as string),
  filledQuantity: readUnits(row['filled_quantity'] as string),
  limitPrice: optionalUnits(row['limit_price']),
  stopPrice: optionalUnits(row['stop_price']),
  trailAmount: optionalUnits(row['trail_amount']),
  trailPercent: optionalUnits(row['trail_percent']),
  trailReferencePrice: optionalUnits(row['trail_reference_price']),
  protectionPrice: optionalUnits(row['protection_price']),
  averageExecutionPrice: optionalUnits(row['average_execution_price']),
  totalValue: readUnits(row['total_value'] as string),
  commission: readUnits(row['commission'] as string),
  fees: readUnits(row['fees'] as string),
  netAmount: readUnits(row['net_amount'] as string),
  reservedAmount: readUnits(row['reserved_amount'] as string),
  drawnAmount: readUnits(row['drawn_amount'] as string),
  legs: row['legs'] as number,
  amendment: row['amendment'] ? readAmendment(row['amendment'] as Record<string, string>) : undefined,
  priority: Number(row['priority']),
  rejectionReason: optionalText(row['rejection_reason']),
  closeReason: optionalText(row['close_reason']),
  openedAt: optionalTime(row['opened_at']),
  triggeredAt: optionalTime(row['triggered_at']),
  executedAt: optionalTime(row['executed_at']),
  cancelledAt: optionalTime(row['cancelled_at']),
  closedAt: optionalTime(row['closed_at']),
  expiresAt: optionalTime(row['expires_at']),
})

/** One side of a trade as it was saved. */
export const executionOfRow = (row: Row): Execution => ({
  tradeId: row['trade_id'] as string,
  orderId: row['order_id'] as string,
  counterOrderId: optionalText(row['counter_order_id']),
  accountId: row['account_id'] as string,
  userId: row['user_id'] as string,
  assetId: row['asset_id'] as string,
  side: row['side'] as Execution['side'],
  liquidity: row['liquidity'] as Execution['liquidity'],
  price: readUnits(row['price'] as string),
  quantity: readUnits(row['quantity'] as string),
  grossAmount: readUnits(row['gross_amount'] as string),
  commission: readUnits(row['commission'] as string),
  fees: readUnits(row['fees'] as string),
  levies: leviesOf(row['fee_components'] as object),
  netAmount: readUnits(row['net_amount'] as string),
  contractNoteNumber: row['contract_note_number'] as string,
  settlementDate: row['settlement_date'] as string,
  executedAt: (row['executed_at'] as Date).getTime(),
  legStatus: row['leg_status'] as Execution['legStatus'],
  settledAt: optionalTime(row['settled_at']),
})

/** A market's row as it was saved. */
export const marketOfRow = (row: Row): MarketRow => ({
  symbol: row['symbol'] as string,
  quoteCurrency: row['quote_currency'] as string,
  terms: row['terms'] ? InstrumentTerms.parse(row['terms']) : undefined,
  session: row['session'] ? readSession(row['session'] as Record<string, string | number>) : undefined,
  haltReason: optionalText(row['halt_reason']),
  holdReason: optionalText(row['hold_reason']),
  lastTradePrice: optionalUnits(row['last_trade_price']),
  lastTradeSize: optionalUnits(row['last_trade_size']),
  lastTradeAt: optionalTime(row['last_trade_at']),
  quotesWanted: row['quotes_wanted'] as boolean,
})

const partsJson = (parts: FeeParts): string => canonicalJson(FeeParts.encode(parts))

/** The fee of an execution by who gets it, as far as that is told apart. */
const componentsJson = ({ commission, fees, levies }: Execution): string =>
  levies
    ? partsJson({ commission, ...levies })
    : canonicalJson({ commission: formatUnits(commission), fees: formatUnits(fees) })

const leviesOf = (components: object): Levies | undefined =>
  'exchange' in components ? Levies.parse(components) : undefined

const AMENDMENT_UNITS = ['quantity', 'limitPrice', 'stopPrice', 'trailAmount', 'trailPercent', 'increment'] as const

function amendmentJson(amendment: NonNullable<OrderRow['amendment']>): string {
  const json: Record<string, string | undefined> = { amendmentId: amendment.amendmentId }
  for (const name of AMENDMENT_UNITS) json[name] = units(amendment[name])
  return canonicalJson(json)
}

function readAmendment(json: Readonly<Record<string, string>>): NonNullable<OrderRow['amendment']> {
  const amendment: Record<string, unknown> = { amendmentId: json['amendmentId'] }
  for (const name of AMENDMENT_UNITS) amendment[name] = optionalUnits(json[name])
  return amendment as unknown as NonNullable<OrderRow['amendment']>
}

const sessionJson = ({ previousClose, ...session }: Session): string =>
  canonicalJson({ ...session, previousClose: units(previousClose) })

function readSession({ previousClose, ...session }: Readonly<Record<string, string | number>>): Session {
  return { ...session, previousClose: optionalUnits(previousClose) } as unknown as Session
}
