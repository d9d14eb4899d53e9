import type { MarketCommand, OrderCommand, WalletCommand } from '@filao/contracts'
import { makeId, partitionOfKey, type Id, type Instant } from '@filao/kernel'
import { calendarIdOf, VENUE_CALENDARS } from '@filao/market'
import { ONE, parseUnits, type Units } from '@filao/money'
import { PaymentCrowd } from './payment-crowd'
import type { Random } from './random'

/** What one of the people does: a command for one of the services. */
export type Act =
  | { readonly to: 'market'; readonly command: MarketCommand }
  | { readonly to: 'order'; readonly command: OrderCommand }
  | { readonly to: 'wallet'; readonly command: WalletCommand }

interface Instrument {
  readonly assetId: Id
  readonly symbol: string
  readonly currency: string
  readonly calendarCode: string
  /** Smallest quantity. */
  readonly lot: Units
}
interface Trader {
  readonly accountId: Id
  readonly userId: Id
  readonly kind: 'client' | 'market_maker'
}
interface Ticket {
  readonly orderId: Id
  readonly assetId: Id
  readonly accountId: Id
}

const TRADERS = 12
/** Some of them trade with two accounts. */
const USERS = 9
const TICKETS_MAX = 150
const TICKETS_NEW = 15
const HALF_DOLLAR = ONE / 2n
const KINDS = ['freeze', 'kyc', 'suspension'] as const

/** Clients and staff, who do whatever the seed makes them do. */
export class Crowd {
  readonly instruments: readonly Instrument[]
  private readonly traders: readonly Trader[]
  private readonly staff: readonly Id[]
  private readonly tickets: Ticket[] = []
  private readonly proposals: { readonly adjustmentId: Id; readonly accountId: Id }[] = []
  /** Those who pay in and out. */
  readonly payments: PaymentCrowd
  private ids = 0n

  constructor(
    private readonly random: Random,
    private readonly partitions: number,
    private readonly begin: Instant,
  ) {
    this.instruments = [
      this.instrument('FILAO', { currency: 'USD', calendarCode: 'ALWAYS', lot: ONE }),
      this.instrument('BANYAN', { currency: 'USD', calendarCode: 'HOURS', lot: ONE / 10n }),
      this.instrument('EBONY', { currency: 'JPY', calendarCode: 'ALWAYS', lot: ONE / 100n }),
    ]
    const users = Array.from({ length: USERS }, (_, n) => this.id(n % partitions))
    this.staff = [this.id(0), this.id(0), this.id(0)]
    this.traders = Array.from({ length: TRADERS }, (_, n) => ({
      accountId: this.id(n % partitions),
      userId: users[n % USERS]!,
      kind: n < TRADERS / 3 ? 'market_maker' : 'client',
    }))
    this.payments = new PaymentCrowd(random, this.traders, (partition) => this.id(partition))
  }

  /** An id that nobody has. */
  id(partition = this.random.below(this.partitions)): Id {
    this.ids += 1n
    return makeId({ partition, at: this.begin, unique: this.ids })
  }

  /** What makes a market: calendars, listings, accounts, and two people who fund each of them. */
  *opening(): Iterable<Act> {
    yield* [
      calendar(VENUE_CALENDARS.find(({ code }) => code === 'ALWAYS')!),
      calendar({
        code: 'HOURS',
        timezone: 'UTC',
        periods: [{ effectiveFrom: '2020-01-01', settlementDays: 1, sessions: HOURS }],
        days: [],
      }),
    ]
    for (const instrument of this.instruments) yield listing(instrument)
    for (const trader of this.traders) {
      yield { to: 'wallet', command: { type: 'OpenWallets', ...trader, mode: 'live' } }
      // As compliance does for whom it has approved.
      yield { to: 'wallet', command: { type: 'LiftRestriction', accountId: trader.accountId, kind: 'kyc' } }
      yield* this.funds(trader, 'USD', parseUnits('12000'))
      yield* this.funds(trader, 'JPY', parseUnits('6000'))
      for (const { assetId } of this.instruments) yield* this.funds(trader, assetId, parseUnits('80'))
    }
  }

  act(now: Instant): Act {
    switch (this.random.weighted(ACTS)) {
      case 'place':
        return { to: 'order', command: this.placing(now) }
      case 'cancel':
        return { to: 'order', command: this.cancelling() }
      case 'amend':
        return { to: 'order', command: this.amending() }
      case 'cancelAll': {
        const { accountId } = this.random.pick(this.traders)
        return { to: 'order', command: { type: 'CancelAccountOrders', accountId, reason: 'client' } }
      }
      case 'halt':
        return {
          to: 'order',
          command: { type: 'HaltMarket', assetId: this.random.pick(this.instruments).assetId, reason: 'news' },
        }
      case 'resume':
        return { to: 'order', command: { type: 'ResumeMarket', assetId: this.random.pick(this.instruments).assetId } }
      case 'propose':
        return { to: 'wallet', command: this.proposing() }
      case 'decide':
        return { to: 'wallet', command: this.deciding() }
      case 'pay':
        return { to: 'wallet', command: this.payments.act() }
      case 'restrict':
        return { to: 'wallet', command: { type: 'RestrictAccount', ...this.restricted(), scope: 'all' } }
      case 'lift':
        return { to: 'wallet', command: { type: 'LiftRestriction', ...this.restricted() } }
      case 'update': {
        const status = this.random.chance(0.1) ? 'suspended' : 'active'
        return {
          to: 'market',
          command: { type: 'UpdateAsset', assetId: this.random.pick(this.instruments).assetId, status },
        }
      }
    }
  }

  private instrument(symbol: string, terms: Omit<Instrument, 'assetId' | 'symbol'>): Instrument {
    return { assetId: this.id(partitionOfKey(symbol, this.partitions)), symbol, ...terms }
  }

  private *funds({ accountId }: Trader, asset: string, amount: Units): Iterable<Act> {
    const command = { ...this.proposal(accountId, asset, amount), proposedBy: this.staff[0]! }
    yield { to: 'wallet', command }
    const { adjustmentId } = command
    const decidedBy = this.staff[1]!
    yield { to: 'wallet', command: { type: 'DecideAdjustment', adjustmentId, accountId, approve: true, decidedBy } }
  }

  private placing(now: Instant): Extract<OrderCommand, { type: 'PlaceOrder' }> {
    const { random } = this
    const { assetId, symbol, currency, lot } = random.pick(this.instruments)
    const { accountId, userId } = random.pick(this.traders)
    const orderId = this.id(partitionOfKey(symbol, this.partitions))
    this.tickets.push({ orderId, assetId, accountId })
    if (this.tickets.length > TICKETS_MAX) this.tickets.shift()
    const orderType = random.weighted(ORDER_TYPES)
    const timeInForce = random.weighted<keyof typeof TIMES_IN_FORCE>(
      orderType === 'market' ? IMMEDIATE : TIMES_IN_FORCE,
    )
    const limits = orderType === 'limit' || orderType === 'stop_limit'
    const stops = orderType === 'stop_loss' || orderType === 'stop_limit'
    const rests = timeInForce === 'gtc' || timeInForce === 'day'
    return {
      type: 'PlaceOrder',
      ...{ orderId, assetId, accountId, userId, mode: 'live', symbol, orderType, timeInForce },
      side: random.pick(['buy', 'sell']),
      quantity: BigInt(random.between(1, 30 * Number(ONE / lot))) * lot,
      limitPrice: limits ? this.price() : undefined,
      stopPrice: stops ? this.price() : undefined,
      ...(orderType === 'trailing_stop' ? this.trail() : {}),
      postOnly: orderType === 'limit' && rests && random.chance(0.1),
      selfTradePrevention: random.pick(['cancel_newest', 'cancel_oldest', 'cancel_both']),
      clientOrderId: random.chance(0.1) ? `mine-${random.below(40)}` : undefined,
      expiresAt: timeInForce === 'gtc' && random.chance(0.2) ? now + random.between(500, 60_000) : undefined,
      fees: FEES[currency === 'JPY' ? 'yen' : 'dollars'],
    }
  }

  /** Around 100, on the tick, so narrow that most orders meet another. Below 100 the tick is half as large. */
  private price(): Units {
    const price = 100n * ONE + BigInt(this.random.between(-8, 8)) * HALF_DOLLAR
    return price < 100n * ONE && this.random.chance(0.3) ? price + HALF_DOLLAR / 2n : price
  }

  private trail(): { readonly trailAmount: Units } | { readonly trailPercent: Units } {
    const size = BigInt(this.random.between(1, 6)) * HALF_DOLLAR
    return this.random.chance(0.5) ? { trailAmount: size } : { trailPercent: size }
  }

  private cancelling(): OrderCommand {
    const { orderId, assetId, accountId } = this.ticket()
    return { type: 'CancelOrder', orderId, assetId, accountId, reason: 'client' }
  }

  private amending(): OrderCommand {
    const { random } = this
    const quantity = random.chance(0.7) ? BigInt(random.between(1, 40)) * ONE : undefined
    const limitPrice = quantity === undefined || random.chance(0.4) ? this.price() : undefined
    const moved = random.chance(0.15) ? { stopPrice: this.price() } : random.chance(0.1) ? this.trail() : { limitPrice }
    return { type: 'AmendOrder', ...this.ticket(), amendmentId: this.id(), quantity, ...moved }
  }

  private ticket(): Ticket {
    // Half of the time a new one, about which services still talk to each other.
    const tickets = this.random.chance(0.5) ? this.tickets.slice(-TICKETS_NEW) : this.tickets
    if (tickets.length > 0) return this.random.pick(tickets)
    const { accountId } = this.random.pick(this.traders)
    return { orderId: this.id(), assetId: this.instruments[0]!.assetId, accountId }
  }

  private proposing(): WalletCommand {
    const { accountId } = this.random.pick(this.traders)
    const asset = this.random.pick(['USD', 'JPY', ...this.instruments.map(({ assetId }) => assetId)])
    const amount = BigInt(this.random.between(-20, 60)) * (asset.length === 3 ? 100n * ONE : ONE)
    const command = { ...this.proposal(accountId, asset, amount), proposedBy: this.random.pick(this.staff) }
    this.proposals.push({ adjustmentId: command.adjustmentId, accountId })
    return command
  }

  private proposal(accountId: Id, asset: string, amount: Units) {
    return {
      type: 'ProposeAdjustment',
      adjustmentId: this.id(),
      accountId,
      asset,
      amount,
      unitCost: asset.length > 3 && amount > 0n ? 100n * ONE : undefined,
      reason: 'a transfer by hand',
      evidence: 'statement 1',
    } as const
  }

  private deciding(): WalletCommand {
    const proposal = this.proposals.length > 0 ? this.random.pick(this.proposals.slice(-10)) : undefined
    const { adjustmentId, accountId } = proposal ?? { adjustmentId: this.id(), accountId: this.traders[0]!.accountId }
    const decidedBy = this.random.pick(this.staff)
    return { type: 'DecideAdjustment', adjustmentId, accountId, approve: this.random.chance(0.8), decidedBy }
  }

  private restricted() {
    return { accountId: this.random.pick(this.traders).accountId, kind: this.random.pick(KINDS) }
  }
}

const fees = (minimum: string) => ({
  version: 1,
  minimum: parseUnits(minimum),
  tiers: [
    { below: parseUnits('1000'), rate: parseUnits('0.0137'), commission: parseUnits('0.0061') },
    { rate: parseUnits('0.0053'), commission: parseUnits('0.0029') },
  ],
})
const flat = parseUnits('0.5')
const parts = { commission: flat, exchange: flat / 4n, regulator: 1n, depository: flat / 3n }
/** Dollars pay by their value in rupees, a flat fee for little, and it is told whose it is. */
const FEES = {
  dollars: {
    ...fees('25'),
    currency: 'MUR',
    valuation: { rate: parseUnits('45.5'), source: 'simulation', quotedAt: 0, stale: false },
    tiers: [
      { below: parseUnits('40000'), rate: 0n, commission: 0n, minimum: parseUnits('25'), parts },
      ...fees('25').tiers.map((tier) => ({ ...tier, below: tier.below && tier.below * 60n, parts })),
    ],
  },
  yen: fees('3'),
}
const ACTS = {
  ...{ place: 60, cancel: 8, amend: 22, cancelAll: 1, halt: 0.3, resume: 3 },
  ...{ propose: 2, decide: 3, pay: 6, restrict: 0.1, lift: 3, update: 0.7 },
}
const ORDER_TYPES = { limit: 70, market: 10, stop_loss: 6, stop_limit: 8, trailing_stop: 6 }
const TIMES_IN_FORCE = { gtc: 55, day: 25, ioc: 12, fok: 8 }
const IMMEDIATE = { gtc: 0, day: 0, ioc: 70, fok: 30 }
const HOURS = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [
  { day, open: '08:00', close: '12:00' },
  { day, open: '13:00', close: '17:00' },
])

const calendar = (given: (typeof VENUE_CALENDARS)[number]): Act => ({
  to: 'market',
  command: { type: 'SetCalendar', calendarId: calendarIdOf(given.code), calendar: given },
})

const listing = ({ assetId, symbol, currency, calendarCode, lot }: Instrument): Act => ({
  to: 'market',
  command: {
    type: 'ListAsset',
    ...{ assetId, symbol, name: symbol, assetType: 'stock', exchange: 'SEM', quoteCurrency: currency, calendarCode },
    issuer: { legalName: `Issuer of ${symbol}`, country: 'MUS' },
    ...{ status: 'active', isTradable: true, isDemoTradable: true, quoteAgeMsMax: 45_000 },
    ...{ minOrderQuantity: lot, lotSize: lot, tickSize: HALF_DOLLAR, marketCollarPercent: 5n * ONE },
    tickLadder: [{ below: 100n * ONE, tick: HALF_DOLLAR / 2n }],
    priceBandPercent: 12n * ONE,
  },
})
