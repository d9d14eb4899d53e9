import type { Mix } from './order-flow'

/** What the load does: `rate` orders a second whatever the platform does, or one order after another on each connection. */
export type Arrival =
  | { readonly kind: 'rate'; readonly ordersPerSecond: number; readonly seconds: number }
  | { readonly kind: 'connections'; readonly connections: number; readonly seconds: number }

/** What the process of the load is told. */
export interface LoadPlan {
  /** Address that takes orders: the order service's own, or the gateway's. */
  readonly origin: string
  /** Access token of each participant. */
  readonly tokens: readonly string[]
  readonly mix: Mix
  readonly arrival: Arrival
  readonly seed: number
}

/** An order that was acknowledged. Times are milliseconds of the machine's monotonic clock, the same in every process. */
export interface PlacedOrder {
  readonly orderId: string
  /** When it was due to be sent, whether or not the load was in time. */
  readonly dueAt: number
  readonly acknowledgedAt: number
}

/** What the process of the load tells in the end. */
export interface LoadReport {
  readonly placed: readonly PlacedOrder[]
  readonly cancelled: number
  /** Requests that were answered otherwise, by status (0: not answered), in the order of appearance. */
  readonly refused: Readonly<Record<string, number>>
  readonly beganAt: number
  /** CPU time of the load itself, in seconds. */
  readonly cpuSeconds: number
}

/** Milliseconds of the machine's monotonic clock. */
export const monotonicMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000
