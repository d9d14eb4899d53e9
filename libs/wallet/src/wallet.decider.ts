import { never, type Moment, type Rules } from '@filao/kernel'
import { unknownAccount, type Account } from './account.state'
import { closeAccount, lift, openWallets, recordKind, restrict, setLimits } from './account.decider'
import { decideAdjustment, propose } from './adjustment.decider'
import { convertFunds } from './conversion.decider'
import { creditDeposit, postChargeback, recordReceipt, releaseSuspense } from './credit.decider'
import { closeOpenItem, matureProceeds, settleLeg } from './leg.decider'
import { clearPayout, postPayout } from './payout.decider'
import { reduce, release } from './release.decider'
import { increase, reserve } from './reserve.decider'
import type { WalletCommand } from './wallet.commands'
import type { WalletEvent } from './wallet.events'
import { violation } from './wallet.invariants'
import { reactions, timers } from './wallet.reactions'
import type { WalletDecision, WalletRefusal } from './wallet.refusals'
import { evolve } from './wallet.state'

/** An empty list means: already done, or ignored; the first answer stands. */
export function decide(command: WalletCommand, account: Account, at: Moment): WalletDecision {
  switch (command.type) {
    case 'ReserveFunds':
      return reserve(command, account, at)
    case 'SettleLeg':
      return settleLeg(command, account, at)
    case 'ReleaseReservation':
      return release(command, account)
    case 'CloseOpenItem':
      return closeOpenItem(command, account)
    case 'IncreaseReservation':
      return increase(command, account, at)
    case 'ReduceReservation':
      return reduce(command, account)
    case 'MatureProceeds':
      return matureProceeds(command, account, at)
    case 'ClearPayout':
      return clearPayout(command, account, at)
    case 'PostPayout':
      return postPayout(command, account)
    case 'CreditDeposit':
      return creditDeposit(command, account)
    case 'RecordReceipt':
      return recordReceipt(command, account)
    case 'ReleaseSuspense':
      return releaseSuspense(command, account)
    case 'PostChargeback':
      return postChargeback(command, account)
    case 'OpenWallets':
      return openWallets(command, account)
    case 'ProposeAdjustment':
      return propose(command, account)
    case 'DecideAdjustment':
      return decideAdjustment(command, account)
    case 'RestrictAccount':
      return restrict(command, account)
    case 'LiftRestriction':
      return lift(command, account)
    case 'SetAccountLimits':
      return setLimits(command, account)
    case 'RecordAccountKind':
      return recordKind(command, account)
    case 'CloseAccount':
      return closeAccount(command, account)
    case 'ConvertFunds':
      return convertFunds(command, account, at)
    default:
      return never(command)
  }
}

/** The rules of the wallet service: one aggregate per account. */
export const walletRules: Rules<WalletCommand, WalletEvent, Account, WalletRefusal> = {
  decider: { initial: unknownAccount, decide, evolve },
  aggregateOf: ({ accountId }) => accountId,
  reactions,
  timers,
  violation,
}
