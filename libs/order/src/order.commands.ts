import type * as contracts from '@filao/contracts'
import type { MessageOf } from '@filao/contracts'

export type { OrderCommand } from '@filao/contracts'
export type PlaceOrder = MessageOf<typeof contracts.PlaceOrder>
export type ConfirmOrder = MessageOf<typeof contracts.ConfirmOrder>
export type RejectOrder = MessageOf<typeof contracts.RejectOrder>
export type TimeOutPending = MessageOf<typeof contracts.TimeOutPending>
export type CancelOrder = MessageOf<typeof contracts.CancelOrder>
export type AmendOrder = MessageOf<typeof contracts.AmendOrder>
export type ConfirmAmend = MessageOf<typeof contracts.ConfirmAmend>
export type RejectAmend = MessageOf<typeof contracts.RejectAmend>
export type ExpireOrder = MessageOf<typeof contracts.ExpireOrder>
export type RecordLegSettled = MessageOf<typeof contracts.RecordLegSettled>
export type CancelAccountOrders = MessageOf<typeof contracts.CancelAccountOrders>
export type HaltMarket = MessageOf<typeof contracts.HaltMarket>
export type HoldMarket = MessageOf<typeof contracts.HoldMarket>
export type ReleaseMarket = MessageOf<typeof contracts.ReleaseMarket>
export type ResumeMarket = MessageOf<typeof contracts.ResumeMarket>
export type SetInstrument = MessageOf<typeof contracts.SetInstrument>
export type ApplyQuote = MessageOf<typeof contracts.ApplyQuote>
export type SetSession = MessageOf<typeof contracts.SetSession>
