import { isRefusal } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { entriesOf, walletRules, type Account, type WalletCommand } from './index'
import {
  account,
  command,
  id,
  lift,
  limits,
  NOW,
  open as opening,
  restrict,
  run,
  share,
  trade,
  user,
} from './wallet.fixture'

const [withdrawal, deposit, receipt] = [id(30), id(31), id(32)]
const DAY_MS = 86_400_000
const { decide } = walletRules.decider

const open = opening()
const openDemo = opening({ mode: 'demo' })
const credited = (gross: string, fields: object = {}) =>
  command('CreditDeposit', { creditId: deposit, currency: 'USD', gross: parseUnits(gross), fee: 0n, ...fields })
const reserve = (amount: string, fields: object = {}) =>
  command('ReserveFunds', {
    reservationId: withdrawal,
    mode: 'live',
    purpose: 'withdrawal',
    asset: 'USD',
    amount: parseUnits(amount),
    value: parseUnits(amount),
    currency: 'USD',
    ...fields,
  })
const release = command('ReleaseReservation', { reservationId: withdrawal, legs: 0, drawn: 0n })
const clear = command('ClearPayout', { reservationId: withdrawal })
const post = (paid: string, fee = '0') =>
  command('PostPayout', { reservationId: withdrawal, currency: 'USD', paid: parseUnits(paid), fee: parseUnits(fee) })
const toAccount = command('ReleaseSuspense', { creditId: deposit, to: 'account' })
const chargeback = (amount: string) =>
  command('PostChargeback', { creditId: deposit, currency: 'USD', amount: parseUnits(amount) })

const given = (...commands: WalletCommand[]) => ({
  when: (next: WalletCommand, now = NOW) => {
    const decision = decide(next, run(commands), { now, position: 1 })
    return isRefusal(decision) ? decision.refused : decision
  },
})
const balances = (state: Account) => {
  const { available, reserved } = state.wallets.get('USD')!
  return [available, reserved].map((units) => Number(units / 1_000_000n) / 100)
}
const linesOf = (commands: readonly WalletCommand[], next: WalletCommand): readonly string[] => {
  const decision = decide(next, run(commands), { now: NOW, position: 1 })
  if (isRefusal(decision)) throw new Error(decision.refused)
  return decision.flatMap((event) =>
    entriesOf(event).map(({ kind, direction, amount }) => `${direction} ${kind} ${Number(amount / 1_000_000n) / 100}`),
  )
}

describe('a deposit', () => {
  it('is credited net of its fee, and the same again changes nothing', () => {
    const withFee = credited('100', { fee: parseUnits('2.5') })
    expect(linesOf([open], withFee)).toEqual(['debit bank 100', 'credit client_cash 97.5', 'credit fee_income 2.5'])
    expect(given(open, withFee).when(withFee)).toEqual([])
  })

  it('opens the wallet of its currency', () => {
    expect(run([open, credited('5', { currency: 'EUR' })]).wallets.get('EUR')?.available).toBe(parseUnits('5'))
  })

  it('of another amount under the same id is a defect', () => {
    expect(() => given(open, credited('100')).when(credited('101'))).toThrow('one amount')
  })

  it.each([
    ['unknown', []],
    ['frozen', [open, restrict('freeze')]],
    ['closed', [open, command('CloseAccount', { userId: user, reason: 'client_request' })]],
  ])('of an account that is %s waits in suspense', (_, before) => {
    expect(linesOf(before, credited('100'))).toEqual(['debit bank 100', 'credit suspense 100'])
  })

  it('of an account whose identity lapsed is credited: a credit is never refused', () => {
    expect(balances(run([open, restrict('kyc'), credited('10')]))).toEqual([10, 0])
  })

  it('in suspense is not released while the account is frozen', () => {
    expect(given(open, restrict('freeze'), credited('100')).when(toAccount)).toEqual([])
  })

  it('in suspense goes to the account with the end of the freeze, once', () => {
    const frozen = [open, restrict('freeze'), credited('100', { fee: parseUnits('1') })]
    expect(linesOf(frozen, lift('freeze'))).toEqual([
      'debit suspense 100',
      'credit bank 100',
      'debit bank 100',
      'credit client_cash 99',
      'credit fee_income 1',
    ])
    expect(balances(run([...frozen, lift('freeze')]))).toEqual([99, 0])
    expect(given(...frozen, lift('freeze')).when(toAccount)).toEqual([])
    expect(given(...frozen, lift('freeze')).when(lift('freeze'))).toEqual([])
  })

  it('in suspense goes with all others, each saying what there is after it', () => {
    const other = credited('20', { creditId: receipt })
    const third = credited('5', { creditId: withdrawal, currency: 'EUR' })
    const state = run([open, restrict('freeze'), credited('100'), other, third, lift('freeze')])
    expect(balances(state)).toEqual([120, 0])
    expect(state.wallets.get('USD')).toMatchObject({ version: 3 })
    expect(state.wallets.get('EUR')).toMatchObject({ available: parseUnits('5'), version: 1 })
  })

  it('of a closed account says that it will not be released to it, and leaves suspense by the bank’s side', () => {
    const closed = [open, command('CloseAccount', { userId: user, reason: 'client_request' }), credited('100')]
    expect(given(...closed.slice(0, 2)).when(credited('100'))).toMatchObject([{ accountClosed: true }])
    expect(given(open, restrict('freeze')).when(credited('100'))).toMatchObject([{ accountClosed: false }])
    const toBank = command('ReleaseSuspense', { creditId: deposit, to: 'bank' })
    expect(given(...closed).when(toAccount)).toEqual([])
    expect(linesOf(closed, toBank)).toEqual(['debit suspense 100', 'credit bank 100'])
    expect(given(...closed, toBank).when(toBank)).toEqual([])
    expect(given(...closed, toBank).when(chargeback('100'))).toEqual([])
  })

  it('in suspense is left there by the end of any other restriction', () => {
    const frozen = [open, restrict('kyc'), restrict('freeze'), credited('100')]
    expect(given(...frozen).when(lift('kyc'))).toMatchObject([{ type: 'RestrictionLifted' }])
  })

  it('of an account that was not there goes to it when somebody asks', () => {
    const late = [credited('100'), open]
    expect(balances(run([...late, toAccount]))).toEqual([100, 0])
    expect(given(...late, toAccount).when(toAccount)).toEqual([])
  })
})

describe('a receipt of nobody', () => {
  const record = command('RecordReceipt', { creditId: receipt, currency: 'USD', amount: parseUnits('7') })
  const away = command('ReleaseSuspense', { creditId: receipt, to: 'bank' })

  it('waits in suspense and leaves it once', () => {
    expect(linesOf([], record)).toEqual(['debit bank 7', 'credit suspense 7'])
    expect(given(record).when(record)).toEqual([])
    expect(linesOf([record], away)).toEqual(['debit suspense 7', 'credit bank 7'])
    expect(given(record, away).when(away)).toEqual([])
  })
})

describe('a charge-back', () => {
  const rich = [open, credited('100')]

  it('takes what is there, and the rest is owed', () => {
    expect(linesOf(rich, chargeback('100'))).toEqual(['debit client_cash 100', 'credit bank 100'])
    expect(linesOf([...rich, reserve('60')], chargeback('100'))).toEqual([
      'debit client_cash 40',
      'debit client_receivable 60',
      'credit bank 100',
    ])
    expect(given(...rich, chargeback('100')).when(chargeback('100'))).toEqual([])
  })

  it('of what waits in suspense takes it from there', () => {
    expect(linesOf([open, restrict('freeze'), credited('100')], chargeback('100'))).toEqual([
      'debit suspense 100',
      'credit bank 100',
    ])
  })
})

describe('a withdrawal', () => {
  const rich = [open, credited('100')]

  it('holds the money back, pays it out once, and its fee stays with the house', () => {
    expect(balances(run([...rich, reserve('40')]))).toEqual([60, 40])
    expect(linesOf([...rich, reserve('40')], post('39', '1'))).toEqual([
      'debit client_cash_reserved 40',
      'credit bank 39',
      'credit fee_income 1',
    ])
    expect(given(...rich, reserve('40'), post('39', '1')).when(post('39', '1'))).toEqual([])
    expect(balances(run([...rich, reserve('40'), post('40')]))).toEqual([60, 0])
  })

  it('is answered when it is reserved', () => {
    const [event] = eventsOf(rich, reserve('40'))
    expect(walletRules.reactions(event!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'payment',
        partition: 1,
        command: { type: 'ConfirmReservation', withdrawalId: withdrawal, accountId: account },
      },
    ])
  })

  it.each([
    ['more than there is', [...rich], reserve('100.01'), 'insufficient_balance'],
    [
      'in a currency that the account never had',
      [...rich],
      reserve('1', { asset: 'EUR', currency: 'EUR' }),
      'wallet_missing',
    ],
    ['from a frozen account', [...rich, restrict('freeze')], reserve('1'), 'under_review'],
    [
      'from one whose withdrawals alone are restricted',
      [...rich, restrict('review_overdue', 'withdrawals')],
      reserve('1'),
      'under_review',
    ],
    ['without an approved identity', [...rich, restrict('kyc')], reserve('1'), 'kyc_not_approved'],
    ['while suspended', [...rich, restrict('suspension')], reserve('1'), 'account_not_active'],
    ['of paper money', [openDemo], reserve('1', { mode: 'demo' }), 'not_withdrawable'],
    [
      'above the limit of a day',
      [...rich, limits({ maxDailyWithdrawal: parseUnits('30') })],
      reserve('30.01'),
      'daily_withdrawal_limit',
    ],
    [
      'above the limit of a month',
      [...rich, limits({ maxMonthlyWithdrawal: parseUnits('30') })],
      reserve('30.01'),
      'monthly_withdrawal_limit',
    ],
    [
      'at a rate that is old',
      [open, credited('9', { currency: 'MUR' })],
      reserve('1', { asset: 'MUR', currency: 'MUR', rate: { rate: 2n, source: 's', quotedAt: 0, stale: true } }),
      'rate_stale',
    ],
  ])('%s is refused', (_, before, next, refused) => {
    expect(given(...before).when(next)).toBe(refused)
    const decision = decide(next, run(before), { now: NOW, position: 1 })
    const [event] = isRefusal(decision) ? decision.recorded! : []
    expect(walletRules.reactions(event!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'payment',
        partition: 1,
        command: { type: 'RefuseReservation', withdrawalId: withdrawal, accountId: account, reason: refused },
      },
    ])
  })

  it('of proceeds that are not settled is refused, though they may be traded with', () => {
    const state = run(rich)
    state.wallets.get('USD')!.unsettled = parseUnits('70')
    const decision = decide(reserve('30.01'), state, { now: NOW, position: 1 })
    expect(isRefusal(decision) && [decision.refused, decision.detail]).toEqual([
      'not_withdrawable',
      { required: '30.01', available: '30' },
    ])
  })

  it('counts against the limits of its day and month, and no more once it is released', () => {
    const limited = [...rich, limits({ maxDailyWithdrawal: parseUnits('50'), maxMonthlyWithdrawal: parseUnits('60') })]
    const second = (amount: string) => reserve(amount, { reservationId: id(9) })
    expect(given(...limited, reserve('40')).when(second('11'))).toBe('daily_withdrawal_limit')
    const next = run([...limited, reserve('40')])
    const tomorrow = { now: NOW + DAY_MS, position: 1 }
    const late = decide(second('21'), next, tomorrow)
    expect(isRefusal(late) && late.refused).toBe('monthly_withdrawal_limit')
    expect(isRefusal(decide(second('20'), next, tomorrow))).toBe(false)
    const nextMonth = { now: NOW + 30 * DAY_MS, position: 1 }
    expect(isRefusal(decide(second('50'), next, nextMonth))).toBe(false)
    expect(given(...limited, reserve('40'), release).when(second('50'))).toHaveLength(1)
    expect(given(...limited, reserve('40'), post('40')).when(second('11'))).toBe('daily_withdrawal_limit')
  })
})

describe('every input of a withdrawal in every state of its reservation', () => {
  const rich = [open, credited('100')]
  const active = [...rich, reserve('40')]
  const states = {
    none: rich,
    active,
    released: [...active, release],
    posted: [...active, post('40')],
    tombstone: [...rich, release],
  }
  type Outcome = string | readonly string[] | Error
  const outcome = (before: readonly WalletCommand[], next: WalletCommand): Outcome => {
    try {
      const decided = given(...before).when(next)
      return typeof decided === 'string' ? decided : decided.map(({ type }) => type)
    } catch (error) {
      return (error as Error).name
    }
  }
  const impossible = 'AssertionError'

  it.each([
    ['ReserveFunds, same content', reserve('40'), [['FundsReserved'], [], [], [], 'reservation_released']],
    [
      'ReserveFunds, other content',
      reserve('41'),
      [
        ['FundsReserved'],
        'idempotency_mismatch',
        'idempotency_mismatch',
        'idempotency_mismatch',
        'reservation_released',
      ],
    ],
    [
      'ClearPayout',
      clear,
      [
        'reservation_unknown',
        ['PayoutCleared'],
        'not_allowed_in_state',
        'not_allowed_in_state',
        'not_allowed_in_state',
      ],
    ],
    ['PostPayout', post('40'), [impossible, ['PayoutPosted'], impossible, [], impossible]],
    ['ReleaseReservation', release, [['ReservationTombstoned'], ['ReservationReleased'], [], impossible, []]],
  ] as const)('%s', (_, next, expected) => {
    expect(Object.values(states).map((before) => outcome(before, next))).toEqual(expected)
  })
})

describe('clearing a payout', () => {
  const active = [open, credited('100'), reserve('40')]

  it('waits while the account is restricted in any way', () => {
    for (const kind of ['freeze', 'kyc', 'suspension', 'review_overdue']) {
      expect(given(...active, restrict(kind)).when(clear)).toBe('under_review')
    }
  })

  it('waits while a leg of the account has been open for more than a minute', () => {
    const state = run(active)
    const item = { side: 'buy', assetId: share, currency: 'USD', money: 0n, quantity: 0n, closedAt: undefined } as const
    state.openItems.set(`${trade}:buy`, { ...item, tradeId: trade, openedAt: NOW })
    const at = (now: number) => decide(clear, state, { now, position: 1 })
    expect(at(NOW + 60_000)).toHaveLength(1)
    expect(at(NOW + 60_001)).toMatchObject({ refused: 'open_items', transient: true })
  })

  it('of what nobody reserved is refused and answered', () => {
    const decision = decide(clear, run([open]), { now: NOW, position: 1 })
    expect(decision).toMatchObject({ refused: 'reservation_unknown', recorded: [{ type: 'PayoutRefused' }] })
  })
})

function eventsOf(before: readonly WalletCommand[], next: WalletCommand) {
  const decision = decide(next, run(before), { now: NOW, position: 1 })
  if (isRefusal(decision)) throw new Error(decision.refused)
  return decision
}
