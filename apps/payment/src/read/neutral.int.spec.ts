import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PaymentCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { SubjectKeys, type CallerFacts, type Role } from '@filao/service'
import { randomBytes, randomUUID } from 'node:crypto'
import { type PaymentEngine, type PaymentPlatform, startPayment, submit } from '../testing/payment-platform.store'
import { TRANSFER } from '../testing/transfer'
import { PaymentReads, sightOf } from './payment-reads.queries'

const now = Date.UTC(2026, 9, 5, 8)
let platform: PaymentPlatform
let engine: PaymentEngine
let reads: PaymentReads
beforeAll(async () => {
  platform = await startPayment(now)
  engine = await platform.engine()
  reads = new PaymentReads(platform.pool, platform.keys, { current: () => ({ version: 1, value: HOUSE }) } as never)
})
afterAll(() => platform.stop())

const newId = (): Id => makeId({ partition: 1, at: now, unique: randomBytes(8).readBigUInt64BE() })
const [accountId, userId, bankAccountId, staffId] = [newId(), newId(), newId(), newId()]
const caller = (roles: readonly Role[], id = staffId): CallerFacts =>
  ({
    userId: id,
    accountId: id === userId ? accountId : undefined,
    roles,
    kind: id === userId ? 'client' : 'staff',
  }) as never
const client = caller(['client'], userId)
const done = async (type: PaymentCommand['type'], fields: object): Promise<void> => {
  const command = { type, accountId, ...fields } as unknown as PaymentCommand
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}
const screened = (checkId: string, outcome: 'clear' | 'other') =>
  done('RecordScreening', { subjectKind: 'client', subjectId: userId, referenceId: accountId, checkId, outcome })

const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }
const query = { limit: 50 } as const

/** A withdrawal before treasury; or one whose holder is on a list. */
async function withdrawal(outcome: 'clear' | 'other'): Promise<Id> {
  const withdrawalId = newId()
  const [clientCheckId, holderCheckId] = [newId(), newId()]
  await done('RequestWithdrawal', {
    ...{ withdrawalId, userId, mode: 'live', currency: 'USD', amount: parseUnits('50'), fee: 0n, bankAccountId },
    ...{ clientName: 'Zebulon Quist', destination, approvalHash: 'a'.repeat(64), steppedUp: true },
    ...{ endToEndId: withdrawalId.replaceAll('-', ''), uetr: randomUUID(), clientCheckId, holderCheckId },
    ...{ minimum: 0n, ...TRANSFER, secondApprovalFrom: parseUnits('100000') },
    seniorApprovalFrom: parseUnits('500000'),
  })
  await done('ConfirmReservation', { withdrawalId })
  await screened(clientCheckId, 'clear')
  await screened(holderCheckId, outcome)
  return withdrawalId
}

/**
 * A deposit that is looked at; one whose payer is on a list; or one that wallet keeps, because its account is frozen, or
 * closed.
 */
async function deposit(kind: 'looked at' | 'held' | 'kept' | 'stranded'): Promise<Id> {
  const [depositId, checkId] = [newId(), newId()]
  const money = { currency: 'USD', amount: parseUnits('100') }
  const reference = depositId.replaceAll('-', '').slice(-25)
  const terms = { method: 'bank_transfer', provider: 'bank', feeRate: 0n, settlementDays: 0, expiresAt: now + 1e6 }
  await done('InitiateDeposit', { depositId, userId, mode: 'live', reference, ...money, ...terms })
  const named = { provider: 'bank', providerReference: `TX${depositId}`, receiptId: newId(), checkId }
  await done('ReceiveDeposit', {
    depositId,
    userId,
    ...named,
    ...money,
    payer: { name: 'Z Quist' },
    nameScore: 1,
    ...TRANSFER,
  })
  if (kind === 'held') await screened(checkId, 'other')
  if (kind === 'kept' || kind === 'stranded') {
    await screened(checkId, 'clear')
    await done('RecordCredit', { creditId: depositId, outcome: kind === 'kept' ? 'suspended' : 'stranded' })
  }
  return depositId
}

/** What tells one payment from another in any case. */
const without = (view: object): object => ({
  ...view,
  ...Object.fromEntries(['id', 'reference'].map((name) => [name, undefined])),
})

const ACCOUNT = { name: 'Filao client money', bankName: 'Bank One', iban: 'MU17BOMM0101101030300200000MUR' }
const HOUSE = [
  { ...ACCOUNT, currency: 'USD', purpose: 'client_money', active: false },
  { ...ACCOUNT, currency: 'USD', purpose: 'firm_money', active: true },
  { ...ACCOUNT, name: 'Filao clients', currency: 'USD', purpose: 'client_money', active: true },
]

describe('what a hold looks like', () => {
  beforeAll(async () => {
    await done('SetDepositGate', { open: true })
    const account = {
      destinationType: 'bank',
      country: 'MUS',
      currency: 'USD',
      destination,
      last4: '0MUR',
      nameScore: 1,
    }
    const checkId = newId()
    const known = { fingerprint: 'f'.repeat(64), checkId, steppedUp: true, coolingOffHours: 0 }
    await done('AddBankAccount', { bankAccountId, userId, mode: 'live', ...account, ...known })
    await screened(checkId, 'clear')
  })

  it.each([
    ['the client', client],
    ['support', caller(['support'])],
  ])('to %s: as any payment that is looked at', async (_, who) => {
    const [plain, flagged] = [await withdrawal('clear'), await withdrawal('other')]
    const [first, second] = [await reads.withdrawal(who, plain), await reads.withdrawal(who, flagged)]
    expect(first.view.status).toBe('admin_review')
    expect(without(second.view)).toEqual(without(first.view))
    const looked = await reads.deposit(who, await deposit('looked at'))
    expect(looked.view.status).toBe('processing')
    for (const kind of ['held', 'kept'] as const) {
      const other = await reads.deposit(who, await deposit(kind))
      expect(without(other.view)).toEqual(without(looked.view))
    }
  })

  it('to who filters by it: nothing is flagged or held, and what is reviewed is all of it', async () => {
    const sight = sightOf(client)
    const all = await reads.withdrawals(accountId, query, sight)
    expect((await reads.withdrawals(accountId, { ...query, status: 'flagged' }, sight)).items).toEqual([])
    const reviewed = await reads.withdrawals(accountId, { ...query, status: 'admin_review' }, sight)
    expect(reviewed.items).toHaveLength(all.items.length)
    await deposit('kept')
    for (const status of ['held', 'cleared'] as const)
      expect((await reads.deposits(accountId, { ...query, status }, sight)).items).toEqual([])
    const [processing, every] = await Promise.all(
      [{ status: 'processing' as const }, {}].map((of) => reads.deposits(accountId, { ...query, ...of }, sight)),
    )
    expect(processing!.items).toEqual(every!.items)
  })

  it('to treasury: flagged, without the reason; to compliance: with it', async () => {
    const flagged = await withdrawal('other')
    const treasury = await reads.withdrawal(caller(['treasury']), flagged)
    expect(treasury.view).toMatchObject({ status: 'flagged', review: { riskFlags: null } })
    const compliance = await reads.withdrawal(caller(['compliance']), flagged)
    expect(compliance.view).toMatchObject({ status: 'flagged', review: { riskFlags: ['screening'] } })
    expect((await reads.deposit(caller(['mlro']), await deposit('held'))).view).toMatchObject({
      holdReason: 'screening',
    })
  })

  it('of another: it does not exist', async () => {
    const id = await withdrawal('clear')
    await expect(reads.withdrawal(caller(['client'], newId()), id)).rejects.toMatchObject({ status: 404 })
  })
})

describe('what waits for a second person', () => {
  const [ann, tina] = [newId(), newId()]
  const at = new Date(now).toISOString()
  const said = (by: Id) => ({ by, at, commandHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const sights = [client, caller(['support']), caller(['treasury']), caller(['compliance'])] as const

  it('of a deposit: a release to compliance, a refund to treasury too, and nothing to the client or support', async () => {
    const depositId = await deposit('held')
    const proposals = () => Promise.all(sights.map(async (who) => (await reads.deposit(who, depositId)).view.proposals))
    expect(await proposals()).toEqual([null, null, [], []])
    const [row] = await platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await screened(row!['screening_check_id'] as string, 'clear')
    await done('ReleaseDeposit', { depositId, releasedBy: ann })
    await done('RefundDeposit', { depositId, refundedBy: tina })
    const [release, refund] = [
      { action: 'release', accountId: null, ...said(ann) },
      { action: 'refund', accountId: null, ...said(tina) },
    ]
    expect(await proposals()).toEqual([null, null, [refund], [release, refund]])
    await done('RefundDeposit', { depositId, refundedBy: ann })
    expect(await proposals()).toEqual([null, null, [], []])
  })

  it('of a deposit that a closed account could not take: what treasury says of it, and to whom it is to go', async () => {
    const [depositId, targetAccountId, targetDepositId] = [await deposit('stranded'), newId(), newId()]
    const view = async (who: CallerFacts) => (await reads.deposit(who, depositId)).view
    expect(await view(client)).toMatchObject({ status: 'processing', isStranded: true, proposals: null })
    await done('RefundDeposit', { depositId, refundedBy: tina })
    expect((await view(sights[2])).proposals).toEqual([{ action: 'refund', accountId: null, ...said(tina) }])
    const about = { depositId, targetAccountId, targetDepositId, userId, mode: 'live', checkId: newId(), ...TRANSFER }
    const sent = { payer: { name: 'Z Quist' }, reference: targetDepositId.replaceAll('-', '').slice(-25) }
    await done('AllocateDeposit', { ...about, ...sent, allocatedBy: ann })
    expect((await view(sights[2])).proposals).toEqual([
      { action: 'allocate', accountId: targetAccountId, ...said(ann) },
    ])
    await done('AllocateDeposit', { ...about, ...sent, allocatedBy: tina })
    expect(await view(sights[2])).toMatchObject({ status: 'allocated', allocatedTo: targetAccountId, proposals: [] })
  })

  it('of a bank account of another name: to compliance alone', async () => {
    const [id, checkId] = [newId(), newId()]
    const known = { fingerprint: 'e'.repeat(64), checkId, steppedUp: true, coolingOffHours: 0, nameScore: 0.8333 }
    const account = { destinationType: 'bank', country: 'MUS', currency: 'USD', destination, last4: '0MUR' }
    await done('AddBankAccount', { bankAccountId: id, userId, mode: 'live', ...account, ...known })
    await screened(checkId, 'clear')
    const proposals = () => Promise.all(sights.map(async (who) => (await reads.bankAccount(who, id)).view.proposal))
    expect(await proposals()).toEqual([null, null, null, null])
    const verify = (verifiedBy: Id) =>
      done('VerifyBankAccount', { bankAccountId: id, verifiedBy, verification: 'document' })
    await verify(ann)
    expect(await proposals()).toEqual([null, null, null, said(ann)])
    const owned = { accountId, userId, mode: 'live' } as const
    const { items } = await reads.bankAccounts(owned, 'compliance')
    expect(items.find((one) => one.id === id)?.proposal).toEqual(said(ann))
    // Added at the same moment of this clock: the newest id comes first.
    expect(items.map((one) => one.id)).toEqual([...items.map((one) => one.id)].sort().reverse())
    expect((await reads.bankAccounts(owned, 'client')).items.map(({ proposal }) => proposal)).toEqual([null, null])
    await verify(tina)
    expect(await proposals()).toEqual([null, null, null, null])
  })

  it('of a withdrawal: who has approved and when, and what the first says became of a payout, to staff', async () => {
    const withdrawalId = await withdrawal('clear')
    const approval = { isSenior: true, approvalHash: 'a'.repeat(64) }
    await done('ApproveWithdrawal', { withdrawalId, approvedBy: tina, ...approval })
    await done('SubmitPayout', { withdrawalId })
    const reviews = () =>
      Promise.all(sights.map(async (who) => (await reads.withdrawal(who, withdrawalId)).view.review))
    expect(await reviews()).toMatchObject([null, null, { approvedBy: tina, approvedAt: at, resolution: null }, {}])
    const resolve = (resolvedBy: Id) =>
      done('ResolvePayout', { withdrawalId, userId, resolvedBy, outcome: 'failed', evidence: 'The bank has written.' })
    await resolve(ann)
    const resolution = { outcome: 'failed', evidence: 'The bank has written.', ...said(ann) }
    expect(await reviews()).toMatchObject([null, null, { resolution }, { resolution }])
    const written = await platform.rows(
      `SELECT l.data::text, l.commands::text, w.resolution_evidence::text FROM payment.event_log l, payment.withdrawals w
        WHERE l.subject = $1 AND w.id = l.subject::uuid`,
      [withdrawalId],
    )
    expect(written.length).toBeGreaterThan(0)
    expect(JSON.stringify(written)).not.toContain('The bank has written')
    const noKeys = new SubjectKeys({ keysOf: () => Promise.resolve([]) }, ['transaction'])
    const erased = await new PaymentReads(platform.pool, noKeys, {} as never).withdrawal(sights[3], withdrawalId)
    expect(erased.view.review?.resolution).toEqual({ ...resolution, evidence: null })
    await resolve(tina)
    expect(await reviews()).toMatchObject([null, null, { resolution: null }, { resolution: null }])
  })
})

it('tells with the reference where to pay, as long as it is to be paid', async () => {
  const depositId = newId()
  const reference = depositId.replaceAll('-', '').slice(-25)
  const terms = { method: 'bank_transfer', provider: 'bank', feeRate: 0n, settlementDays: 0, expiresAt: now + 1e6 }
  const money = { currency: 'USD', amount: parseUnits('10') }
  await done('InitiateDeposit', { depositId, userId, mode: 'live', reference, ...money, ...terms })
  expect((await reads.deposit(client, depositId)).view.payTo).toEqual({ ...ACCOUNT, name: 'Filao clients' })
  await done('ExpireDeposit', { depositId })
  expect((await reads.deposit(client, depositId)).view.payTo).toBeNull()
})
