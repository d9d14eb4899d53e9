import { isRefusal, makeId, type Id, type Instant } from '@filao/kernel'
import { ONE, type Units } from '@filao/money'
import fc from 'fast-check'
import { unknownAccount, walletRules, type Account, type WalletCommand, type WalletEvent } from './index'
import type { FundedReservation } from './reservation.state'
import { approvedAtOnce } from './wallet.fixture'

const id = (unique: number): Id => makeId({ partition: 3, at: 1_790_000_000_000, unique: BigInt(unique) })
export const account = id(1)
const shares = [id(2), id(3)]
export const START = Date.parse('2026-10-05T10:00:00.000Z')
/** Between two steps. */
export const STEP_MS = 3 * 3_600_000

/** A step names what happens; what it needs to be possible is read from the state that it meets. */
export interface Step {
  readonly kind: string
  readonly pick: number
  readonly share: number
  readonly units: number
}

/** A step in the state that it meets. */
interface Scene {
  readonly step: Step
  readonly state: Account
  readonly serial: number
  readonly share: Id
  readonly units: Units
  readonly reservationId: Id
  readonly active: readonly FundedReservation[]
  readonly known: FundedReservation | undefined
}

const make = (fields: object): WalletCommand => ({ accountId: account, ...fields }) as unknown as WalletCommand
const some = <T>(list: readonly T[], step: Step): T | undefined => list[step.pick % Math.max(1, list.length)]
const SETTLEMENT_DAYS = ['2026-10-05', '2026-10-06', '2026-10-07']
const RESTRICTIONS = ['freeze', 'kyc', 'suspension'] as const

/** Commands of each kind of step; none where there is nothing to do it to. */
const COMMANDS: Readonly<Record<string, (scene: Scene) => WalletCommand[]>> = {
  fund: ({ units, serial }) => adjust({ asset: 'USD', amount: units * 100n, serial }),
  stock: ({ share, units, serial }) => adjust({ asset: share, amount: units, unitCost: units, serial }),
  take: ({ step, share, units, serial }) => adjust({ asset: step.share ? share : 'USD', amount: -units, serial }),
  reject: ({ units, serial }) => adjust({ asset: 'USD', amount: units, serial }, false),
  buy: (scene) => [reserve(scene, { purpose: 'order_buy', asset: 'USD', ...ordered(scene) })],
  sell: (scene) => [reserve(scene, { purpose: 'order_sell', asset: scene.share, ...ordered(scene) })],
  leg,
  item: ({ state, step }) => {
    const item = some([...state.openItems.values()], step)
    return item ? [make({ type: 'CloseOpenItem', tradeId: item.tradeId, side: item.side })] : []
  },
  release: ({ state, reservationId }) =>
    // Payment releases only what it has not seen paid.
    state.reservations.get(reservationId)?.status === 'posted'
      ? []
      : [make({ type: 'ReleaseReservation', reservationId, ...proof(state, reservationId) })],
  increase: (scene) => {
    const terms = { ...amended(scene), amount: scene.units / 10n, value: scene.units / 10n }
    return [make({ type: 'IncreaseReservation', ...terms, currency: 'USD' })]
  },
  reduce: (scene) => {
    const { known } = scene
    if (!known) return []
    return [make({ type: 'ReduceReservation', ...amended(scene), amount: (known.amount - known.drawn) / 2n })]
  },
  restrict: ({ step }) => [make({ type: 'RestrictAccount', kind: some(RESTRICTIONS, step), scope: 'all' })],
  lift: () => RESTRICTIONS.map((kind) => make({ type: 'LiftRestriction', kind })),
  limits: ({ units, share, serial }) => {
    const ofAccount = { maxOrderValue: units * 10n, maxDailyTradeVolume: units * 100n }
    const assets = { [share]: { maxPositionSize: units * 50n } }
    return [make({ type: 'SetAccountLimits', limits: { version: serial, ...ofAccount, assets } })]
  },
  kind: ({ step, serial }) => {
    const kind = some(['client', 'market_maker'], step)
    return [make({ type: 'RecordAccountKind', kind, version: serial + 1 })]
  },
  mature: () => SETTLEMENT_DAYS.map((maturesOn) => make({ type: 'MatureProceeds', currency: 'USD', maturesOn })),
  withdraw: (scene) => [reserve(scene, { purpose: 'withdrawal', asset: 'USD' })],
  clear: ({ known, reservationId }) => [
    make({ type: 'ClearPayout', reservationId: known?.reservationId ?? reservationId }),
  ],
  payout: ({ active }) => {
    const paying = active.find(({ purpose }) => purpose === 'withdrawal')
    if (!paying) return []
    const fee = paying.amount / 100n
    const { reservationId } = paying
    return [make({ type: 'PostPayout', reservationId, currency: 'USD', paid: paying.amount - fee, fee })]
  },
  deposit: ({ units, serial }) => [
    make({ type: 'CreditDeposit', creditId: id(40_000 + serial), currency: 'USD', gross: units, fee: units / 40n }),
  ],
  receipt: ({ units, serial }) => [
    make({ type: 'RecordReceipt', creditId: id(40_000 + serial), currency: 'USD', amount: units }),
  ],
  suspense: ({ state, step }) => {
    const waiting = [...state.credits.values()].find(({ status }) => status === 'suspended')
    if (!waiting) return []
    return [make({ type: 'ReleaseSuspense', creditId: waiting.creditId, to: step.share ? 'account' : 'bank' })]
  },
  chargeback: ({ state, step }) => {
    const taken = some(
      [...state.credits.values()].filter(({ status }) => status !== 'released'),
      step,
    )
    if (!taken) return []
    return [make({ type: 'PostChargeback', creditId: taken.creditId, currency: 'USD', amount: taken.gross })]
  },
  convert: ({ step, units, serial }) => {
    const [from, to] = step.share ? ['USD', 'MUR'] : ['MUR', 'USD']
    const terms = { conversionId: id(50_000 + serial), from, to, amount: units, leastToReceive: 0n }
    const quotedAt = START + STEP_MS * serial
    const rate = { rate: (BigInt(step.pick) + 1n) * ONE, source: 'bank', quotedAt, stale: false }
    return [make({ type: 'ConvertFunds', ...terms, spreadPercent: ONE / 2n, rate })]
  },
  close: ({ state }) => [make({ type: 'CloseAccount', userId: state.userId, reason: 'client_request' })],
}

interface Adjusted {
  readonly asset: string
  readonly amount: Units
  readonly unitCost?: Units
  readonly serial: number
}
function adjust({ serial, ...moved }: Adjusted, approve = true): WalletCommand[] {
  const adjustmentId = id(10_000 + serial)
  const why = { reason: 'r', evidence: 'e', proposedBy: id(5) }
  return [
    make({ type: 'ProposeAdjustment', adjustmentId, ...moved, ...why }),
    make({ type: 'DecideAdjustment', adjustmentId, approve, decidedBy: id(6) }),
  ]
}

const reserve = ({ reservationId, state, units }: Scene, terms: object): WalletCommand => {
  const money = { amount: units, value: units, currency: 'USD' }
  return make({ type: 'ReserveFunds', reservationId, mode: state.mode, ...money, ...terms })
}
const ordered = ({ share, units }: Scene) => ({ assetId: share, quantity: units })
const amended = ({ known, reservationId, serial }: Scene) => ({
  reservationId: known?.reservationId ?? reservationId,
  amendmentId: id(30_000 + serial),
})

function leg({ known, step, state, units, serial }: Scene): WalletCommand[] {
  if (!known || known.purpose === 'withdrawal') return []
  const draw = (known.amount - known.drawn) / BigInt(1 + (step.units % 3))
  if (draw === 0n) return []
  const buys = known.purpose === 'order_buy'
  const gross = buys ? (draw * 9n) / 10n : draw * 3n
  const quantity = buys ? units : draw
  const { reservationId, assetId } = known
  const about = { reservationId, mode: state.mode, assetId, tradeId: id(20_000 + serial), side: buys ? 'buy' : 'sell' }
  const money = { currency: 'USD', price: (gross * ONE) / quantity, quantity, gross, draw }
  const charges = { commission: gross / 100n, fees: gross / 100n / 2n }
  const settlementDate = some(SETTLEMENT_DAYS, step)
  return [make({ type: 'SettleLeg', ...about, ...money, ...charges, settlementDate, executedAt: START })]
}

function proof(state: Account, reservationId: Id): { legs: number; drawn: Units } {
  const known = state.reservations.get(reservationId)
  return known && known.status !== 'tombstone' ? { legs: known.legs, drawn: known.drawn } : { legs: 0, drawn: 0n }
}

/** Each kind as often as it takes for long lives to get far. */
const MORE_OFTEN = ['buy', 'sell', 'leg', 'leg', 'mature', 'lift', 'withdraw', 'clear', 'payout', 'deposit', 'suspense']
const KINDS = [...Object.keys(COMMANDS), ...MORE_OFTEN]

const step = fc.record<Step>({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(11),
  share: fc.nat(1),
  units: fc.integer({ min: 1, max: 2_000 }),
})
const richly = (kind: string, share: number): Step => ({ kind, pick: 0, share, units: 2_000 })
const RICH = [richly('fund', 0), richly('stock', 0), richly('stock', 1)]

/** Half of the lives begin rich: few of the others live long enough to see the proceeds of a sale mature. */
export const steps = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 80, size: 'max' }))
  .map(([rich, rest]) => (rich ? [...RICH, ...rest] : rest))

function commandsOf(step: Step, state: Account, serial: number): WalletCommand[] {
  const active = [...state.reservations.values()].flatMap((one) => (one.status === 'active' ? [one] : []))
  return COMMANDS[step.kind]!({
    step,
    state,
    serial,
    share: shares[step.share]!,
    units: BigInt(step.units) * (ONE / 100n),
    reservationId: id(100 + step.pick),
    active,
    known: some(active, step),
  })
}

interface Logged {
  readonly event: WalletEvent
  readonly now: Instant
}

/** Plays the steps, delivering every accepted command twice. */
export function play(
  mode: 'live' | 'demo',
  script: readonly Step[],
  check: (state: Account, logged: Logged) => void,
): { state: Account; log: Logged[] } {
  const { decide, evolve } = walletRules.decider
  let state = unknownAccount(account)
  const log: Logged[] = []
  const deliver = (command: WalletCommand, now: Instant): void => {
    const at = { now, position: log.length + 1 }
    const decision = decide(command, state, at)
    if (isRefusal(decision)) return
    for (const event of decision) {
      state = evolve(state, event, at)
      log.push({ event, now })
      check(state, { event, now })
    }
    // Whoever asks again whether a payout may leave is told again; nothing else happens twice.
    if (decision.length > 0 && command.type !== 'ClearPayout') expect(decide(command, state, at)).toEqual([])
  }
  const opening = { type: 'OpenWallets', accountId: account, userId: id(4), mode, kind: 'client' } as const
  for (const command of approvedAtOnce([opening])) deliver(command, START)
  script.forEach((step, serial) => {
    const now = START + STEP_MS * serial
    for (const command of commandsOf(step, state, serial)) deliver(command, now)
  })
  return { state, log }
}
