import { describe, expect, it } from '@jest/globals'
import {
  accountCheckId,
  addAccount,
  bankAccountId,
  command,
  eventsOf,
  HOUR_MS,
  id,
  NOW,
  outcomeOf,
  request,
  screened,
  tina,
  tom,
  usable,
  userId,
} from './payment.fixture'

const clear = screened(accountCheckId, 'clear')
const verify = (verifiedBy: string) =>
  command('VerifyBankAccount', { bankAccountId, verifiedBy, verification: 'document' })
const remove = command('RemoveBankAccount', { bankAccountId })

describe('a bank account', () => {
  it('of the client’s own name is verified when it is screened, and usable after its cooling-off period', () => {
    expect(eventsOf([addAccount()], clear)[1]).toMatchObject({
      type: 'BankAccountVerified',
      verification: 'name_match',
      usableFrom: NOW + 168 * HOUR_MS,
    })
    expect(outcomeOf([addAccount(), clear], clear)).toEqual([])
  })

  it('of another name waits for two people', () => {
    const other = [addAccount({ nameScore: 0.89 })]
    expect(outcomeOf(other, clear)).toEqual(['BankAccountScreened'])
    expect(outcomeOf(other, verify(tina))).toBe('hit_open')
    expect(outcomeOf([...other, clear], verify(tina))).toEqual(['BankAccountVerificationProposed'])
    expect(outcomeOf([...other, clear, verify(tina)], verify(tina))).toBe('same_approver')
    expect(outcomeOf([...other, clear, verify(tina)], verify(tom))).toEqual(['BankAccountVerified'])
    expect(outcomeOf([...other, clear], verify(userId))).toBe('same_approver')
  })

  it('whose screening is not clear is verified by nobody', () => {
    expect(outcomeOf([addAccount(), screened(accountCheckId, 'other')], verify(tina))).toBe('hit_open')
  })

  it('is one of five, each once, and none on paper or without a second look at who asks', () => {
    const many = [2, 3, 4, 5].map((n) => addAccount({ bankAccountId: id(50 + n), fingerprint: `${n}`.repeat(64) }))
    const next = addAccount({ bankAccountId: id(60), fingerprint: '9'.repeat(64) })
    expect(outcomeOf([addAccount(), ...many], next)).toBe('bank_account_limit')
    expect(outcomeOf([addAccount(), ...many, remove], next)).toEqual(['BankAccountAdded'])
    expect(outcomeOf([addAccount()], addAccount({ bankAccountId: id(60) }))).toBe('bank_account_exists')
    expect(outcomeOf([addAccount(), remove], addAccount({ bankAccountId: id(60) }))).toEqual(['BankAccountAdded'])
    expect(outcomeOf([], addAccount({ mode: 'demo' }))).toBe('demo_account')
    expect(outcomeOf([], addAccount({ steppedUp: false }))).toBe('step_up_required')
  })

  it('is not removed while it is paid to', () => {
    expect(outcomeOf([...usable, request()], remove)).toBe('withdrawal_in_flight')
    expect(outcomeOf([...usable], remove)).toEqual(['BankAccountRemoved'])
    expect(outcomeOf([...usable, remove], remove)).toEqual([])
    expect(outcomeOf([], remove)).toBe('bank_account_unknown')
  })

  it('that was rejected stays so', () => {
    const reject = command('RejectBankAccount', { bankAccountId, rejectedBy: tina })
    expect(outcomeOf([addAccount(), reject], verify(tom))).toBe('already_closed')
    expect(outcomeOf([addAccount(), reject], request())).toBe('bank_account_not_verified')
    expect(outcomeOf([...usable], reject)).toBe('already_closed')
  })
})
