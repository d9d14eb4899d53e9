import type * as contracts from '@filao/contracts'
import type { MessageOf } from '@filao/contracts'

export type { OrderEvent, TopOfBook, TradeSide } from '@filao/contracts'
export type OrderPlaced = MessageOf<typeof contracts.OrderPlaced>
export type OrderRefused = MessageOf<typeof contracts.OrderRefused>
export type OrderOpened = MessageOf<typeof contracts.OrderOpened>
export type StopTriggered = MessageOf<typeof contracts.StopTriggered>
export type TrailMoved = MessageOf<typeof contracts.TrailMoved>
export type TradeExecuted = MessageOf<typeof contracts.TradeExecuted>
export type QuoteFilled = MessageOf<typeof contracts.QuoteFilled>
export type OrderClosed = MessageOf<typeof contracts.OrderClosed>
export type OrderAmended = MessageOf<typeof contracts.OrderAmended>
export type AmendRequested = MessageOf<typeof contracts.AmendRequested>
export type AmendRefused = MessageOf<typeof contracts.AmendRefused>
export type ExecutionSettled = MessageOf<typeof contracts.ExecutionSettled>
export type TradeSettled = MessageOf<typeof contracts.TradeSettled>
export type InstrumentSet = MessageOf<typeof contracts.InstrumentSet>
export type SessionSet = MessageOf<typeof contracts.SessionSet>
