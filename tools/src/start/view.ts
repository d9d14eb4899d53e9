import { styleText } from 'node:util'
import type { Proofs } from '../client/proofs'
import type { FlowFigures } from './flow-figures'
import type { Progress } from './lags'

/** Everything that is shown of a running platform. What could not be read is undefined. */
export interface View {
  readonly mode: string
  readonly upMs: number
  readonly services: readonly ServiceView[]
  readonly flow: FlowFigures | undefined
  readonly proofs: Proofs | undefined
  readonly banks: BanksView | undefined
  readonly quotes: readonly QuoteView[]
  readonly simulated: SimulatedView | undefined
  readonly gateway: string
  readonly files: { readonly development: string; readonly logs: string }
}

export interface ServiceView {
  readonly name: string
  readonly ready: boolean
  readonly restarts: number
  readonly progress: Progress | undefined
  readonly port: number | undefined
}

export interface QuoteView {
  readonly symbol: string
  readonly last: string | null
  readonly bid: string | null
  readonly ask: string | null
}

/** What the providers' own books hold, and what ours say otherwise. */
export interface BanksView {
  readonly held: readonly string[]
  readonly apart: readonly string[]
}

export interface SimulatedView {
  readonly seed: number
  readonly placed: number
  readonly cancelled: number
  readonly refused: number
  readonly failed: number
  readonly paidIn: number
  readonly paidOut: number
}

const LABEL_WIDTH = 17
/** Wider than any name. */
const NAME_WIDTH = 12

/** The screen. Every line has its place whatever the figures are, so that the eye finds it again. */
export function screenOf(view: View): string {
  const { gateway, files } = view
  return [
    '',
    `  ${styleText('bold', 'Filao')}  ${faint(`${view.mode}, up ${duration(view.upMs)}`)}`,
    '',
    faint(`  ${'service'.padEnd(NAME_WIDTH)}${'state'.padEnd(17)}${HEADINGS.map(right).join('')}`),
    ...view.services.map(serviceLine),
    '',
    row('flow', flowText(view.flow)),
    row('place → settled', settledText(view.flow)),
    row('trial balance', proofText(view.proofs?.trialBalance, balanced(view.proofs))),
    row('at the banks', proofText(view.banks?.apart, agreed(view.banks))),
    row('audit', proofText(view.proofs?.audit, complete(view.proofs))),
    '',
    ...quoteLines(view.quotes),
    ...simulatedLines(view.simulated),
    row('API', `${gateway}  ${faint('every route at')} ${gateway}/docs`),
    row('to drive it', files.development),
    row('logs', files.logs),
    '',
    faint('  Ctrl-C stops everything in order; the next start goes on with all data.'),
  ].join('\n')
}

/** The same in one line, for where nobody looks at a terminal. */
export function lineOf(view: View): string {
  const unready = view.services.filter(({ ready }) => !ready).map(({ name }) => name)
  const lags = (name: 'relayLag' | 'consumerLag'): string =>
    number(view.services.reduce((sum, { progress }) => sum + (progress?.[name] ?? 0), 0))
  return [
    unready.length === 0 ? 'all ready' : `not ready: ${unready.join(', ')}`,
    flowText(view.flow),
    `place → settled ${settledText(view.flow)}`,
    `relay lag ${lags('relayLag')}`,
    `consumer lag ${lags('consumerLag')}`,
    `trial balance ${proofText(view.proofs?.trialBalance, balanced(view.proofs))}`,
    `at the banks ${proofText(view.banks?.apart, agreed(view.banks))}`,
    `audit ${proofText(view.proofs?.audit, complete(view.proofs))}`,
    ...(view.simulated ? [`simulated: ${simulatedOrders(view.simulated)}; ${simulatedPayments(view.simulated)}`] : []),
  ].join(' · ')
}

const HEADINGS = ['events', 'relay lag', 'consumer lag', 'port']
const WIDTHS = [10, 12, 15, 9]
const right = (text: string, column: number): string => text.padStart(WIDTHS[column]!)
const faint = (text: string): string => styleText('dim', text)
const row = (label: string, text: string): string => `  ${faint(label.padEnd(LABEL_WIDTH))} ${text}`
const number = (value: number): string => value.toLocaleString('en')

function serviceLine({ name, ready, restarts, progress, port }: ServiceView): string {
  const state = `${ready ? 'ready' : 'not ready'}${restarts === 0 ? '' : `, died ${restarts}×`}`.padEnd(15)
  const dot = ready ? styleText('green', '●') : styleText('red', '○')
  const figures = progress ? [progress.events, progress.relayLag, progress.consumerLag].map(number) : ['', '', '']
  const columns = [...figures, String(port ?? '')].map(right).join('')
  return `  ${name.padEnd(NAME_WIDTH)}${dot} ${ready ? state : styleText('red', state)}${columns}`
}

function flowText(flow: FlowFigures | undefined): string {
  if (!flow) return '–'
  return `${flow.ordersPerSecond.toFixed(1)} orders/s, ${flow.tradesPerSecond.toFixed(1)} trades/s`
}

function settledText(flow: FlowFigures | undefined): string {
  if (!flow?.placeToSettled) return '–'
  const { p50, p99 } = flow.placeToSettled
  return `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`
}

function proofText(failures: readonly string[] | undefined, well: string): string {
  if (!failures) return '–'
  // Under load the audit may be a moment behind, which its consumer lag shows, as our books are until a bank has told
  // what it did; a gap or a wrong sum is another matter.
  if (failures.every((failure) => failure.endsWith(': behind'))) return failures.length === 0 ? well : 'catching up'
  return styleText('red', failures.join(', '))
}

const balanced = (proofs: Proofs | undefined): string => `zero for each of ${proofs?.assets} assets`
const agreed = (banks: BanksView | undefined): string => `${banks?.held.join(', ') || 'nothing'}, as in the books`
const complete = (proofs: Proofs | undefined): string => `complete, ${number(proofs?.records ?? 0)} records`

function quoteLines(quotes: readonly QuoteView[]): string[] {
  if (quotes.length === 0) return []
  const lines = quotes.map(({ symbol, last, bid, ask }) =>
    row(symbol, `${price(last).padEnd(10)} ${faint('bid')} ${price(bid).padEnd(10)} ${faint('ask')} ${price(ask)}`),
  )
  return [...lines, '']
}

/** Aligned at the decimal point, which prices are told without trailing zeros. */
const price = (text: string | null): string => (text === null ? '–' : Number(text).toFixed(2)).padStart(9)

const simulatedOrders = ({ placed, cancelled, refused, failed }: SimulatedView): string =>
  `${number(placed)} orders, ${number(cancelled)} cancelled, ${number(refused)} refused, ${number(failed)} failed`
const simulatedPayments = ({ paidIn, paidOut }: SimulatedView): string =>
  `paid in ${number(paidIn)} times, out ${number(paidOut)}`

/** In two rows, so that a terminal of 100 columns holds them when the counts have grown. */
function simulatedLines(simulated: SimulatedView | undefined): string[] {
  if (!simulated) return []
  const seed = faint(`(seed ${simulated.seed})`)
  return [row('simulated', simulatedOrders(simulated)), row('', `${simulatedPayments(simulated)} ${seed}`), '']
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}
