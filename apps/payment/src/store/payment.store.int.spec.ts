import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PaymentCommand } from '@filao/contracts'
import { overseen, OverseenStore, proveState } from '@filao/engine'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { until } from '@filao/testing'
import { randomBytes, randomUUID } from 'node:crypto'
import { paymentDefinition } from '../definition'
import {
  PARTITIONS,
  type PaymentEngine,
  type PaymentPlatform,
  RATES,
  startPayment,
  submit,
} from '../testing/payment-platform.store'
import { TRANSFER } from '../testing/transfer'
import { PaymentStore } from './payment.store'
import { openValue } from './sealed-column.store'

const now = Date.UTC(2026, 9, 5, 8)
let platform: PaymentPlatform
let engine: PaymentEngine
beforeAll(async () => {
  platform = await startPayment(now)
  engine = await platform.engine()
})
afterAll(() => platform.stop())

const newId = (partition = 1): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })
const [accountId, userId, depositId, withdrawalId, bankAccountId] = [newId(), newId(), newId(), newId(), newId()]
const checks = { payer: newId(), account: newId(), client: newId(), holder: newId() }
const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }

const done = async (type: PaymentCommand['type'], fields: object): Promise<void> => {
  const command = { type, accountId, ...fields } as unknown as PaymentCommand
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}
const screened = (checkId: string, outcome = 'clear') =>
  done('RecordScreening', { subjectKind: 'client', subjectId: userId, referenceId: accountId, checkId, outcome })

describe('payments in their rows', () => {
  it('a deposit is received, screened and cleared, and its payer stands sealed', async () => {
    await done('SetDepositGate', { open: true })
    const money = { currency: 'USD', amount: parseUnits('100') }
    const terms = { method: 'bank_transfer', provider: 'bank', reference: 'ref12345', feeRate: 0n, settlementDays: 0 }
    await done('InitiateDeposit', { depositId, userId, mode: 'live', ...money, ...terms, expiresAt: now + 1000 })
    const named = { provider: 'bank', providerReference: 'TX1', receiptId: newId(0), checkId: checks.payer }
    const payer = { name: 'Zebulon Quist', accountLast4: '4711' }
    await done('ReceiveDeposit', { depositId, userId, ...named, ...money, payer, nameScore: 1, ...TRANSFER })
    await screened(checks.payer)
    const [row] = await platform.rows('SELECT * FROM payment.deposits WHERE id = $1', [depositId])
    expect(row).toMatchObject({ status: 'cleared', payment_provider_reference: 'TX1', mur_amount: '4500.00000000' })
    const place = { userId, column: 'payment.deposits.payer' } as const
    expect(await openValue(platform.keys, place, row!['payer'])).toEqual(payer)
  })

  it('money of a reference that is known is found by it, and a movement is taken once in the whole service', async () => {
    expect(await platform.rows('SELECT kind, object_id FROM payment.provider_references')).toEqual([
      { kind: 'deposit', object_id: depositId },
    ])
    const again = { receiptId: newId(0), provider: 'bank', providerReference: 'TX1' } as const
    const sent = { payer: {}, checkId: newId() }
    const command = { type: 'RecordUnknownReceipt', ...again, ...sent, accountId: again.receiptId } as const
    const money = { currency: 'USD', amount: parseUnits('100') }
    expect(await submit(engine, { ...command, ...money })).toMatchObject({
      kind: 'refused',
      refusal: { refused: 'already_received' },
    })
  })

  it('a withdrawal goes the whole way, also over a restart, and nobody reads where it goes', async () => {
    const account = { destinationType: 'bank', country: 'MUS', currency: 'USD', destination, last4: '0MUR' }
    const known = { fingerprint: 'f'.repeat(64), nameScore: 1, checkId: checks.account, steppedUp: true }
    await done('AddBankAccount', { bankAccountId, userId, mode: 'live', ...account, ...known, coolingOffHours: 0 })
    await screened(checks.account)
    await done('RequestWithdrawal', {
      ...{ withdrawalId, userId, mode: 'live', currency: 'USD', amount: parseUnits('50'), fee: parseUnits('1') },
      ...{ bankAccountId, clientName: 'Zebulon Quist', destination, approvalHash: 'a'.repeat(64), steppedUp: true },
      ...{ endToEndId: 'W1', uetr: randomUUID(), clientCheckId: checks.client, holderCheckId: checks.holder },
      ...{ minimum: parseUnits('5'), secondApprovalFrom: parseUnits('100000'), ...TRANSFER },
      seniorApprovalFrom: parseUnits('500000'),
    })
    engine = await platform.engine()
    await done('ConfirmReservation', { withdrawalId })
    await screened(checks.client)
    await screened(checks.holder)
    await done('ApproveWithdrawal', {
      withdrawalId,
      approvedBy: newId(),
      isSenior: false,
      approvalHash: 'a'.repeat(64),
    })
    await done('SubmitPayout', { withdrawalId })
    engine = await platform.engine()
    await done('CompletePayout', { withdrawalId, providerReference: 'B1' })
    const [row] = await platform.rows(
      'SELECT w.status, w.destination, p.status AS paid, p.provider_reference FROM payment.withdrawals w JOIN payment.payouts p ON p.withdrawal_id = w.id',
    )
    expect(row).toMatchObject({ status: 'completed', paid: 'completed', provider_reference: 'B1' })
    const place = { userId, column: 'payment.withdrawals.destination' } as const
    expect(await openValue(platform.keys, place, row!['destination'])).toEqual(destination)
    const logged = await platform.rows(
      "SELECT position FROM payment.event_log WHERE data::text LIKE '%Quist%' OR commands::text LIKE '%Quist%'",
    )
    expect(logged).toEqual([])
  })

  it('a withdrawal that its bank contradicts is settled by two people, also over a restart', async () => {
    await done('FailPayout', { withdrawalId, code: 'AC04' })
    for (const resolvedBy of [newId(), newId()]) {
      engine = await platform.engine()
      await done('ResolvePayout', { withdrawalId, userId, resolvedBy, outcome: 'failed', evidence: 'advice 7' })
    }
    const [row] = await platform.rows(
      'SELECT w.status, contradiction_told, contradiction_settled_at, p.status AS paid FROM payment.withdrawals w JOIN payment.payouts p ON p.withdrawal_id = w.id',
    )
    const settled = { contradiction_told: 'failed', contradiction_settled_at: new Date(now) }
    expect(row).toEqual({ status: 'failed', paid: 'returned', ...settled })
  })

  it('what a provider has to be told or asked is noted once', async () => {
    const expected = `payout ${withdrawalId},payout_watch ${withdrawalId}`
    await until(async () => {
      const tasks = await platform.rows('SELECT kind, object_id FROM payment.provider_tasks ORDER BY kind')
      return tasks.map(({ kind, object_id: about }) => `${kind} ${about}`).join() === expected
    })
  })

  it('the rows are the fold of the log', async () => {
    const parts = {
      definition: overseen(paymentDefinition(platform.keys, RATES)),
      store: new OverseenStore(new PaymentStore(platform.keys), 'payment'),
      outside: ['provider_references', 'provider_webhooks', 'provider_tasks'],
    }
    const client = await platform.pool.connect()
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      const proof = await proveState({ ...parts, db: client, partition: 1 })
      expect(proof.differences).toEqual([])
      expect(proof.tables).toEqual(expect.arrayContaining(['deposits', 'withdrawals', 'payouts', 'bank_accounts']))
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
    expect(PARTITIONS).toBe(2)
    expect(platform.alarms).toEqual([])
  })
})
