import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PaymentCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import type { CallerFacts, Role } from '@filao/service'
import { randomBytes, randomUUID } from 'node:crypto'
import { type PaymentEngine, type PaymentPlatform, startPayment, submit } from '../testing/payment-platform.store'
import { TRANSFER } from '../testing/transfer'
import { holdFigures, orphanedBefore } from './hold.queries'
import { HoldReads } from './hold-reads.queries'

const MINUTE_MS = 60_000
/** Long enough ago that what began then has waited for too long by now. */
const began = Date.now() - 20 * MINUTE_MS
const configuration = {
  lastKnown: ({ byDefault }: { byDefault: unknown }) => ({ version: 0, value: byDefault }),
} as never
let platform: PaymentPlatform
let engine: PaymentEngine
let reads: HoldReads
beforeAll(async () => {
  platform = await startPayment(began)
  engine = await platform.engine()
  reads = new HoldReads(platform.pool, configuration)
})
afterAll(() => platform.stop())

const newId = (partition = 1): Id => makeId({ partition, at: began, unique: randomBytes(8).readBigUInt64BE() })
const [accountId, userId, bankAccountId, officer] = [newId(), newId(), newId(), newId()]
const [depositId, withdrawalId, receiptId, payerCheckId, holderCheckId] = [newId(), newId(), newId(0), newId(), newId()]
const caller = (...roles: Role[]): CallerFacts => ({ userId: officer, roles, kind: 'staff' }) as never
const [compliance, treasury] = [caller('compliance'), caller('treasury')]
const done = async (type: PaymentCommand['type'], fields: object): Promise<void> => {
  const command = { type, accountId, ...fields } as unknown as PaymentCommand
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}
const screened = (checkId: string, outcome = 'clear') =>
  done('RecordScreening', { subjectKind: 'client', subjectId: userId, referenceId: accountId, checkId, outcome })
const money = { currency: 'USD', amount: parseUnits('100') }
const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }
const query = { limit: 50 } as const
const figuresAt = (now: number) =>
  holdFigures(platform.pool, { orphanedBefore: orphanedBefore(configuration, now), now })
const shown = async (by: CallerFacts, lacking?: 'owner') =>
  (await reads.list(by, { ...query, ...(lacking && { lacking }) })).items.map(({ kind, owner }) => [kind, owner])

/** A payout on its way, of which a check says afterwards that somebody has to look at it. */
async function payoutWithHit(): Promise<void> {
  const clientCheckId = newId()
  await done('RequestWithdrawal', {
    ...{ withdrawalId, userId, mode: 'live', ...money, fee: 0n, bankAccountId, clientName: 'Zebulon Quist' },
    ...{ destination, approvalHash: 'a'.repeat(64), steppedUp: true, endToEndId: 'W1', uetr: randomUUID() },
    ...{ clientCheckId, holderCheckId, minimum: 0n, ...TRANSFER, secondApprovalFrom: parseUnits('100000') },
    seniorApprovalFrom: parseUnits('500000'),
  })
  await done('ConfirmReservation', { withdrawalId })
  for (const checkId of [clientCheckId, holderCheckId]) await screened(checkId)
  await done('ApproveWithdrawal', { withdrawalId, approvedBy: officer, isSenior: false, approvalHash: 'a'.repeat(64) })
  await done('SubmitPayout', { withdrawalId })
  expect(await figuresAt(began + 16 * MINUTE_MS)).toMatchObject({ orphans: 2 })
  await screened(holderCheckId, 'other')
}

describe('payments that stand still', () => {
  it('are counted once nobody has taken them for as long as the setting allows', async () => {
    expect(await figuresAt(began)).toEqual({ orphans: 0, oldestSeconds: 0 })
    await done('SetDepositGate', { open: true })
    const terms = { method: 'bank_transfer', provider: 'bank', reference: 'ref12345', feeRate: 0n, settlementDays: 0 }
    await done('InitiateDeposit', { depositId, userId, mode: 'live', ...money, ...terms, expiresAt: began + 1e6 })
    const named = { provider: 'bank', providerReference: 'TX1', receiptId: newId(0), checkId: payerCheckId }
    const payer = { name: 'Zebulon Quist' }
    await done('ReceiveDeposit', { depositId, userId, ...named, ...money, payer, nameScore: 1, ...TRANSFER })
    const unknown = { receiptId, accountId: receiptId, provider: 'bank', providerReference: 'TX9' }
    await done('RecordUnknownReceipt', { ...unknown, ...money, payer: {}, checkId: newId() })
    expect(await figuresAt(began + 15 * MINUTE_MS)).toEqual({ orphans: 0, oldestSeconds: 900 })
    expect(await figuresAt(began + 15 * MINUTE_MS + 1000)).toEqual({ orphans: 2, oldestSeconds: 901 })
  })

  it('are among them payouts on their way whose check found something', async () => {
    const account = { destinationType: 'bank', country: 'MUS', currency: 'USD', destination, last4: '0MUR' }
    const known = { fingerprint: 'f'.repeat(64), nameScore: 1, checkId: newId(), steppedUp: true, coolingOffHours: 0 }
    await done('AddBankAccount', { bankAccountId, userId, mode: 'live', ...account, ...known })
    await screened(known.checkId)
    await payoutWithHit()
    expect(await figuresAt(began + 16 * MINUTE_MS)).toMatchObject({ orphans: 3 })
  })

  it('are shown with their age, those of clients to compliance alone', async () => {
    const { items } = await reads.list(compliance, query)
    expect(items.map(({ kind }) => kind).sort()).toEqual(['deposit', 'receipt', 'withdrawal'])
    for (const { ageSeconds } of items) expect(ageSeconds).toBeGreaterThanOrEqual(1200)
    expect(items.find(({ id }) => id === withdrawalId)).toMatchObject({ status: 'processing', owner: null })
    expect(await shown(treasury)).toEqual([['receipt', null]])
    await expect(reads.one(treasury, depositId)).rejects.toMatchObject({ code: 'hold-not-found' })
  })

  it('go on from page to page, each once', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await reads.list(compliance, { limit: 1, ...(cursor !== undefined && { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen.sort()).toEqual([depositId, withdrawalId, receiptId].sort())
  })

  it('have an owner once somebody takes them, also over a restart, and alarm no more', async () => {
    for (const paymentId of [depositId, withdrawalId]) await done('TakeHold', { paymentId, takenBy: officer })
    await done('TakeHold', { accountId: receiptId, paymentId: receiptId, takenBy: officer })
    engine = await platform.engine()
    expect(await figuresAt(Date.now())).toEqual({ orphans: 0, oldestSeconds: 0 })
    expect(await shown(compliance, 'owner')).toEqual([])
    await screened(payerCheckId, 'other')
    expect(await reads.one(compliance, depositId)).toMatchObject({ status: 'held', owner: officer })
  })

  it('are treasury’s to see once a closed account could not take them', async () => {
    await screened(payerCheckId)
    for (const releasedBy of [officer, newId()]) await done('ReleaseDeposit', { depositId, releasedBy })
    expect(await shown(treasury)).toEqual([['receipt', officer]])
    await done('RecordCredit', { creditId: depositId, outcome: 'stranded' })
    expect((await shown(treasury)).sort()).toEqual([
      ['deposit', officer],
      ['receipt', officer],
    ])
    expect(await reads.one(treasury, depositId)).toMatchObject({ kind: 'deposit', status: 'cleared' })
  })

  it('are none any more when they have ended', async () => {
    await done('CompletePayout', { withdrawalId, providerReference: 'B1' })
    await expect(reads.one(compliance, withdrawalId)).rejects.toMatchObject({ code: 'hold-not-found' })
    expect(platform.alarms).toEqual([])
  })
})
