import type { AdjustmentAccount, Posting } from '@filao/contracts'
import { commandHash, judgeAgreement, judgeWord } from '@filao/kernel'
import { formatUnits, inRange, isCurrency, multiply, ZERO } from '@filao/money'
import { emptyHolding, emptyWallet } from './balance.state'
import { costOfDeparture, costOfPurchase } from './leg.decider'
import { credit, debit, movement, type Change } from './movement.events'
import type { DecideAdjustment, ProposeAdjustment } from './wallet.commands'
import { refuse, type WalletDecision, type WalletRefusal } from './wallet.refusals'
import type { Account, Adjustment } from './account.state'

/** First of two people, neither of whom owns the account. Nothing moves yet. */
export function propose(command: ProposeAdjustment, account: Account): WalletDecision {
  const { adjustmentId, accountId, asset, amount, unitCost, reason, evidence, proposedBy } = command
  if (account.status === 'unknown') return refuse('account_unknown')
  const against = command.against ?? (isCurrency(asset) ? 'bank' : 'custody')
  const known = account.adjustments.get(adjustmentId)
  if (known) return isSame(known, command, against) ? [] : refuse('idempotency_mismatch')
  if (account.status === 'closed') return refuse('account_closed')
  const hash = hashOf(command, against)
  if (judgeWord({ by: proposedBy, commandHash: hash }, undefined, account.userId) === 'owner')
    return refuse('same_approver')
  if (amount === ZERO || !inRange(amount)) return refuse('amount_out_of_range')
  if (isCurrency(asset) !== (against !== 'custody')) return refuse('counter_account_not_allowed')
  const needsCost = !isCurrency(asset) && amount > ZERO
  if (needsCost && unitCost === undefined) return refuse('unit_cost_required')
  if (!needsCost && unitCost !== undefined) return refuse('unit_cost_not_allowed')
  return [
    {
      type: 'AdjustmentProposed',
      adjustmentId,
      accountId,
      asset,
      amount,
      unitCost,
      against,
      reason,
      evidence,
      commandHash: hash,
      proposedBy,
    },
  ]
}

/** What changes on whose account, and on which side of the house. The id of the proposal is that of a request. */
const hashOf = ({ accountId, asset, amount, unitCost }: ProposeAdjustment, against: AdjustmentAccount): string =>
  commandHash({
    command: 'AdjustBalance',
    accountId,
    asset,
    amount: formatUnits(amount),
    unitCost: unitCost === undefined ? undefined : formatUnits(unitCost),
    against,
  })

/** Second person. What is taken away must be free at this moment, whatever it was when it was proposed. */
export function decideAdjustment(command: DecideAdjustment, account: Account): WalletDecision {
  const { adjustmentId, accountId, approve, decidedBy, reason } = command
  const adjustment = account.adjustments.get(adjustmentId)
  if (!adjustment) return refuse('adjustment_unknown')
  const { commandHash: hash, proposedBy } = adjustment
  const verdict = judgeAgreement(decidedBy, { by: proposedBy, commandHash: hash }, account.userId)
  if (verdict !== 'second') return refuse('same_approver')
  if (adjustment.status !== 'proposed') {
    return (adjustment.status === 'posted') === approve ? [] : refuse('not_allowed_in_state')
  }
  if (!approve) return [{ type: 'AdjustmentRejected', adjustmentId, accountId, decidedBy, reason: reason ?? '' }]
  if (account.status === 'closed') return refuse('account_closed')
  const { asset, amount } = adjustment
  // While a freeze holds nothing leaves, by whatever way: an authority's word ends the freeze first (regulation SAN-2, 8).
  if (amount < ZERO && account.restrictions.some(({ kind }) => kind === 'freeze')) return refuse('under_review')
  const obstacle = isCurrency(asset) ? moneyObstacle(adjustment, account) : assetObstacle(adjustment, account)
  if (obstacle) return obstacle
  const moved = movement(account, linesOf(adjustment, account), changeOf(adjustment, account))
  const agreed = { commandHash: hash, proposedBy, decidedBy }
  return [{ type: 'BalanceAdjusted', adjustmentId, accountId, asset, amount, ...agreed, ...moved }]
}

function moneyObstacle({ asset, amount }: Adjustment, account: Account): WalletRefusal | undefined {
  const { available, reserved } = account.wallets.get(asset) ?? emptyWallet(asset)
  if (available + amount < ZERO) return refuse('insufficient_balance', { required: -amount, available })
  return inRange(available + reserved + amount) ? undefined : refuse('amount_out_of_range')
}

function assetObstacle({ asset, amount, unitCost }: Adjustment, account: Account): WalletRefusal | undefined {
  const holding = account.holdings.get(asset) ?? emptyHolding(asset)
  const { quantity, reserved } = holding
  const available = quantity - reserved
  if (available + amount < ZERO) return refuse('insufficient_quantity', { required: -amount, available })
  if (amount < ZERO) return undefined
  const { invested, averagePrice } = costOfPurchase(holding, amount, multiply(amount, unitCost ?? ZERO))
  return [quantity + amount, invested, averagePrice].every(inRange) ? undefined : refuse('amount_out_of_range')
}

/** Paper money comes from its own issuance, so that no real account of the house ever holds any of it. */
function linesOf({ asset, amount, against }: Adjustment, { mode }: Account): Posting[] {
  const house = mode === 'demo' ? 'demo_issuance' : against
  const client = isCurrency(asset) ? 'client_cash' : 'client_asset'
  return amount > ZERO
    ? [debit(house, asset, amount), credit(client, asset, amount)]
    : [debit(client, asset, -amount), credit(house, asset, -amount)]
}

function changeOf({ asset, amount, unitCost }: Adjustment, account: Account): Change {
  if (isCurrency(asset)) return {}
  const holding = account.holdings.get(asset) ?? emptyHolding(asset)
  const cost =
    amount > ZERO
      ? costOfPurchase(holding, amount, multiply(amount, unitCost ?? ZERO))
      : costOfDeparture(holding, -amount)
  return { cost }
}

const isSame = (known: Adjustment, command: ProposeAdjustment, against: AdjustmentAccount): boolean =>
  known.asset === command.asset &&
  known.amount === command.amount &&
  known.unitCost === command.unitCost &&
  known.against === against &&
  known.reason === command.reason &&
  known.evidence === command.evidence &&
  known.proposedBy === command.proposedBy
