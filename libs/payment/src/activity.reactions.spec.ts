import { namedId } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountCheckId,
  addAccount,
  approve,
  bankAccountId,
  command,
  depositId,
  eventsOf,
  id,
  initiate,
  NOW,
  openGate,
  payer,
  payerCheckId,
  receiptId,
  receive,
  request,
  reviewed,
  run,
  screened,
  tina,
  tom,
  transferData,
  travelRuleTerms,
  userId,
  withdrawalId,
} from './payment.fixture'

/** What compliance is told of a client's dealings when one more command is decided. */
const told = (before: readonly PaymentCommand[], next: PaymentCommand) =>
  eventsOf(before, next)
    .flatMap((event) => paymentRules.reactions(event, { now: NOW, position: 1 }))
    .map(({ command: sent }) => sent)
    .filter(({ type }) => type === 'RecordCounterparty' || type === 'RecordTurnover')

const pending = [openGate, initiate()]
const clear = screened(payerCheckId, 'clear')
const turnover = { type: 'RecordTurnover', userId }

describe('a deposit', () => {
  const from = (country: string) => receive({ payer: { ...payer, country } })

  it('tells whose bank it comes from when it is received, however it fares then', () => {
    const expected = [{ type: 'RecordCounterparty', userId, paymentId: depositId, country: 'KP' }]
    expect(told(pending, from('KP'))).toEqual(expected)
    const strange = receive({ payer: { ...payer, country: 'KP' }, nameScore: 0.2 })
    expect(told(pending, strange)).toEqual(expected)
  })
  it('tells that nobody has said whose bank it was', () => {
    expect(told(pending, receive())).toEqual([
      { type: 'RecordCounterparty', userId, paymentId: depositId, country: 'XX' },
    ])
  })
  it('tells how much has come in when it is cleared, and not before', () => {
    expect(told([...pending, receive()], clear)).toEqual([
      { ...turnover, paymentId: namedId('bank:TX1'), direction: 'deposit', murAmount: parseUnits('4500') },
    ])
    expect(told([...pending, receive()], screened(payerCheckId, 'other'))).toEqual([])
  })
  it('that is given to another account has come in once, as the movement that it was', () => {
    const cleared = [...pending, receive(), clear]
    const stranded = [...cleared, command('RecordCredit', { creditId: depositId, outcome: 'stranded' })]
    const target = { targetAccountId: id(40), targetDepositId: id(41), checkId: id(42), reference: 'allocated1' }
    const give = (allocatedBy: string) =>
      command('AllocateDeposit', {
        ...{
          depositId,
          userId,
          payer,
          mode: 'live',
          allocatedBy,
          ...target,
          travelRule: transferData,
          travelRuleTerms,
        },
      })
    const [given] = eventsOf([...stranded, give(tina)], give(tom)).flatMap((event) =>
      paymentRules
        .reactions(event, { now: NOW, position: 1 })
        .map(({ command: sent }) => sent)
        .filter(({ type }) => type === 'ReceiveAllocation'),
    )
    const rate = { rate: 4_500_000_000n, source: 's', quotedAt: NOW, stale: false }
    const [first] = told([...pending, receive()], clear)
    const [second] = told([{ ...given, rate } as PaymentCommand], screened(id(42), 'clear'))
    expect(second).toEqual(first)
    const [other] = told([...pending, receive({ providerReference: 'TX2' })], clear)
    expect(other).not.toEqual(first)
  })
  it('is measured by an old rate where two people let it go by one, and not at all where none was ever known', () => {
    const release = (releasedBy: string) => command('ReleaseDeposit', { depositId, releasedBy })
    const stale = { rate: 4_000_000_000n, source: 's', quotedAt: 0, stale: true }
    const held = (rate: unknown) => [...pending, receive({ rate }), clear, release(tina)]
    expect(told(held(stale), release(tom))).toMatchObject([{ murAmount: parseUnits('4000') }])
    expect(told(held(undefined), release(tom))).toEqual([])
  })
  it('that was first nobody’s comes from where the money came from', () => {
    const about = { accountId: receiptId, receiptId }
    const money = { provider: 'bank', providerReference: 'TX9', currency: 'USD', amount: parseUnits('7') }
    const record = command('RecordUnknownReceipt', { ...about, ...money, payer: { country: 'KP' } })
    expect(eventsOf([], record)).toMatchObject([{ payer: { country: 'KP' } }])
    const again = receive({ providerReference: 'TX2', payer: { ...payer, country: 'IR' } })
    expect(eventsOf([...pending, receive()], again)).toMatchObject([{ payer: { country: 'IR' } }])
    const allocation = command('ReceiveAllocation', {
      ...{ depositId, userId, sourceId: receiptId, ...money, reference: 'allocated1', checkId: payerCheckId },
      ...{ payer: { ...payer, country: 'KP' }, travelRule: transferData, travelRuleTerms },
    })
    expect(told([], allocation)).toMatchObject([{ type: 'RecordCounterparty', country: 'KP' }])
  })
})

describe('a bank account', () => {
  it('tells where its bank is when it is added, before anything is paid to it', () => {
    expect(told([], addAccount({ country: 'PRK' }))).toEqual([
      { type: 'RecordCounterparty', userId, paymentId: bankAccountId, country: 'KP' },
    ])
    expect(told([], addAccount({ country: 'ZZZ' }))).toMatchObject([{ country: 'XX' }])
    expect(told([addAccount({ coolingOffHours: 0 })], screened(accountCheckId, 'clear'))).toEqual([])
  })
})

describe('a withdrawal', () => {
  const approved = [...reviewed, approve(tina)]
  it('tells whose bank it is to go to when it is asked for', () => {
    const destination = { holderName: 'Ada Lovelace', country: 'FRA' }
    const before = [addAccount({ coolingOffHours: 0 }), screened(accountCheckId, 'clear')]
    expect(told(before, request({ destination }))).toEqual([
      { type: 'RecordCounterparty', userId, paymentId: withdrawalId, country: 'FR' },
    ])
    expect(told(before, request({ destination: { ...destination, country: 'ZZZ' } }))).toMatchObject([
      { country: 'XX' },
    ])
  })
  it('tells nothing more until the money is gone', () => {
    expect(run(approved).withdrawals.get(withdrawalId)?.status).toBe('approved')
    expect(approved.slice(3).flatMap((next, nth) => told(approved.slice(0, 3 + nth), next))).toEqual([])
  })
})
