/** How much a symbol is wanted. */
export interface SymbolNeed {
  readonly symbol: string
  /** True while a live demo order waits for its price. */
  readonly demoOrders: boolean
  readonly alerts: number
  /** Who looks at its price now. */
  readonly viewers: number
  /** Who has it in a watchlist. */
  readonly watchers: number
}

/**
 * Which symbols are streamed, when there is room for so many: those that demo orders wait for, then those that alerts
 * watch, then those that people look at, now before at some time, each the most wanted first. All others are polled.
 * Those that are streamed already stay before their equals, so that nothing is subscribed back and forth.
 */
export function streamedOf(
  needs: readonly SymbolNeed[],
  { max, streamed }: { readonly max: number; readonly streamed: ReadonlySet<string> },
): readonly string[] {
  const kept = (symbol: string): number => (streamed.has(symbol) ? 1 : 0)
  return needs
    .filter(({ demoOrders, alerts, viewers, watchers }) => demoOrders || alerts > 0 || viewers > 0 || watchers > 0)
    .toSorted(
      (a, b) =>
        Number(b.demoOrders) - Number(a.demoOrders) ||
        Number(b.alerts > 0) - Number(a.alerts > 0) ||
        b.alerts - a.alerts ||
        b.viewers - a.viewers ||
        b.watchers - a.watchers ||
        kept(b.symbol) - kept(a.symbol) ||
        (a.symbol < b.symbol ? -1 : 1),
    )
    .slice(0, max)
    .map(({ symbol }) => symbol)
}
