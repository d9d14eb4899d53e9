import { describe, expect, it } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { isId, partitionOf } from '@filao/kernel'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import {
  accountCheckId,
  accountId,
  addAccount,
  approve,
  bankAccountId,
  clientCheckId,
  command,
  depositId,
  eventsOf,
  hold,
  holderCheckId,
  id,
  initiate,
  NOW,
  openGate,
  outcomeOf,
  payer,
  payerCheckId,
  receiptId,
  receive,
  request,
  run,
  screened,
  tina,
  tom,
  travelRuleTerms,
  transferData,
  usable,
  userId,
  withdrawal,
  withdrawalId,
} from './payment.fixture'
import { bankCheckFor } from './screening.state'

const bankName = 'Bank of Ada'
const bankOf = (checkId: string) => bankCheckFor({ bankName }, checkId).bankCheckId!
const [payerBank, payeeBank, accountBank] = [bankOf(payerCheckId), bankOf(holderCheckId), bankOf(accountCheckId)]
const destination = { holderName: 'Ada Lovelace', country: 'MUS', bankName, iban: 'MU17BOMM0101101030300200000MUR' }
const received = [openGate, initiate(), receive({ payer: { ...payer, bankName } })]
const requested = [...usable, request({ destination })]
const added = [addAccount({ coolingOffHours: 0, destination })]
const depositOf = (before: readonly PaymentCommand[]) => run(before).deposits.get(depositId)
const withdrawalOf = (before: readonly PaymentCommand[]) => run(before).withdrawals.get(withdrawalId)

/** What compliance is asked about when one more command is decided. */
const asked = (before: readonly PaymentCommand[], next: PaymentCommand) =>
  eventsOf(before, next)
    .flatMap((event) => paymentRules.reactions(event, { now: NOW, position: 1 }))
    .map(({ command: sent }) => sent as ComplianceCommand)
    .flatMap((sent) => (sent.type === 'RequestCheck' ? [sent] : []))
    .map(({ checkId, subjectKind, subjectId, names, referenceId }) => ({
      ...{ checkId, subjectKind, subjectId, names, referenceId },
    }))

describe('the bank at the other end', () => {
  it.each([
    ['of a deposit', received.slice(0, 2), received[2]!, 'payer_bank', depositId, payerBank],
    ['of a withdrawal', [...usable], request({ destination }), 'payee_bank', withdrawalId, payeeBank],
    ['of a bank account', [], added[0]!, 'account_bank', bankAccountId, accountBank],
  ] as const)(
    '%s is asked about by its own check, beside whoever is at it',
    (_, before, next, kind, subject, checkId) => {
      const checks = asked(before, next)
      expect(checks.at(-1)).toEqual({
        ...{ checkId, subjectKind: kind, subjectId: subject, names: [bankName], referenceId: accountId },
      })
      expect(new Set(checks.map((one) => one.checkId)).size).toBe(checks.length)
    },
  )

  it('has a check with an id of the same partition, the same whenever it is asked for', () => {
    expect(isId(payerBank)).toBe(true)
    expect(partitionOf(payerBank)).toBe(partitionOf(payerCheckId))
    expect(bankOf(payerBank)).toBe(payerCheckId)
  })

  it('that nobody names is not asked about', () => {
    expect(asked(received.slice(0, 2), receive()).map(({ subjectKind }) => subjectKind)).toEqual(['deposit_payer'])
    expect(asked(usable, request()).map(({ subjectKind }) => subjectKind)).toEqual(['client', 'withdrawal'])
  })

  it('of money that was first nobody’s is kept with it', () => {
    const about = { accountId: receiptId, receiptId, provider: 'bank', providerReference: 'TX8' }
    const sent = { currency: 'USD', amount: 100n, payer: { bankName }, checkId: payerCheckId }
    const unknown = command('RecordUnknownReceipt', { ...about, ...sent })
    expect(eventsOf([], unknown)).toMatchObject([{ type: 'ReceiptUnallocated', payer: { bankName } }])
    const spare = eventsOf(received, receive({ providerReference: 'TX9', payer: { ...payer, bankName } }))
    expect(spare).toMatchObject([{ type: 'ReceiptUnallocated', payer: { bankName } }])
    const given = command('ReceiveAllocation', {
      ...{
        depositId: id(80),
        userId,
        sourceId: receiptId,
        provider: 'bank',
        providerReference: 'TX8',
        reference: 'given80',
      },
      ...{ currency: 'USD', amount: 100n, payer: { ...payer, bankName }, checkId: payerCheckId },
      ...{ travelRule: transferData, travelRuleTerms },
    })
    expect(asked([openGate], given).map(({ subjectKind }) => subjectKind)).toEqual(['deposit_payer', 'payer_bank'])
  })
})

describe('whoever has sent money of nobody', () => {
  const sentBy = (fields: object, checkId = payerCheckId) =>
    command('RecordUnknownReceipt', {
      ...{ accountId: receiptId, receiptId, provider: 'bank', providerReference: 'TX8', checkId },
      ...{ currency: 'USD', amount: 100n, payer: fields },
    })
  const answered = (checkId: string, outcome: 'clear' | 'other', about = receiptId) =>
    ({
      ...{ ...screened(checkId, outcome), accountId: receiptId, referenceId: receiptId },
      ...{ subjectKind: 'deposit_payer', subjectId: about },
    }) as PaymentCommand
  const giveBack = (returnedBy: string, accountOf = receiptId) =>
    command('ReturnReceipt', { receiptId, accountId: accountOf, returnedBy })
  const record = sentBy({ ...payer, bankName })
  const clear = [answered(payerCheckId, 'clear'), answered(payerBank, 'clear')]

  it('is asked about, and so is their bank, under the receipt’s own id', () => {
    const about = { subjectId: receiptId, referenceId: receiptId }
    expect(asked([], record)).toEqual([
      { ...about, checkId: payerCheckId, subjectKind: 'deposit_payer', names: [payer.name] },
      { ...about, checkId: payerBank, subjectKind: 'payer_bank', names: [bankName] },
    ])
    expect(eventsOf([], record)).toMatchObject([{ ownerId: receiptId, checkId: payerCheckId, bankCheckId: payerBank }])
    expect(asked([record], record)).toEqual([])
  })

  it('is asked about with the client under whose reference it came, where the provider names anybody', () => {
    const spare = receive({ providerReference: 'TX2', checkId: id(91) })
    const [event] = eventsOf(received, spare)
    expect(event).toMatchObject({ type: 'ReceiptUnallocated', ownerId: userId })
    expect(asked(received, spare)).toMatchObject([
      { checkId: id(91), subjectKind: 'deposit_payer', referenceId: accountId },
    ])
    expect(asked(received, { ...spare, nameScore: undefined })).toEqual([])
  })

  it('is sent nothing back before each check is clear, nor while nothing may leave', () => {
    expect(outcomeOf([record], giveBack(tina))).toBe('under_review')
    expect(outcomeOf([record, clear[0]!], giveBack(tina))).toBe('under_review')
    expect(outcomeOf([record, ...clear], giveBack(tina))).toEqual(['ReceiptReturnProposed'])
    expect(outcomeOf([record, ...clear, giveBack(tina), answered(payerBank, 'other')], giveBack(tom))).toBe(
      'under_review',
    )
    const spare = [...received, receive({ providerReference: 'TX2', nameScore: undefined })]
    expect(outcomeOf(spare, giveBack(tina, accountId))).toEqual(['ReceiptReturnProposed'])
    expect(outcomeOf([...spare, hold], giveBack(tina, accountId))).toBe('under_review')
  })

  it('and is named by a later list is sent nothing back either', () => {
    const found = answered(id(92), 'other')
    expect(outcomeOf([record, ...clear], found)).toEqual(['ReceiptScreened'])
    expect(outcomeOf([record, ...clear, found], found)).toEqual([])
    expect(outcomeOf([record, ...clear, found], giveBack(tina))).toBe('under_review')
  })

  it('but is named by nobody is nobody to ask about: two people send it back', () => {
    expect(asked([], sentBy({ country: 'MU' }))).toEqual([])
    expect(outcomeOf([sentBy({ country: 'MU' })], giveBack(tina))).toEqual(['ReceiptReturnProposed'])
  })

  it('is asked about no more once it is gone', () => {
    const returned = [record, ...clear, giveBack(tina), giveBack(tom)]
    expect(outcomeOf(returned, answered(id(92), 'other'))).toEqual([])
  })
})

describe('a payment', () => {
  it('goes on once both are clear, in any order', () => {
    const [person, bank] = [screened(payerCheckId, 'clear'), screened(payerBank, 'clear')]
    expect(outcomeOf(received, person)).toEqual(['DepositScreened'])
    expect(outcomeOf([...received, person], bank)).toEqual(['DepositScreened', 'DepositCleared'])
    expect(outcomeOf([...received, bank], person)).toEqual(['DepositScreened', 'DepositCleared'])
    expect(outcomeOf([...received, bank], bank)).toEqual([])
  })

  it('is held by a hit on the bank alone, and is not let go while it stands', () => {
    const held = [...received, screened(payerCheckId, 'clear'), screened(payerBank, 'other')]
    expect(depositOf(held)).toMatchObject({ status: 'held', holdReason: 'screening' })
    const release = (releasedBy: string) => command('ReleaseDeposit', { depositId, releasedBy })
    expect(outcomeOf(held, release(tina))).toBe('hit_open')
    expect(outcomeOf([...held, screened(payerBank, 'clear'), release(tina)], release(tom))).toEqual(['DepositCleared'])
  })

  it('out waits for the bank, and is flagged by a hit on it', () => {
    const people = [clientCheckId, holderCheckId].map((checkId) => screened(checkId, 'clear'))
    const waiting = [...requested, withdrawal('ConfirmReservation'), ...people]
    expect(withdrawalOf(waiting)?.status).toBe('pending')
    expect(outcomeOf(waiting, approve(tina))).toBe('not_reviewable')
    expect(withdrawalOf([...waiting, screened(payeeBank, 'clear')])?.status).toBe('admin_review')
    expect(withdrawalOf([...waiting, screened(payeeBank, 'other')])?.status).toBe('flagged')
  })

  it('to a bank account waits until its bank is clear as well', () => {
    const person = screened(accountCheckId, 'clear')
    expect(outcomeOf(added, person)).toEqual(['BankAccountScreened'])
    expect(outcomeOf([...added, person], screened(accountBank, 'clear'))).toEqual([
      'BankAccountScreened',
      'BankAccountVerified',
    ])
    const verify = command('VerifyBankAccount', { bankAccountId, verifiedBy: tina, verification: 'document' })
    expect(outcomeOf([...added, person, screened(accountBank, 'other')], verify)).toBe('hit_open')
  })
})

describe('a new version of a list', () => {
  const listed = (subjectKind: string, subjectId: string, outcome: string) =>
    ({ ...screened(id(90), outcome as 'clear'), subjectKind, subjectId }) as PaymentCommand

  it.each(['deposit_payer', 'payer_bank'])(
    'that names the %s holds the deposit until its own check is clear',
    (kind) => {
      const before = received.slice(0, 2).concat(receive())
      const held = [...before, listed(kind, depositId, 'other')]
      expect(depositOf(held)?.status).toBe('held')
      expect(outcomeOf([...held, screened(payerCheckId, 'clear')], listed(kind, depositId, 'other'))).toEqual([])
      const release = command('ReleaseDeposit', { depositId, releasedBy: tina })
      expect(outcomeOf([...held, screened(payerCheckId, 'clear')], release)).toBe('hit_open')
      expect(outcomeOf([...held, screened(payerCheckId, 'clear'), listed(kind, depositId, 'clear')], release)).toEqual([
        'DepositReleaseProposed',
      ])
    },
  )

  it.each(['withdrawal', 'payee_bank'])('that names the %s flags the withdrawal', (kind) => {
    const before = [...usable, request()]
    expect(outcomeOf(before, listed(kind, withdrawalId, 'other'))).toEqual(['WithdrawalFlagged'])
    expect(outcomeOf(before, listed(kind, withdrawalId, 'clear'))).toEqual([])
  })

  it.each(['bank_account', 'account_bank'])('that names the %s keeps it from being verified', (kind) => {
    const before = [addAccount(), listed(kind, bankAccountId, 'other')]
    expect(outcomeOf(before, screened(accountCheckId, 'clear'))).toEqual(['BankAccountScreened'])
  })

  it('that finds nothing changes nothing', () => {
    expect(outcomeOf(received, listed('payer_bank', depositId, 'clear'))).toEqual([])
    expect(outcomeOf(received, listed('client', userId, 'other'))).toEqual([])
  })
})
