import { assert, localDay, monthOf, never, type Id, type Instant, type Moment } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import {
  isLimited,
  isUnsettled,
  maturityKey,
  type Account,
  type Adjustment,
  type Credit,
  type OpenItem,
  type Restriction,
} from './account.state'
import { setHolding, setWallet } from './balance.state'
import { holdingOf, post, walletOf } from './ledger.state'
import { withdrawn } from './withdrawn.state'
import { fundedReservation, legKey, type FundedReservation } from './reservation.state'
import type { AdjustmentProposed, LegSettled, WalletEvent, WalletsOpened } from './wallet.events'

/** Total: every event in every state. An event is a fact, so nothing here is refused. */
export function evolve(account: Account, event: WalletEvent, { now }: Moment): Account {
  if ('postings' in event) post(account, event.postings)
  if ('wallet' in event && event.wallet) setWallet(walletOf(account, event.wallet.currency), event.wallet)
  if (event.type === 'FundsConverted') setWallet(walletOf(account, event.to), event.received)
  if ('holding' in event && event.holding) setHolding(holdingOf(account, event.holding.assetId), event.holding)
  switch (event.type) {
    case 'WalletsOpened':
      open(account, event)
      break
    case 'FundsReserved':
      account.reservations.set(event.reservationId, fundedReservation(event, localDay(now)))
      if (event.purpose === 'withdrawal') addWithdrawn(account, event.usdValue, localDay(now))
      else addVolume(account, event.usdValue, now)
      break
    case 'ReservationIncreased':
      amend(account, event, event.amount).usdValue += event.usdValue
      addVolume(account, event.usdValue, now)
      break
    case 'ReservationReduced': {
      const reservation = amend(account, event, -event.amount)
      // A reduction carries no value: it falls with the amount.
      reservation.usdValue = (reservation.usdValue * reservation.amount) / (reservation.amount + event.amount)
      break
    }
    case 'LegSettled':
      settle(account, event, now)
      break
    case 'ReservationReleased': {
      const reservation = funded(account, event.reservationId)
      reservation.status = 'released'
      reservation.closedAt = now
      takeWithdrawn(account, reservation)
      break
    }
    case 'ReservationTombstoned':
      account.reservations.set(event.reservationId, {
        reservationId: event.reservationId,
        status: 'tombstone',
        closedAt: now,
      })
      break
    case 'OpenItemClosed': {
      const item = account.openItems.get(legKey(event.tradeId, event.side))
      if (item) item.closedAt = now
      break
    }
    case 'PayoutPosted': {
      const reservation = funded(account, event.reservationId)
      reservation.status = 'posted'
      reservation.closedAt = now
      break
    }
    case 'DepositCredited':
      account.credits.set(event.creditId, credited(event, 'credited'))
      break
    case 'CreditSuspended':
      account.credits.set(event.creditId, credited(event, 'suspended'))
      break
    case 'ReceiptSuspended':
      account.credits.set(event.creditId, credited({ ...event, fee: ZERO }, 'suspended'))
      break
    case 'SuspenseReleased':
      creditOf(account, event.creditId).status = event.to === 'account' ? 'credited' : 'released'
      break
    case 'ChargebackPosted':
      creditOf(account, event.creditId).status = 'charged_back'
      break
    case 'AdjustmentProposed':
      account.adjustments.set(event.adjustmentId, proposed(event))
      break
    case 'BalanceAdjusted':
      decided(account, event, 'posted', now)
      break
    case 'AdjustmentRejected':
      decided(account, event, 'rejected', now)
      break
    case 'AccountRestricted':
      restrict(account, { kind: event.kind, scope: event.scope, since: now })
      break
    case 'RestrictionLifted':
      restrict(account, undefined, event.kind)
      break
    case 'AccountLimitsSet':
      account.limits = event.limits
      break
    case 'AccountKindRecorded':
      account.kind = event.kind
      account.kindVersion = event.version
      break
    case 'ProceedsMatured':
      account.maturities.delete(maturityKey(event.currency, event.maturesOn))
      break
    case 'AccountClosed':
      account.status = 'closed'
      account.closedAt = now
      break
    case 'FundsConverted':
      account.conversions.add(event.conversionId)
      break
    case 'PayoutCleared':
    case 'PayoutRefused':
    case 'ReservationRefused':
    case 'AccountClosureRefused':
      break
    default:
      return never(event)
  }
  return account
}

function open(account: Account, event: WalletsOpened): void {
  account.status = 'open'
  account.userId = event.userId
  account.kind = event.kind
  account.mode = event.mode
  for (const after of event.wallets) setWallet(walletOf(account, after.currency), after)
}

function settle(account: Account, event: LegSettled, now: Instant): void {
  const reservation = funded(account, event.reservationId)
  const key = legKey(event.tradeId, event.side)
  reservation.drawn += event.draw
  reservation.filled += event.quantity
  reservation.legs += 1
  reservation.settled.add(key)
  if (event.mode !== 'live') return
  account.openItems.set(key, openItem(event, now))
  if (!isUnsettled(event, now)) return
  const { currency, settlementDate } = event
  const proceeds = event.gross - event.commission - event.fees
  const due = maturityKey(currency, settlementDate)
  const known = account.maturities.get(due)
  if (known) known.amount += proceeds
  else if (proceeds > ZERO) account.maturities.set(due, { currency, maturesOn: settlementDate, amount: proceeds })
}

/** A buyer's leg credits clearing with the money and debits it with the quantity; a seller's does the opposite. */
function openItem(event: LegSettled, now: Instant): OpenItem {
  const { tradeId, side, assetId, currency, gross, quantity } = event
  const buys = side === 'buy'
  return {
    tradeId,
    side,
    assetId,
    currency,
    money: buys ? gross : -gross,
    quantity: buys ? -quantity : quantity,
    openedAt: now,
    closedAt: undefined,
  }
}

function amend(
  account: Account,
  event: { readonly reservationId: Id; readonly amendmentId: string; readonly quantity?: Units | undefined },
  amount: Units,
): FundedReservation {
  const reservation = funded(account, event.reservationId)
  reservation.amount += amount
  reservation.quantity = event.quantity ?? reservation.quantity
  reservation.amendments.push({ amendmentId: event.amendmentId, amount })
  return reservation
}

function addVolume(account: Account, usdValue: Units, now: Instant): void {
  if (!isLimited(account)) return
  const today = localDay(now)
  account.volumeDay = (account.volumeOn === today ? account.volumeDay : ZERO) + usdValue
  account.volumeOn = today
}

/** Of a market maker too: its kind may be another when a withdrawal is released. */
function addWithdrawn(account: Account, usdValue: Units, today: string): void {
  const { day, month } = withdrawn(account, today)
  account.withdrawnDay = day + usdValue
  account.withdrawnMonth = month + usdValue
  account.withdrawnOn = today
}

/** What came back to the account before it was paid does not count, in the month and on the day that it had counted. */
function takeWithdrawn(account: Account, { reservedOn, usdValue }: FundedReservation): void {
  const counted = account.withdrawnOn
  if (reservedOn === undefined || counted === undefined) return
  if (reservedOn === counted) account.withdrawnDay -= usdValue
  if (monthOf(reservedOn) === monthOf(counted)) account.withdrawnMonth -= usdValue
}

const credited = (
  {
    creditId,
    currency,
    gross,
    fee,
    rate,
    murAmount,
  }: Omit<Credit, 'status' | 'rate' | 'murAmount'> & Partial<Pick<Credit, 'rate' | 'murAmount'>>,
  status: Credit['status'],
): Credit => ({ creditId, currency, gross, fee, status, rate, murAmount })

function creditOf(account: Account, creditId: Id): Credit {
  const known = account.credits.get(creditId)
  assert(known !== undefined, 'what is released or taken back has come in')
  return known
}

function restrict(account: Account, restriction: Restriction | undefined, kind = restriction?.kind): void {
  const at = account.restrictions.findIndex((known) => known.kind === kind)
  if (at >= 0) account.restrictions.splice(at, 1)
  if (restriction) account.restrictions.push(restriction)
  if (account.status === 'open' || account.status === 'restricted') {
    account.status = account.restrictions.length > 0 ? 'restricted' : 'open'
  }
}

const proposed = (event: AdjustmentProposed): Adjustment => ({
  adjustmentId: event.adjustmentId,
  asset: event.asset,
  amount: event.amount,
  unitCost: event.unitCost,
  against: event.against,
  reason: event.reason,
  evidence: event.evidence,
  commandHash: event.commandHash,
  proposedBy: event.proposedBy,
  status: 'proposed',
  decidedBy: undefined,
  decidedAt: undefined,
})

function decided(
  account: Account,
  event: { readonly adjustmentId: Id; readonly decidedBy: Id },
  status: 'posted' | 'rejected',
  now: Instant,
): void {
  const adjustment = account.adjustments.get(event.adjustmentId)
  assert(adjustment !== undefined, 'an adjustment is decided after it was proposed')
  adjustment.status = status
  adjustment.decidedBy = event.decidedBy
  adjustment.decidedAt = now
}

function funded(account: Account, reservationId: Id): FundedReservation {
  const reservation = account.reservations.get(reservationId)
  assert(
    reservation !== undefined && reservation.status !== 'tombstone',
    'a fact about a reservation follows its making',
  )
  return reservation
}
