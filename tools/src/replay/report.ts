import { shown, type Latencies } from '../client/latencies'
import type { Proofs } from '../client/proofs'
import type { ShownBook, ShownLevel } from './final-book'
import type { Player } from './player'

/** Everything that a replay has to tell. */
export interface Replayed {
  readonly messages: number
  readonly seconds: number
  readonly player: Pick<Player, 'counts' | 'refusals' | 'placing' | 'changing'>
  readonly book: ShownBook
  readonly executions: number
  readonly proofs: Proofs
  /** What is other than the oracle says, in words. */
  readonly differences: { readonly executions: readonly string[]; readonly book: readonly string[] }
}

const BOOK_LINES = 5
const DIFFERENCES_SHOWN = 10
const LABEL_WIDTH = 18

/** Whether everything that must hold holds. */
export const holds = ({ proofs, differences }: Replayed): boolean =>
  [proofs.trialBalance, proofs.clearing, proofs.audit, differences.executions, differences.book].every(
    ({ length }) => length === 0,
  )

/** The closing report. */
export function reportOf(replayed: Replayed): string {
  const { messages, seconds, player, book, executions, proofs, differences } = replayed
  const { orders, cancels, reductions, skipped } = player.counts
  const refusals = [...player.refusals].sort(([, a], [, b]) => b - a)
  return [
    '',
    row('messages', `${number(messages)} in ${seconds.toFixed(1)} s, ${(messages / seconds).toFixed(0)} a second`),
    row('orders', number(orders)),
    row('cancels', `${number(cancels)}, and ${number(reductions)} reductions`),
    row('trades', `${number(executions)} in the log of ${book.symbol}`),
    row('skipped', `${number(skipped)} (about orders from before the recording, or that were refused)`),
    row('refused', refusals.map(([reason, count]) => `${reason} ${number(count)}×`).join(', ') || 'none'),
    row('placing', quantiles(player.placing)),
    row('changing', quantiles(player.changing)),
    '',
    ...bookLines(book),
    '',
    row('trial balance', verdict(proofs.trialBalance, `zero for each of ${proofs.assets} assets`)),
    row('settlement', verdict(proofs.clearing, 'nothing is left in clearing')),
    row('audit', verdict(proofs.audit, `complete, ${number(proofs.records)} records`)),
    row('executions', verdict(differences.executions, "every one is the oracle's")),
    row('final book', verdict(differences.book, "every level is the oracle's")),
    '',
  ].join('\n')
}

const row = (label: string, text: string): string => `${label.padEnd(LABEL_WIDTH)} ${text}`
const number = (value: number): string => value.toLocaleString('en')

const quantiles = (latencies: Latencies): string =>
  [0.5, 0.99, 0.999].map((share) => `p${share * 100} ${shown(latencies.quantile(share))} ms`).join(', ')

function verdict(failures: readonly string[], well: string): string {
  if (failures.length === 0) return well
  const more = failures.length > DIFFERENCES_SHOWN ? [`and ${failures.length - DIFFERENCES_SHOWN} more`] : []
  return `${failures.length} WRONG${[...failures.slice(0, DIFFERENCES_SHOWN), ...more].map((text) => `\n  ${text}`).join('')}`
}

/** The best of both sides, side by side. */
function bookLines({ symbol, position, bids, asks }: ShownBook): string[] {
  const lines = Array.from({ length: Math.min(BOOK_LINES, Math.max(bids.length, asks.length)) }, (_, index) =>
    row(index === 0 ? `book of ${symbol}` : '', `${level(bids[index])}  ${level(asks[index])}`),
  )
  return [
    ...lines,
    row(lines.length === 0 ? `book of ${symbol}` : '', `${bids.length} bids, ${asks.length} asks at ${position}`),
  ]
}

const level = (at: ShownLevel | undefined): string => (at ? `${at[1]} × ${at[0]}` : '–').padStart(18)
