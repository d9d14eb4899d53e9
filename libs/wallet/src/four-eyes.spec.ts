import { isRefusal, makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { takesTwo, type Matter } from '@filao/testing'
import { unknownAccount, walletRules, type WalletCommand } from './index'

const id = (unique: number): Id => makeId({ partition: 1, at: 1_790_000_000_000, unique: BigInt(unique) })
const [accountId, userId] = [id(1), id(2)]

/** The first who speaks proposes, and so does whoever says something else; the others decide on what is proposed. */
function begin(): Matter {
  const { decide, evolve } = walletRules.decider
  const at = { now: Date.parse('2026-10-05T10:00:00.000Z'), position: 1 }
  let state = unknownAccount(accountId)
  let [proposals, isOpen] = [0, false]
  const taken = (command: WalletCommand) => {
    const decision = decide(command, state, at)
    if (isRefusal(decision)) return decision.refused
    for (const event of decision) state = evolve(state, event, at)
    return decision
  }
  taken({ type: 'OpenWallets', accountId, userId, mode: 'live', kind: 'client' })
  return {
    say(by, said) {
      if (isOpen && said === 'this')
        return taken({
          type: 'DecideAdjustment',
          accountId,
          adjustmentId: id(100 + proposals),
          approve: true,
          decidedBy: by,
        })
      const answer = taken({
        ...{ type: 'ProposeAdjustment', accountId, adjustmentId: id(101 + proposals), asset: 'USD', proposedBy: by },
        ...{ amount: parseUnits(said === 'this' ? '5' : '6'), reason: `says ${by}`, evidence: 'receipt 7' },
      })
      if (typeof answer !== 'string') [proposals, isOpen] = [proposals + 1, true]
      return answer
    },
  }
}

takesTwo('adjusting a balance', {
  begin,
  proposed: 'AdjustmentProposed',
  effect: 'BalanceAdjusted',
  people: [id(20), id(21), id(22)],
  owner: userId,
})
