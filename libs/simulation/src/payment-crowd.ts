import type { WalletCommand, WalletEvent } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import { ONE, ZERO, type Units } from '@filao/money'
import type { Random } from './random'

interface Withdrawal {
  readonly reservationId: Id
  readonly accountId: Id
  readonly currency: string
  readonly amount: Units
}
interface Credit {
  readonly creditId: Id
  readonly accountId: Id
  readonly currency: string
  readonly gross: Units
}

const ACTS = { deposit: 10, receipt: 2, withdraw: 10, clear: 4, settle: 8, suspense: 4, chargeback: 1 }
const KEPT_MAX = 40

/**
 * What payment tells wallet, by whatever the seed makes clients and providers do. It says only what payment would: what
 * is paid or freed was reserved, what is taken back came in.
 */
export class PaymentCrowd {
  private readonly withdrawals: Withdrawal[] = []
  private readonly credits: Credit[] = []
  private readonly suspended: Credit[] = []
  /** What was asked for, so that it can be asked for again. */
  private lastDeposit: WalletCommand | undefined

  constructor(
    private readonly random: Random,
    private readonly traders: readonly { readonly accountId: Id }[],
    private readonly id: (partition: number) => Id,
  ) {}

  heard(event: WalletEvent): void {
    switch (event.type) {
      case 'FundsReserved':
        if (event.purpose !== 'withdrawal') return
        return keep(this.withdrawals, { ...event, currency: event.asset })
      case 'DepositCredited':
        return keep(this.credits, event)
      case 'CreditSuspended':
      case 'ReceiptSuspended':
        return keep(this.suspended, event)
      default:
        return
    }
  }

  act(): WalletCommand {
    const { accountId } = this.random.pick(this.traders)
    const currency = this.random.pick(['USD', 'JPY'])
    const amount = BigInt(this.random.between(1, 40)) * 25n * ONE
    switch (this.random.weighted(ACTS)) {
      case 'deposit':
        return this.deposit(accountId, currency, amount)
      case 'receipt': {
        const creditId = this.id(partitionOf(accountId))
        return { type: 'RecordReceipt', creditId, accountId: creditId, currency, amount }
      }
      case 'clear': {
        const known = this.withdrawals.at(-1)
        if (!known) return this.deposit(accountId, currency, amount)
        return { type: 'ClearPayout', reservationId: known.reservationId, accountId: known.accountId }
      }
      case 'settle':
        return this.settle() ?? this.deposit(accountId, currency, amount)
      case 'suspense':
        return this.release() ?? this.deposit(accountId, currency, amount)
      case 'chargeback':
        return this.takeBack() ?? this.deposit(accountId, currency, amount)
      case 'withdraw':
        return {
          type: 'ReserveFunds',
          ...{ reservationId: this.id(partitionOf(accountId)), accountId, mode: 'live', purpose: 'withdrawal' },
          ...{ asset: currency, amount, value: amount, currency },
        }
    }
  }

  /** Sometimes the one before again, as when nobody knows whether it arrived. */
  private deposit(accountId: Id, currency: string, gross: Units): WalletCommand {
    if (this.lastDeposit && this.random.chance(0.2)) return this.lastDeposit
    const fee = this.random.chance(0.3) ? gross / 40n : ZERO
    const creditId = this.id(partitionOf(accountId))
    this.lastDeposit = { type: 'CreditDeposit', creditId, accountId, currency, gross, fee }
    return this.lastDeposit
  }

  private settle(): WalletCommand | undefined {
    const known = take(this.withdrawals, this.random)
    if (!known) return undefined
    const { reservationId, accountId, currency, amount } = known
    if (this.random.chance(0.3)) return { type: 'ReleaseReservation', reservationId, accountId, legs: 0, drawn: ZERO }
    const fee = this.random.chance(0.3) ? amount / 50n : ZERO
    return { type: 'PostPayout', reservationId, accountId, currency, paid: amount - fee, fee }
  }

  private release(): WalletCommand | undefined {
    const known = take(this.suspended, this.random)
    if (!known) return undefined
    const { creditId, accountId } = known
    const isNobodys = creditId === accountId
    return { type: 'ReleaseSuspense', creditId, accountId, to: isNobodys ? 'bank' : 'account' }
  }

  private takeBack(): WalletCommand | undefined {
    const known = take(this.credits, this.random)
    if (!known) return undefined
    const { creditId, accountId, currency, gross: amount } = known
    return { type: 'PostChargeback', creditId, accountId, currency, amount }
  }
}

function keep<T>(kept: T[], one: T): void {
  kept.push(one)
  if (kept.length > KEPT_MAX) kept.shift()
}

/** One of them, which is then nobody else's to settle. */
function take<T>(kept: T[], random: Random): T | undefined {
  return kept.length === 0 ? undefined : kept.splice(random.below(kept.length), 1)[0]
}
