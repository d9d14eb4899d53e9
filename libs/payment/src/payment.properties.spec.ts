import { expect, test } from '@jest/globals'
import type { WalletCommand } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import fc from 'fast-check'
import { newAccount, type PaymentAccount } from './account.state'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import type { PaymentEvent } from './payment.events'
import { paymentOf } from './payment.state'
import { isContradicted, isLive, isStranded } from './withdrawal.state'
import {
  accountCheckId,
  accountId,
  addAccount,
  approve,
  bankAccountId,
  clientCheckId,
  command,
  depositId,
  fail,
  hold,
  holderCheckId,
  id,
  initiate,
  NOW,
  openGate,
  payer,
  payerCheckId,
  receive,
  reissue,
  reissuedId,
  request,
  resolve,
  sam,
  screened,
  tina,
  tom,
  unhold,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'

const people = [tina, tom, sam, userId]
const of = <T extends PaymentCommand['type']>(type: T, fields: object = {}) => command(type, { depositId, ...fields })

/** The same of what is paid out again. */
const again = (said: PaymentCommand) => ({ ...said, withdrawalId: reissuedId }) as PaymentCommand
const allocate = (allocatedBy: string) =>
  of('AllocateDeposit', { targetDepositId: id(80), targetAccountId: id(81), userId, payer, mode: 'live', allocatedBy })

/** Everything that anybody can send, a payment each; what a provider or wallet says comes only when it can. */
const inputs: readonly PaymentCommand[] = [
  openGate,
  command('SetDepositGate', { open: false }),
  hold,
  unhold,
  initiate(),
  receive(),
  receive({ amount: parseUnits('7') }),
  receive({ providerReference: 'TX2', receiptId: id(70) }),
  ...['clear', 'other'].flatMap((outcome) =>
    [payerCheckId, accountCheckId, clientCheckId, holderCheckId].map((check) => screened(check, outcome as 'clear')),
  ),
  of('ClearDeposit'),
  of('HoldDeposit', { heldBy: sam }),
  ...people.map((releasedBy) => of('ReleaseDeposit', { releasedBy })),
  ...people.map((refundedBy) => of('RefundDeposit', { refundedBy })),
  of('FailDeposit', { reason: 'provider_failed', providerReference: 'TX1' }),
  of('FailDeposit', { reason: 'provider_failed', providerReference: 'TX2' }),
  of('ExpireDeposit'),
  of('ChargeBackDeposit', { providerReference: 'TX1' }),
  of('ChargeBackDeposit', { providerReference: 'TX2' }),
  command('RecordCredit', { creditId: depositId, outcome: 'credited' }),
  command('RecordCredit', { creditId: depositId, outcome: 'suspended' }),
  command('RecordCredit', { creditId: depositId, outcome: 'stranded' }),
  ...people.map((one) => allocate(one)),
  addAccount({ coolingOffHours: 0 }),
  command('RemoveBankAccount', { bankAccountId }),
  ...people.map((verifiedBy) => command('VerifyBankAccount', { bankAccountId, verifiedBy, verification: 'document' })),
  request(),
  request({ amount: parseUnits('20000') }),
  withdrawal('ConfirmReservation'),
  withdrawal('RefuseReservation', { reason: 'insufficient_balance' }),
  withdrawal('TimeOutReservation'),
  ...people.map((one) => approve(one)),
  ...people.map((one) => approve(one, { isSenior: true })),
  withdrawal('FlagWithdrawal', { userId, flaggedBy: sam, reason: 'odd' }),
  withdrawal('UnflagWithdrawal', { unflaggedBy: sam }),
  withdrawal('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' }),
  withdrawal('CancelWithdrawal'),
  withdrawal('RequestClearing'),
  withdrawal('SubmitPayout'),
  withdrawal('RefusePayout', { reason: 'open_items' }),
  withdrawal('AcceptPayout', { providerReference: 'B1' }),
  withdrawal('CompletePayout'),
  fail,
  withdrawal('TimeOutPayout'),
  withdrawal('ReturnPayout', { code: 'AC04' }),
  command('RecordCredit', { creditId: withdrawalId, outcome: 'credited' }),
  command('RecordCredit', { creditId: withdrawalId, outcome: 'stranded' }),
  ...people.map((one) => reissue(one)),
  ...people.map((one) => again(approve(one))),
  again(withdrawal('RejectWithdrawal', { userId, rejectedBy: sam, reason: 'no' })),
  again(withdrawal('CompletePayout')),
  again(fail),
  ...[tina, tom].flatMap((one) => ['completed', 'failed'].map((outcome) => again(resolve(one, outcome)))),
  ...people.flatMap((takenBy) =>
    [depositId, withdrawalId, id(70)].map((paymentId) => command('TakeHold', { paymentId, takenBy })),
  ),
  ...people.flatMap((resolvedBy) => ['completed', 'failed'].map((outcome) => resolve(resolvedBy, outcome))),
]

/** False for what cannot be said in a state: a provider tells of no payout that it never had, wallet answers once. */
function isSayable(command: PaymentCommand, { withdrawals }: PaymentAccount): boolean {
  const { type } = command
  const known = withdrawals.get('withdrawalId' in command ? command.withdrawalId : withdrawalId)
  if (type === 'CompletePayout' || type === 'FailPayout' || type === 'ReturnPayout') return known?.payout !== undefined
  if (type === 'ConfirmReservation') return known !== undefined
  return type !== 'RefuseReservation' || (known !== undefined && known.reservedAt === undefined)
}

interface Life {
  readonly events: readonly PaymentEvent[]
  readonly sent: readonly string[]
  /** By which withdrawals wallet was told to post a payout, to free a reservation or to let go of suspense. */
  readonly ends: readonly string[]
  /** What of withdrawals wallet was told to let go of suspense. */
  readonly released: readonly string[]
  readonly state: PaymentAccount
}

function live(script: readonly PaymentCommand[]): Life {
  const { decide, evolve } = paymentRules.decider
  let state = newAccount(accountId)
  const events: PaymentEvent[] = []
  const sent: string[] = []
  const ends: string[] = []
  const released: string[] = []
  for (const next of script) {
    if (!isSayable(next, state)) continue
    const at = { now: NOW, position: events.length + 1 }
    const decision = decide(next, state, at)
    if (isRefusal(decision)) continue
    for (const event of decision) {
      state = evolve(state, event, at)
      events.push(event)
      for (const { command: reaction } of paymentRules.reactions(event, at)) {
        sent.push(reaction.type)
        if (!('withdrawalId' in event)) continue
        if (ENDS.has(reaction.type)) ends.push(event.withdrawalId)
        if (reaction.type === 'ReleaseSuspense') released.push((reaction as ReleaseSuspense).creditId)
      }
    }
  }
  return { events, sent, ends, released, state }
}
type ReleaseSuspense = Extract<WalletCommand, { readonly type: 'ReleaseSuspense' }>
const ENDS: ReadonlySet<string> = new Set(['PostPayout', 'ReleaseReservation', 'ReleaseSuspense'])

/** The way that payments take when nobody interferes. Half of the steps are of it, or few lives would see its end. */
const usual: readonly PaymentCommand[] = [
  initiate(),
  receive(),
  screened(payerCheckId, 'clear'),
  command('RecordCredit', { creditId: depositId, outcome: 'credited' }),
  screened(accountCheckId, 'clear'),
  request(),
  withdrawal('ConfirmReservation'),
  screened(clientCheckId, 'clear'),
  screened(holderCheckId, 'clear'),
  approve(tina),
  approve(tom, { isSenior: true }),
  withdrawal('SubmitPayout'),
  withdrawal('CompletePayout'),
  withdrawal('ReturnPayout', { code: 'AC04' }),
  of('ChargeBackDeposit', { providerReference: 'TX1' }),
]
/** The way of a deposit whose account is closed before it can be credited. */
const strandedWay: readonly PaymentCommand[] = [
  ...usual.slice(0, 3),
  command('RecordCredit', { creditId: depositId, outcome: 'stranded' }),
  allocate(tina),
  allocate(tom),
]
/** Paid out again, and approved by the second of two people. */
const reissued: readonly PaymentCommand[] = [
  reissue(tina),
  screened(id(52), 'clear'),
  screened(id(53), 'clear'),
  again(approve(tom, { isSenior: true })),
  again(withdrawal('CompletePayout')),
]
/** The way of a payout that comes back when its account is closed, and is paid out again. */
const reissuedWay: readonly PaymentCommand[] = [
  ...usual.slice(5, 14),
  command('RecordCredit', { creditId: withdrawalId, outcome: 'stranded' }),
  ...reissued,
]
/** The way of a payout that never left, as two people say, and then did: out of suspense, by which it cannot leave again. */
const neverLeftWay: readonly PaymentCommand[] = [
  ...usual.slice(5, 13),
  fail,
  resolve(tina, 'failed'),
  resolve(tom, 'failed'),
  command('RecordCredit', { creditId: withdrawalId, outcome: 'stranded' }),
  withdrawal('CompletePayout'),
  resolve(tina, 'completed'),
  resolve(tom, 'completed'),
  ...reissued,
]
/** The way of a payout that has failed, and that its bank has paid: two people say the one, and then the other. */
const paidTwiceWay: readonly PaymentCommand[] = [
  ...usual.slice(5, 12),
  fail,
  withdrawal('CompletePayout'),
  resolve(tina, 'failed'),
  resolve(tom, 'failed'),
]
const script = fc.array(fc.option(fc.constantFrom(...inputs), { freq: 2 }), {
  minLength: 1,
  maxLength: 80,
  size: 'max',
})
const ways = fc.constantFrom(usual, usual, strandedWay, reissuedWay, neverLeftWay, paidTwiceWay)
const scripts = fc.tuple(script, ways).map(([steps, way]) => {
  let next = 0
  return steps.map((step) => step ?? way[next++ % way.length]!)
})
const count = (types: readonly string[], type: string): number => types.filter((one) => one === type).length
const property = (check: (life: Life) => void): void =>
  fc.assert(
    fc.property(scripts, (script) => check(live([openGate, addAccount({ coolingOffHours: 0 }), ...script]))),
    { numRuns: 500 },
  )

test('no sequence of inputs credits a deposit twice, or after it went back', () => {
  property(({ events, sent }) => {
    const types = events.map(({ type }) => type)
    const returned = count(types, 'WithdrawalReturned')
    const fromSuspense = events.filter((event) => event.type === 'DepositRefunded' && event.wasStranded).length
    expect(count(sent, 'CreditDeposit')).toBeLessThanOrEqual(1 + returned)
    expect(count(types, 'DepositCleared') + count(types, 'DepositRefunded') - fromSuspense).toBeLessThanOrEqual(1)
    // What wallet keeps leaves it once: to the payer, to another account, or to the payer's bank.
    const left = fromSuspense + count(types, 'DepositAllocated') + count(types, 'DepositChargedBack')
    expect(left).toBeLessThanOrEqual(count(types, 'DepositCleared'))
    const credited = events.some((event) => event.type === 'DepositSettled' && event.outcome === 'credited')
    if (credited) expect(fromSuspense + count(types, 'DepositAllocated')).toBe(0)
    expect(count(sent, 'ReceiveAllocation')).toBe(count(types, 'DepositAllocated'))
    expect(count(types, 'DepositChargedBack')).toBeLessThanOrEqual(count(types, 'DepositCleared'))
    expect(count(sent, 'PostChargeback')).toBeLessThanOrEqual(1)
  })
})

test('no sequence of inputs pays a withdrawal twice, or pays it and frees it', () => {
  property(({ events, ends, released }) => {
    const types = events.map(({ type }) => type)
    for (const one of [withdrawalId, reissuedId]) {
      const paid = events.filter((event) => event.type === 'PayoutSubmitted' && event.withdrawalId === one)
      expect(paid.length).toBeLessThanOrEqual(1)
      // Freed once, what lies in suspense may have left after all, as two people say.
      const left = events.filter(
        (event) =>
          event.type === 'PayoutContradictionSettled' && event.withdrawalId === one && event.creditId !== undefined,
      )
      expect(count(ends, one)).toBeLessThanOrEqual(1 + left.length)
      const of = (type: string) => events.filter((event) => event.type === type && paymentOf(event) === one).length
      expect(of('WithdrawalCompleted')).toBeLessThanOrEqual(1)
      expect(of('WithdrawalReturned')).toBeLessThanOrEqual(of('WithdrawalCompleted'))
    }
    expect(new Set(released).size).toBe(released.length)
    // What is paid out again had come back, and leaves suspense once.
    expect(count(types, 'WithdrawalStranded')).toBeLessThanOrEqual(count(types, 'WithdrawalReturned'))
    const reissued = events.some((event) => 'withdrawalId' in event && event.withdrawalId === reissuedId)
    expect(reissued).toBe(types.includes('WithdrawalReissued'))
  })
})

test('a contradiction is settled once, by two people who are not the client', () => {
  property(({ events }) => {
    for (const one of [withdrawalId, reissuedId]) {
      let isOpen = false
      for (const event of events) {
        if (!('withdrawalId' in event) || event.withdrawalId !== one) continue
        if (event.type === 'PayoutContradicted') {
          expect(isOpen).toBe(false)
          isOpen = true
        }
        if (event.type === 'PayoutContradictionSettled') {
          expect(isOpen).toBe(true)
          isOpen = false
          expect(new Set([userId, ...event.resolvedBy]).size).toBe(3)
        }
        if (event.type === 'WithdrawalReturned') isOpen = false
      }
    }
  })
})

test('nothing is paid that was not reserved, screened twice and approved by as many as its tier asks for', () => {
  property(({ events, state }) => {
    const at = events.findIndex(({ type }) => type === 'PayoutSubmitted')
    if (at < 0) return
    const before = events.slice(0, at)
    const known = state.withdrawals.get(withdrawalId)!
    const { approval, firstApproval, tier } = known
    expect(before.some(({ type }) => type === 'WithdrawalReserved')).toBe(true)
    // A hit that comes while it is on its way changes nothing of how it was let go.
    expect(known.outstanding.size).toBe(0)
    expect(approval!.by).not.toBe(userId)
    if (tier > 1) expect(firstApproval!.by).not.toBe(approval!.by)
    if (tier === 3) expect(firstApproval!.isSenior || approval!.isSenior).toBe(true)
    const held = before.filter(({ type }) => type === 'PayoutsHeld' || type === 'PayoutsReleased').at(-1)
    expect(held?.type).not.toBe('PayoutsHeld')
  })
})

test('what is credited was received, and screened clear last', () => {
  property(({ events }) => {
    const at = events.findIndex(({ type }) => type === 'DepositCleared')
    if (at < 0) return
    const screenings = events.slice(0, at).filter((event) => event.type === 'DepositScreened')
    expect(screenings.at(-1)?.outcome).toBe('clear')
    expect(
      count(
        events.slice(0, at).map(({ type }) => type),
        'DepositReceived',
      ),
    ).toBe(1)
  })
})

test('the random lives reach the end of both machines', () => {
  const reached = new Set<string>()
  for (const script of fc.sample(scripts, { numRuns: 3000, seed: 11 })) {
    for (const { type } of live([openGate, addAccount({ coolingOffHours: 0 }), ...script]).events) reached.add(type)
  }
  for (const type of [
    'WithdrawalCompleted',
    'WithdrawalReturned',
    'WithdrawalStranded',
    'WithdrawalReissued',
    'PayoutContradicted',
    'PayoutContradictionSettled',
    'DepositChargedBack',
    'DepositRefunded',
    'DepositAllocated',
    'DepositSettled',
  ]) {
    expect([type, reached.has(type)]).toEqual([type, true])
  }
})

test('whatever stands still is held since some time, and whatever ended is not', () => {
  property(({ state }) => {
    for (const { status, hold } of state.deposits.values()) {
      if (status === 'held') expect(hold?.since).toBe(NOW)
      if (status === 'pending' || status === 'refunded' || status === 'failed' || status === 'charged_back') {
        expect(hold).toBeUndefined()
      }
    }
    for (const known of state.withdrawals.values()) {
      const isWaiting = known.status === 'flagged' || known.status === 'pending' || known.hits.size > 0
      if (isWaiting && isLive(known)) expect(known.hold?.since).toBe(NOW)
      if (!isLive(known)) expect(known.hold !== undefined).toBe(isStranded(known) || isContradicted(known))
      expect(known.hold?.owner).not.toBe(userId)
    }
    for (const { status, hold } of state.receipts.values()) expect(hold !== undefined).toBe(status === 'open')
  })
})
