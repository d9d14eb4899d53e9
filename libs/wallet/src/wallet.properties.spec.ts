import { walletEvents } from '@filao/contracts'
import { isRefusal, makeId, type Id, type Instant } from '@filao/kernel'
import { ONE, type Units } from '@filao/money'
import fc from 'fast-check'
import { approvedAtOnce } from './approval.fixture'
import {
  entriesOf,
  startOfDay,
  unknownAccount,
  walletRules,
  type Account,
  type WalletCommand,
  type WalletEvent,
} from './index'
import { barred } from './limits.decider'
import { reactions } from './wallet.reactions'

const id = (unique: number): Id => makeId({ partition: 3, at: 1_790_000_000_000, unique: BigInt(unique) })
const account = id(1)
const shares = [id(2), id(3)]
const START = Date.parse('2026-10-05T10:00:00.000Z')
const HOUR_MS = 3_600_000

/** A step names what happens; what it needs to be possible is read from the state that it meets. */
interface Step {
  readonly kind: (typeof KINDS)[number]
  readonly pick: number
  readonly share: number
  readonly units: number
}
const KINDS = [
  'fund',
  'stock',
  'take',
  'buy',
  'buy',
  'sell',
  'sell',
  'leg',
  'leg',
  'leg',
  'item',
  'release',
  'increase',
  'reduce',
  'restrict',
  'lift',
  'limits',
  'kind',
  'mature',
  'reject',
  'close',
  'withdraw',
  'withdraw',
  'clear',
  'payout',
  'payout',
  'deposit',
  'deposit',
  'receipt',
  'suspense',
  'suspense',
  'chargeback',
  'convert',
] as const

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(...KINDS),
    pick: fc.nat(11),
    share: fc.nat(1),
    units: fc.integer({ min: 1, max: 2_000 }),
  }),
  { minLength: 1, maxLength: 80, size: 'max' },
)

/** Commands of a step; none where there is nothing to do it to. */
function commandsOf(step: Step, state: Account, serial: number): WalletCommand[] {
  const make = (fields: object): WalletCommand => ({ accountId: account, ...fields }) as unknown as WalletCommand
  const share = shares[step.share]!
  const units = BigInt(step.units) * (ONE / 100n)
  const mode = state.mode
  const reservationId = id(100 + step.pick)
  const adjust = (asset: string, amount: Units, approve = true): WalletCommand[] => {
    const adjustmentId = id(10_000 + serial)
    const unitCost = asset !== 'USD' && amount > 0n ? units : undefined
    return [
      make({
        type: 'ProposeAdjustment',
        adjustmentId,
        asset,
        amount,
        unitCost,
        reason: 'r',
        evidence: 'e',
        proposedBy: id(5),
      }),
      make({ type: 'DecideAdjustment', adjustmentId, approve, decidedBy: id(6) }),
    ]
  }
  const active = [...state.reservations.values()].flatMap((one) => (one.status === 'active' ? [one] : []))
  const known = active[step.pick % Math.max(1, active.length)]
  switch (step.kind) {
    case 'fund':
      return adjust('USD', units * 100n)
    case 'stock':
      return adjust(share, units)
    case 'take':
      return adjust(step.share ? share : 'USD', -units)
    case 'reject':
      return adjust('USD', units, false)
    case 'buy':
    case 'sell': {
      const buys = step.kind === 'buy'
      const order = { reservationId, mode, assetId: share, quantity: units, value: units, currency: 'USD' }
      return [
        make({
          type: 'ReserveFunds',
          purpose: `order_${step.kind}`,
          asset: buys ? 'USD' : share,
          amount: units,
          ...order,
        }),
      ]
    }
    case 'leg': {
      if (!known) return []
      const draw = (known.amount - known.drawn) / BigInt(1 + (step.units % 3))
      if (draw === 0n) return []
      const buys = known.purpose === 'order_buy'
      if (known.purpose === 'withdrawal') return []
      const gross = buys ? (draw * 9n) / 10n : draw * 3n
      const fee = gross / 100n
      const quantity = buys ? units : draw
      const price = (gross * ONE) / quantity
      const day = ['2026-10-05', '2026-10-07', '2026-10-08'][step.pick % 3]
      const terms = {
        reservationId: known.reservationId,
        mode,
        assetId: known.assetId,
        currency: 'USD',
        price,
        quantity,
        gross,
        draw,
      }
      const charges = { commission: fee, fees: fee / 2n, settlementDate: day, executedAt: START }
      return [
        make({ type: 'SettleLeg', tradeId: id(20_000 + serial), side: buys ? 'buy' : 'sell', ...terms, ...charges }),
      ]
    }
    case 'item': {
      const item = [...state.openItems.values()][step.pick % Math.max(1, state.openItems.size)]
      return item ? [make({ type: 'CloseOpenItem', tradeId: item.tradeId, side: item.side })] : []
    }
    case 'release':
      // Payment releases only what it has not seen paid.
      if (state.reservations.get(reservationId)?.status === 'posted') return []
      return [make({ type: 'ReleaseReservation', reservationId, ...proof(state, reservationId) })]
    case 'increase':
      return [
        make({
          type: 'IncreaseReservation',
          reservationId: known?.reservationId ?? reservationId,
          amendmentId: id(30_000 + serial),
          amount: units / 10n,
          value: units / 10n,
          currency: 'USD',
        }),
      ]
    case 'reduce': {
      const amount = known ? (known.amount - known.drawn) / 2n : 0n
      return known
        ? [
            make({
              type: 'ReduceReservation',
              reservationId: known.reservationId,
              amendmentId: id(30_000 + serial),
              amount,
            }),
          ]
        : []
    }
    case 'restrict':
      return [
        make({
          type: 'RestrictAccount',
          kind: (['freeze', 'kyc', 'suspension'] as const)[step.pick % 3],
          scope: 'all',
        }),
      ]
    case 'lift':
      return (['freeze', 'kyc', 'suspension'] as const).map((kind) => make({ type: 'LiftRestriction', kind }))
    case 'limits':
      return [
        make({
          type: 'SetAccountLimits',
          limits: {
            version: serial,
            maxOrderValue: units * 10n,
            maxDailyTradeVolume: units * 100n,
            assets: { [share]: { maxPositionSize: units * 50n } },
          },
        }),
      ]
    case 'kind':
      return [
        make({
          type: 'RecordAccountKind',
          kind: (['client', 'market_maker'] as const)[step.pick % 2],
          version: serial + 1,
        }),
      ]
    case 'mature':
      return ['2026-10-07', '2026-10-08'].map((maturesOn) =>
        make({ type: 'MatureProceeds', currency: 'USD', maturesOn }),
      )
    case 'withdraw':
      return [
        make({
          type: 'ReserveFunds',
          reservationId,
          mode,
          purpose: 'withdrawal',
          asset: 'USD',
          amount: units,
          value: units,
          currency: 'USD',
        }),
      ]
    case 'clear':
      return [make({ type: 'ClearPayout', reservationId: known?.reservationId ?? reservationId })]
    case 'payout': {
      const paying = active.find(({ purpose }) => purpose === 'withdrawal')
      if (!paying) return []
      const fee = paying.amount / 100n
      const { reservationId: paid } = paying
      return [make({ type: 'PostPayout', reservationId: paid, currency: 'USD', paid: paying.amount - fee, fee })]
    }
    case 'deposit':
      return [
        make({ type: 'CreditDeposit', creditId: id(40_000 + serial), currency: 'USD', gross: units, fee: units / 40n }),
      ]
    case 'convert': {
      const [from, to] = step.share ? ['USD', 'MUR'] : ['MUR', 'USD']
      const terms = { conversionId: id(50_000 + serial), from, to, amount: units, leastToReceive: 0n }
      const rate = {
        rate: (BigInt(step.pick) + 1n) * ONE,
        source: 'bank',
        quotedAt: START + 3 * HOUR_MS * serial,
        stale: false,
      }
      return [make({ type: 'ConvertFunds', ...terms, spreadPercent: ONE / 2n, rate })]
    }
    case 'receipt':
      return [make({ type: 'RecordReceipt', creditId: id(40_000 + serial), currency: 'USD', amount: units })]
    case 'suspense': {
      const waiting = [...state.credits.values()].find(({ status }) => status === 'suspended')
      if (!waiting) return []
      return [make({ type: 'ReleaseSuspense', creditId: waiting.creditId, to: step.share ? 'account' : 'bank' })]
    }
    case 'chargeback': {
      const credits = [...state.credits.values()].filter(({ status }) => status !== 'released')
      const taken = credits[step.pick % Math.max(1, credits.length)]
      if (!taken) return []
      return [make({ type: 'PostChargeback', creditId: taken.creditId, currency: 'USD', amount: taken.gross })]
    }
    case 'close':
      return [make({ type: 'CloseAccount', userId: state.userId, reason: 'client_request' })]
  }
}

function proof(state: Account, reservationId: Id): { legs: number; drawn: Units } {
  const known = state.reservations.get(reservationId)
  return known && known.status !== 'tombstone' ? { legs: known.legs, drawn: known.drawn } : { legs: 0, drawn: 0n }
}

interface Logged {
  readonly event: WalletEvent
  readonly now: Instant
}

/** Plays the steps, three hours apart, delivering every accepted command twice. */
function play(
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
    const now = START + 3 * HOUR_MS * serial
    for (const command of commandsOf(step, state, serial)) deliver(command, now)
  })
  return { state, log }
}

const property = (check: (mode: 'live' | 'demo', script: readonly Step[]) => void): void =>
  fc.assert(fc.property(fc.constantFrom('live', 'demo'), steps, check), { numRuns: 150 })

test('the random lives reach every kind of event', () => {
  const reached = new Set<string>()
  for (const [mode, script] of fc.sample(fc.tuple(fc.constantFrom('live' as const, 'demo' as const), steps), {
    numRuns: 600,
    seed: 11,
  })) {
    for (const { event } of play(mode, script, () => undefined).log) reached.add(event.type)
  }
  // A refusal is recorded outside the decision's own events.
  const kinds = walletEvents.contracts.map(({ name }) => name).filter((name) => !name.endsWith('Refused'))
  expect([...reached].sort()).toEqual(kinds.sort())
})

test('whatever happens, what the account owns, holds back and owes adds up after every event', () => {
  property((mode, script) => void play(mode, script, (state) => expect(walletRules.violation!(state)).toBeUndefined()))
})

test('every movement balances per asset and the whole log is a zero trial balance', () => {
  property((mode, script) => {
    const trial = new Map<string, Units>()
    play(mode, script, (_, { event }) => {
      const sums = new Map<string, Units>()
      for (const { asset, direction, amount, mode: entryMode } of entriesOf(event)) {
        const signed = direction === 'debit' ? amount : -amount
        expect(entryMode).toBe(mode)
        sums.set(asset, (sums.get(asset) ?? 0n) + signed)
        trial.set(asset, (trial.get(asset) ?? 0n) + signed)
      }
      expect([...sums.values()].every((sum) => sum === 0n)).toBe(true)
    })
    expect([...trial.values()].every((sum) => sum === 0n)).toBe(true)
  })
})

test('of an account that may not trade, every order that holds something back stood before its end was told', () => {
  property((mode, script) => {
    const untold = new Set<Id>()
    play(mode, script, (state, { event }) => {
      if (event.type === 'FundsReserved' && event.purpose !== 'withdrawal') untold.add(event.reservationId)
      if (event.type === 'ReservationReleased') untold.delete(event.reservationId)
      if (reactions(event).some(({ to, partition }) => to === 'order' && partition === 'every')) untold.clear()
      if (barred(state)) expect([...untold]).toEqual([])
    })
  })
})

test('the versions of a wallet count 1, 2, 3 and its total is what is available and reserved', () => {
  property((mode, script) => {
    const versions = new Map<string, number>()
    play(mode, script, (_, { event }) => {
      const states = event.type === 'WalletsOpened' ? [...event.wallets] : []
      if ('wallet' in event && event.wallet) states.push(event.wallet)
      if ('received' in event) states.push(event.received)
      for (const { currency, version, available, reserved, total } of states) {
        expect(version).toBe((versions.get(currency) ?? 0) + 1)
        expect(total).toBe(available + reserved)
        versions.set(currency, version)
      }
    })
  })
})

test('the log read back from its JSON folds to the same state', () => {
  property((mode, script) => {
    const { state, log } = play(mode, script, () => undefined)
    let folded = unknownAccount(account)
    log.forEach(({ event, now }, at) => {
      const contract = walletEvents.of(event.type)
      folded = walletRules.decider.evolve(folded, contract.decode(contract.encode(event)), { now, position: at + 1 })
    })
    expect(folded).toEqual(state)
  })
})

test('whatever is unsettled matures, and with every clearing item closed nothing is left', () => {
  property((mode, script) => {
    const { state } = play(mode, script, () => undefined)
    const now = Math.max(startOfDay('2026-10-08'), START + 3 * HOUR_MS * script.length)
    const { decide, evolve } = walletRules.decider
    for (const due of [...state.maturities.values()]) {
      const decision = decide({ type: 'MatureProceeds', accountId: account, ...due }, state, { now, position: 1 })
      if (!isRefusal(decision)) for (const event of decision) evolve(state, event, { now, position: 1 })
    }
    for (const wallet of state.wallets.values()) expect(wallet.unsettled).toBe(0n)
    expect(walletRules.violation!(state)).toBeUndefined()
  })
})
