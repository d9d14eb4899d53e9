/**
 * Classes of routes with their limits (domain 9.3). Per user once authenticated, else per address; never by path.
 * `orders_api_key` takes the place of `orders` for a program, `staff` that of `default` for staff.
 */
export const RATE_CLASSES = {
  default: { limit: 100, windowSeconds: 60 },
  staff: { limit: 200, windowSeconds: 60 },
  /** Registration, log-in, password and token routes. */
  credentials: { limit: 5, windowSeconds: 900 },
  /** Placing, amending, cancelling. */
  orders: { limit: 30, windowSeconds: 60 },
  orders_api_key: { limit: 600, windowSeconds: 60 },
  withdrawals: { limit: 5, windowSeconds: 3_600 },
  /** Per provider; beyond it 503, so that the provider tries again. */
  webhooks: { limit: 600, windowSeconds: 60 },
} as const satisfies Readonly<Record<string, { limit: number; windowSeconds: number }>>

export type RateClassName = keyof typeof RATE_CLASSES
export type RateLimits = Readonly<Record<RateClassName, number>>
