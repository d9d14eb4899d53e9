import type { Ivms101, Payer, TravelRuleTerms } from '@filao/contracts'
import { isRefusal, makeId, type Id } from '@filao/kernel'
import { ONE, parseUnits } from '@filao/money'
import { newAccount, type PaymentAccount } from './account.state'
import type { PaymentCommand } from './payment.commands'
import { paymentRules } from './payment.decider'
import type { PaymentEvent } from './payment.events'

export const id = (unique: number): Id => makeId({ partition: 1, at: 1_790_000_000_000, unique: BigInt(unique) })
export const accountId = id(1)
export const userId = id(2)
export const depositId = id(3)
export const withdrawalId = id(4)
export const bankAccountId = id(5)
export const receiptId = id(6)
export const reissuedId = id(7)
export const [clientCheckId, holderCheckId, payerCheckId, accountCheckId] = [id(11), id(12), id(13), id(14)] as const
export const [tina, tom, sam] = [id(21), id(22), id(23)] as const
/** A Monday, at noon in Mauritius. */
export const NOW = Date.parse('2026-10-05T08:00:00.000Z')
export const HOUR_MS = 3_600_000
export const APPROVAL = 'a'.repeat(64)
const FINGERPRINT = 'f'.repeat(64)
const RATE = { rate: ONE * 45n, source: 'test', quotedAt: NOW, stale: false }

/** Of a transfer of Ada Lovelace's of which everything is known that has to be. */
export const transferData: Ivms101 = {
  originator: {
    originatorPerson: [
      {
        naturalPerson: {
          name: {
            nameIdentifier: [
              { primaryIdentifier: 'Lovelace', secondaryIdentifier: 'Ada', naturalPersonNameIdentifierType: 'LEGL' },
            ],
          },
          customerIdentification: userId,
        },
      },
    ],
  },
  beneficiary: {
    beneficiaryPerson: [
      {
        naturalPerson: {
          name: {
            nameIdentifier: [{ primaryIdentifier: 'Lovelace', naturalPersonNameIdentifierType: 'LEGL' }],
          },
        },
      },
    ],
    accountNumber: ['MU17BOMM0101101030300200000MUR'],
  },
  originatingVASP: {
    originatingVASP: {
      legalPerson: { name: { nameIdentifier: [{ legalPersonName: 'Filao', legalPersonNameIdentifierType: 'LEGL' }] } },
    },
  },
  payloadMetadata: { payloadVersion: '101.2023' },
}
export const travelRuleTerms: TravelRuleTerms = {
  policy: 'suspend',
  threshold: 0n,
  registrationAuthorities: ['RA000001'],
  enhanced: false,
  isCrossBorder: false,
}

type Type = PaymentCommand['type']
export const command = <T extends Type>(type: T, fields: object = {}): Extract<PaymentCommand, { type: T }> =>
  ({ type, accountId, ...fields }) as unknown as Extract<PaymentCommand, { type: T }>

export const openGate = command('SetDepositGate', { open: true })
export const hold = command('HoldPayouts')
export const unhold = command('ReleasePayouts')

export const initiate = (fields: object = {}) =>
  command('InitiateDeposit', {
    depositId,
    userId,
    mode: 'live',
    currency: 'USD',
    amount: parseUnits('100'),
    method: 'bank_transfer',
    provider: 'bank',
    reference: '0f3b2c4d5e6f70819203a4b5c',
    feeRate: 0n,
    settlementDays: 0,
    expiresAt: NOW + 24 * HOUR_MS,
    ...fields,
  })
export const payer: Payer = { name: 'Ada Lovelace', accountLast4: '4711' }
export const receive = (fields: object = {}) =>
  command('ReceiveDeposit', {
    depositId,
    userId,
    provider: 'bank',
    providerReference: 'TX1',
    receiptId,
    currency: 'USD',
    amount: parseUnits('100'),
    payer,
    nameScore: 1,
    checkId: payerCheckId,
    travelRule: transferData,
    travelRuleTerms,
    rate: RATE,
    ...fields,
  })
export const screened = (checkId: string, outcome: 'clear' | 'other') =>
  ({
    type: 'RecordScreening',
    subjectKind: 'withdrawal',
    subjectId: withdrawalId,
    referenceId: accountId,
    checkId,
    outcome,
  }) as const satisfies PaymentCommand

export const addAccount = (fields: object = {}) =>
  command('AddBankAccount', {
    bankAccountId,
    userId,
    mode: 'live',
    destinationType: 'bank',
    country: 'MUS',
    currency: 'USD',
    destination: { holderName: 'Ada Lovelace', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' },
    last4: '0MUR',
    fingerprint: FINGERPRINT,
    nameScore: 1,
    checkId: accountCheckId,
    steppedUp: true,
    coolingOffHours: 168,
    ...fields,
  })
/** A bank account that may be paid to. */
export const usable = [addAccount({ coolingOffHours: 0 }), screened(accountCheckId, 'clear')] as const

export const request = (fields: object = {}) =>
  command('RequestWithdrawal', {
    withdrawalId,
    userId,
    mode: 'live',
    currency: 'USD',
    amount: parseUnits('50'),
    fee: parseUnits('1'),
    bankAccountId,
    clientName: 'Ada Lovelace',
    destination: { holderName: 'Ada Lovelace', country: 'MUS' },
    approvalHash: APPROVAL,
    steppedUp: true,
    endToEndId: 'W1',
    uetr: '0f3b2c4d-5e6f-4081-9203-a4b5c6d7e8f9',
    clientCheckId,
    holderCheckId,
    minimum: parseUnits('5'),
    secondApprovalFrom: parseUnits('100000'),
    seniorApprovalFrom: parseUnits('500000'),
    travelRule: transferData,
    travelRuleTerms,
    rate: RATE,
    ...fields,
  })
/** What is stranded of the withdrawal is paid out again. */
export const reissue = (reissuedBy: Id, fields: object = {}) =>
  command('ReissueWithdrawal', {
    withdrawalId: reissuedId,
    sourceId: withdrawalId,
    userId,
    currency: 'USD',
    bankAccountId,
    clientName: 'Ada Lovelace',
    destination: { holderName: 'Ada Lovelace', country: 'MUS' },
    approvalHash: APPROVAL,
    endToEndId: 'W2',
    uetr: '0f3b2c4d-5e6f-4081-9203-a4b5c6d7e8fa',
    clientCheckId: id(52),
    holderCheckId: id(53),
    secondApprovalFrom: parseUnits('100000'),
    seniorApprovalFrom: parseUnits('500000'),
    travelRule: transferData,
    travelRuleTerms,
    rate: RATE,
    reissuedBy,
    isSenior: false,
    ...fields,
  })
export const withdrawal = <T extends Type>(type: T, fields: object = {}) => command(type, { withdrawalId, ...fields })
export const approve = (approvedBy: Id, fields: object = {}) =>
  withdrawal('ApproveWithdrawal', { approvedBy, isSenior: false, approvalHash: APPROVAL, ...fields })
/** Until treasury may approve it. */
export const reviewed: readonly PaymentCommand[] = [
  ...[...usable, request(), withdrawal('ConfirmReservation')],
  ...[screened(clientCheckId, 'clear'), screened(holderCheckId, 'clear')],
]
/** Until it is on its way to the bank. */
export const processing: readonly PaymentCommand[] = [...reviewed, approve(tina), withdrawal('SubmitPayout')]
export const fail = withdrawal('FailPayout', { code: 'AC04' })
export const resolve = (resolvedBy: Id, outcome = 'completed') =>
  withdrawal('ResolvePayout', { resolvedBy, outcome, evidence: 'advice 7' })
/** What wallet says of what it was told to credit. */
export const answered = (creditId: string, outcome: string) => command('RecordCredit', { creditId, outcome })
/** The commands to others that follow from events. */
export const sentBy = (events: readonly PaymentEvent[]) =>
  events.flatMap((event) => paymentRules.reactions(event, { now: NOW, position: 1 })).map(({ command: sent }) => sent)

const { decide, evolve } = paymentRules.decider

/** The state after commands that are all taken. */
export function run(commands: readonly PaymentCommand[], now = NOW): PaymentAccount {
  let state = newAccount(accountId)
  commands.forEach((given, at) => {
    const moment = { now, position: at + 1 }
    const decision = decide(given, state, moment)
    if (isRefusal(decision)) throw new Error(`${given.type}: ${decision.refused}`)
    for (const event of decision) state = evolve(state, event, moment)
  })
  return state
}

/** What becomes of one more command: the events' types, the refusal's code, or the name of what it threw. */
export function outcomeOf(
  before: readonly PaymentCommand[],
  next: PaymentCommand,
  now = NOW,
): string | readonly string[] {
  const state = run(before)
  try {
    const decision = decide(next, state, { now, position: 100 })
    return isRefusal(decision) ? decision.refused : decision.map(({ type }) => type)
  } catch (error) {
    return (error as Error).name
  }
}

/** The events of one more command. */
export function eventsOf(before: readonly PaymentCommand[], next: PaymentCommand, now = NOW): readonly PaymentEvent[] {
  const decision = decide(next, run(before), { now, position: 100 })
  if (isRefusal(decision)) throw new Error(decision.refused)
  return decision
}
