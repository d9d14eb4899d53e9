import { describe, expect, it } from '@jest/globals'
import { newAccount, type PaymentAccount } from './account.state'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import type { PaymentEvent } from './payment.events'

const at = { now: 0, position: 1 }
const decide = (command: PaymentCommand, account: PaymentAccount) => paymentRules.decider.decide(command, account, at)
const evolve = (account: PaymentAccount, event: PaymentEvent) => paymentRules.decider.evolve(account, event, at)
const accountId = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

describe('the gates of an account', () => {
  it('are set by compliance, and a repetition says nothing new', () => {
    const account = newAccount(accountId)
    const open = { type: 'SetDepositGate', accountId, open: true } as const
    const hold = { type: 'HoldPayouts', accountId } as const
    expect(decide(open, account)).toEqual([{ type: 'DepositGateSet', accountId, open: true }])
    expect(decide(hold, account)).toEqual([{ type: 'PayoutsHeld', accountId }])
    evolve(account, { type: 'DepositGateSet', accountId, open: true })
    evolve(account, { type: 'PayoutsHeld', accountId })
    expect([decide(open, account), decide(hold, account)]).toEqual([[], []])
    expect(decide({ type: 'ReleasePayouts', accountId }, account)).toEqual([{ type: 'PayoutsReleased', accountId }])
  })

  it('an account of which compliance has said nothing holds nothing, and takes nothing in', () => {
    expect(newAccount(accountId)).toMatchObject({ gate: undefined, payoutsHeld: false })
    expect(decide({ type: 'ReleasePayouts', accountId }, newAccount(accountId))).toEqual([])
  })
})
