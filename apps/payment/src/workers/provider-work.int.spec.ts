import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { PaymentCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { newId as idOf } from '@filao/service'
import { until } from '@filao/testing'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { ProviderSilent, type Bank, type Movement, type PaymentPages, type PayoutState } from '../providers/providers'
import { ServiceSeal } from '../providers/service-seal'
import { webhookSignature } from '../providers/webhook-signature'
import { Webhooks } from '../intake/webhooks.consumer'
import { oldestUncertainSeconds } from '../read/payout-figures.queries'
import { openValue } from '../store/sealed-column.store'
import { ClientNames } from '../read/client-names.queries'
import type { Configuration } from '@filao/service'
import { TravelRule } from '../travel-rule/travel-rule'
import { PaymentPlatform, PARTITIONS, submit, type PaymentEngine } from '../testing/payment-platform.store'
import { TRANSFER } from '../testing/transfer'
import { Payouts } from './payouts'
import { ProviderWork } from './provider-work'
import { Receipts } from './receipts'

const SECRET = Buffer.from('s')
const now = Date.UTC(2026, 9, 5, 8)
let platform: PaymentPlatform
let engine: PaymentEngine
let work: ProviderWork
let webhooks: Webhooks

/** A bank of which a spec says what it answers; a script, so that every outcome can be told apart. */
class ScriptedBank implements Bank {
  readonly paid: string[] = []
  readonly movements = new Map<string, Movement>()
  states: (PayoutState | 'silent')[] = []
  known: PayoutState = { status: 'unknown' }
  /** Sends nothing back. */
  keepsAll = false

  async pay({ endToEndId }: { endToEndId: string }): Promise<PayoutState> {
    this.paid.push(endToEndId)
    return this.next()
  }
  async payout(): Promise<PayoutState> {
    return this.states.length > 0 ? this.next() : this.known
  }
  async recall(): Promise<void> {}
  async movement(reference: string): Promise<Movement | undefined> {
    return this.movements.get(reference)
  }
  async movementsAfter(): Promise<{ movements: readonly Movement[]; next: string }> {
    return { movements: [...this.movements.values()], next: '1' }
  }
  async refund(): Promise<void> {
    if (this.keepsAll) throw new ProviderSilent('as told')
  }
  private next(): PayoutState {
    const state = this.states.shift() ?? this.known
    if (state === 'silent') throw new ProviderSilent('as told')
    return state
  }
}
let bank: ScriptedBank

/** Payment pages of which a spec says what they answer. They keep what they were asked about. */
class ScriptedPages implements PaymentPages {
  readonly asked: string[] = []
  readonly paid = new Map<string, Movement>()
  readonly silent = new Set<string>()

  async create(): Promise<string> {
    return 'https://pages.test/1'
  }
  async open(): Promise<Movement | undefined> {
    return undefined
  }
  async order(reference: string): Promise<Movement | undefined> {
    this.asked.push(reference)
    if (this.silent.has(reference)) throw new ProviderSilent('as told')
    return this.paid.get(reference)
  }
  async refund(): Promise<void> {}
}
/** What somebody has to look at. */
let alarmed: unknown[]

/** What is only logged in production fails a test that does not expect it. */
let expected: RegExp | undefined
const LOUD = {
  debug: () => undefined,
  info: () => undefined,
  error: (found: unknown) => void alarmed.push(found),
  warn: ({ error }: { readonly error: Error }) => {
    if (!expected?.test(error.message)) throw error
  },
} as never

/** By the settings as they are at first. */
const TRAVEL_RULE = new TravelRule({ current: ({ byDefault }) => ({ version: 0, value: byDefault }) } as Pick<
  Configuration,
  'current'
>)

beforeAll(async () => {
  platform = await PaymentPlatform.start(now)
  engine = await platform.engine()
})
afterAll(() => platform.stop())
const seal = new ServiceSeal(Buffer.alloc(32, 1))
beforeEach(() => {
  bank = new ScriptedBank()
  alarmed = []
  expected = undefined
  work = workWith(undefined)
  webhooks = new Webhooks({ db: platform.pool, seal, bankSecrets: [SECRET], pages: undefined, now: () => now })
})

/** The worker at the bank of the spec, and at its pages where it has any. */
function workWith(pages: PaymentPages | undefined): ProviderWork {
  const db = platform.pool
  const parts = { db, engine: engine as never, seal, partitions: PARTITIONS }
  return new ProviderWork({
    ...parts,
    bank,
    pages,
    payouts: new Payouts({
      ...parts,
      bank,
      keys: platform.keys,
      log: { error: (found: unknown) => void alarmed.push(found) },
    }),
    receipts: new Receipts({ ...parts, names: new ClientNames(db, platform.keys), travelRule: TRAVEL_RULE }),
    log: LOUD,
  })
}

const newId = (partition = 1): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })
const done = async (accountId: Id, type: PaymentCommand['type'], fields: object): Promise<void> => {
  const command = { type, accountId, ...fields } as unknown as PaymentCommand
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
}
const screened = (accountId: Id, checkId: string) =>
  done(accountId, 'RecordScreening', {
    ...{ subjectKind: 'client', subjectId: accountId, referenceId: accountId, checkId, outcome: 'clear' },
  })

/** A client with a deposit that waits for its money. */
async function waitingDeposit(name = 'Zebulon Quist', by = { method: 'bank_transfer', provider: 'bank' }) {
  const [accountId, userId, depositId] = [newId(), newId(), newId()]
  const reference = depositId.replaceAll('-', '').slice(-25)
  const [first, last] = name.split(' ')
  await platform.pool.query(`INSERT INTO payment.person_view VALUES ($1, $2, 'x', $3, 'x')`, [
    userId,
    JSON.stringify(first),
    JSON.stringify(last),
  ])
  await done(accountId, 'SetDepositGate', { open: true })
  const money = { currency: 'USD', amount: parseUnits('100') }
  const terms = { ...by, feeRate: 0n, settlementDays: 0, expiresAt: now + 1e6 }
  await done(accountId, 'InitiateDeposit', { depositId, userId, mode: 'live', reference, ...money, ...terms })
  return { accountId, userId, depositId, reference }
}

const movement = (reference: string, fields: Partial<Movement> = {}): Movement => ({
  providerReference: `IN${randomBytes(4).toString('hex')}`,
  reference,
  status: 'received',
  currency: 'USD',
  amount: '100',
  payerName: 'Zebulon Quist',
  payerLast4: '4711',
  ...fields,
})

/** A signed notification, as it comes. */
function told(type: string, data: object, changed: { id?: string; secret?: Buffer } = {}) {
  const body = Buffer.from(JSON.stringify({ type, sequence: 1, data }))
  const id = changed.id ?? randomUUID()
  const timestamp = String(now / 1000)
  const signature = webhookSignature(changed.secret ?? SECRET, { id, timestamp }, body)
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } }
}
const statusOf = async (depositId: string) =>
  (await platform.rows('SELECT status, hold_reason FROM payment.deposits WHERE id = $1', [depositId]))[0]
const rowOf = async (withdrawalId: string) =>
  (await platform.rows('SELECT status, code FROM payment.withdrawals WHERE id = $1', [withdrawalId]))[0]
const eventsOf = async (objectId: string, type: string) =>
  (
    await platform.rows(`SELECT 1 FROM payment.event_log WHERE data::text LIKE $1 AND type LIKE $2`, [
      `%${objectId}%`,
      `%.${type}.v1`,
    ])
  ).length

describe('a notification', () => {
  it('is kept once, sealed, and what it says is believed only when the bank says so too', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement(reference)
    const notice = told('deposit.received', { reference, providerReference: real.providerReference, amount: '1000000' })
    expect(await webhooks.take('bank', notice)).toBe('kept')
    expect(await webhooks.take('bank', notice)).toBe('again')
    await work.notifications()
    expect(await statusOf(depositId)).toMatchObject({ status: 'pending' })
    bank.movements.set(real.providerReference, real)
    expect(
      await webhooks.take('bank', told('deposit.received', { reference, providerReference: real.providerReference })),
    ).toBe('kept')
    await work.notifications()
    expect(await statusOf(depositId)).toMatchObject({ status: 'processing' })
    const rows = await platform.rows(`SELECT body FROM payment.provider_webhooks`)
    expect(rows.some(({ body }) => (body as Buffer).includes('deposit.received'))).toBe(false)
  })

  it('that is forged takes no id', async () => {
    const id = randomUUID()
    const data = { reference: 'x', providerReference: 'y' }
    expect(await webhooks.take('bank', told('deposit.received', data, { id, secret: Buffer.from('other') }))).toBe(
      'forged',
    )
    expect(await webhooks.take('bank', told('deposit.received', data, { id }))).toBe('kept')
    await work.notifications()
  })

  it('twice, in any order and after a sweep, receives the money once', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement(reference)
    bank.movements.set(real.providerReference, real)
    for (let times = 0; times < 3; times += 1) {
      await webhooks.take('bank', told('deposit.received', { reference, providerReference: real.providerReference }))
      await work.notifications()
      await work.sweep()
    }
    expect(await eventsOf(depositId, 'DepositReceived')).toBe(1)
  })
})

describe('money that comes in', () => {
  it('of nobody whom the bank names is held: it has to be known who pays', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement(reference, { payerName: undefined })
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [row] = await platform.rows('SELECT * FROM payment.deposits WHERE id = $1', [depositId])
    expect(row).toMatchObject({ status: 'held', hold_reason: 'travel_rule', travel_rule_faults: ['missing'] })
  })

  it('tells compliance which bank it comes from and where that is, also when nobody knows yet whose money it is', async () => {
    const { depositId, reference } = await waitingDeposit()
    const known = movement(reference, { payerCountry: 'KP', payerBank: 'Bank of Quist' })
    const unknown = movement('nobodys', { payerCountry: 'IR', payerBank: 'Bank of Nobody' })
    for (const real of [known, unknown]) bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [row] = await platform.rows(
      `SELECT commands::text FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [depositId],
    )
    expect(row!['commands']).toMatch(/RecordCounterparty.*"country\W+KP/)
    expect(row!['commands']).toMatch(/RequestCheck.*"subjectKind\W+payer_bank/)
    expect(row!['commands']).not.toContain('Quist')
    expect(
      await platform.rows('SELECT payer_country, payer_bank FROM payment.unallocated_receipts WHERE reference = $1', [
        unknown.providerReference,
      ]),
    ).toEqual([{ payer_country: 'IR', payer_bank: 'Bank of Nobody' }])
  })

  it('keeps who paid whom, sealed', async () => {
    const { depositId, userId, reference } = await waitingDeposit()
    const real = movement(reference)
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [row] = await platform.rows('SELECT travel_rule FROM payment.deposits WHERE id = $1', [depositId])
    expect(JSON.stringify(row)).not.toContain('Quist')
    const place = { userId, column: 'payment.deposits.travel_rule' } as const
    expect(JSON.stringify(await openValue(platform.keys, place, row!['travel_rule']))).toContain('Quist')
  })

  it('without a notification is found by looking', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement(reference)
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'processing' })
  })

  it('and cannot be taken holds up nothing that came after it, and is taken once it can be', async () => {
    const [stuck, other] = [await waitingDeposit(), await waitingDeposit()]
    const known = await platform.rows('DELETE FROM payment.person_view WHERE user_id = $1 RETURNING *', [stuck.userId])
    for (const real of [movement(stuck.reference, { payerName: undefined }), movement(other.reference)])
      bank.movements.set(real.providerReference, real)
    expected = /not known yet/
    await work.sweep()
    expect(await statusOf(stuck.depositId)).toMatchObject({ status: 'pending' })
    expect(await statusOf(other.depositId)).toMatchObject({ status: 'processing' })
    const columns = Object.keys(known[0]!)
    await platform.pool.query(
      `INSERT INTO payment.person_view (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      columns.map((column) => {
        const value = known[0]![column]
        return column.endsWith('_name') ? JSON.stringify(value) : value
      }),
    )
    expected = undefined
    await work.sweep()
    expect(await statusOf(stuck.depositId)).toMatchObject({ status: 'held' })
    expect(await eventsOf(other.depositId, 'DepositReceived')).toBe(1)
  })

  it('from somebody of another name is held, and who it was stands sealed', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement(reference, { payerName: 'Somebody Else' })
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    expect(await statusOf(depositId)).toEqual({ status: 'held', hold_reason: 'payer_mismatch' })
  })

  it('from somebody of nearly the same name is received, and held or not by how nearly', async () => {
    const near = await waitingDeposit()
    const real = movement(near.reference, { payerName: 'Zebulon Marie Quist' })
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    expect(await statusOf(near.depositId)).toEqual({ status: 'held', hold_reason: 'payer_mismatch' })
    const [row] = await platform.rows(
      `SELECT data::json->>'nameScore' AS score FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [near.depositId],
    )
    expect(row!['score']).toMatch(/^0\.\d{4}$/)
  })

  it('under no known reference goes to suspense, once', async () => {
    const real = movement(`unknown${createHash('sha1').update(randomUUID()).digest('hex').slice(0, 10)}`)
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    await work.sweep()
    const rows = await platform.rows('SELECT status, payer FROM payment.unallocated_receipts WHERE reference = $1', [
      real.providerReference,
    ])
    expect(rows).toMatchObject([{ status: 'open' }])
    expect(rows[0]!['payer']).not.toContain('Quist')
  })

  it('that is taken back fails a deposit that was not credited, and charges back one that was', async () => {
    const early = await waitingDeposit()
    const late = await waitingDeposit()
    const [one, two] = [movement(early.reference), movement(late.reference)]
    for (const real of [one, two]) bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [row] = await platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [late.depositId])
    await screened(late.accountId, row!['screening_check_id'] as string)
    for (const real of [one, two]) bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await work.sweep()
    expect(await statusOf(early.depositId)).toMatchObject({ status: 'failed' })
    expect(await statusOf(late.depositId)).toMatchObject({ status: 'charged_back' })
  })
})

describe('money that is taken back', () => {
  const receiptsOf = (reference: string) =>
    platform.rows('SELECT id, account_id, status FROM payment.unallocated_receipts WHERE reference = $1', [reference])

  it('charges back what it became, and not what else came under its reference', async () => {
    const { accountId, depositId, reference } = await waitingDeposit()
    const [first, second] = [movement(reference), movement(reference, { amount: '50' })]
    bank.movements.set(first.providerReference, first)
    await work.sweep()
    const [row] = await platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await screened(accountId, row!['screening_check_id'] as string)
    bank.movements.set(second.providerReference, second)
    await work.sweep()
    expect(await receiptsOf(second.providerReference)).toMatchObject([{ status: 'open' }])
    bank.movements.set(second.providerReference, { ...second, status: 'charged_back' })
    await work.sweep()
    expect(await receiptsOf(second.providerReference)).toMatchObject([{ status: 'charged_back' }])
    expect(await statusOf(depositId)).toMatchObject({ status: 'cleared' })
    bank.movements.set(first.providerReference, { ...first, status: 'charged_back' })
    await work.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'charged_back' })
  })

  it('fails no deposit that another movement has paid', async () => {
    const { depositId, reference } = await waitingDeposit()
    const [paid, tried] = [movement(reference), movement(reference, { status: 'failed' })]
    for (const real of [paid, tried]) bank.movements.set(real.providerReference, real)
    await work.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'processing' })
  })

  it('while it is nobody’s is out of suspense for good', async () => {
    const real = movement('nobodys')
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await work.sweep()
    await work.sweep()
    const [row] = await receiptsOf(real.providerReference)
    expect(row).toMatchObject({ status: 'charged_back' })
    expect(await eventsOf(row!['id'] as string, 'ReceiptChargedBack')).toBe(1)
  })

  it('after it was given to an account is charged back there', async () => {
    const { accountId, userId } = await waitingDeposit()
    const real = movement('nobodys')
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [{ id: receiptId, account_id: at }] = (await receiptsOf(real.providerReference)) as [Record<string, Id>]
    const [depositId, checkId] = [newId(), idOf(1)]
    const about = { receiptId, depositId, targetAccountId: accountId, userId, mode: 'live', checkId, ...TRANSFER }
    const payer = { name: 'Zebulon Quist' }
    for (const allocatedBy of [newId(), newId()])
      await done(at!, 'AllocateReceipt', {
        ...about,
        payer,
        reference: depositId.replaceAll('-', '').slice(-25),
        allocatedBy,
      })
    await until(async () => (await statusOf(depositId)) !== undefined)
    await screened(accountId, checkId)
    bank.movements.set(real.providerReference, { ...real, status: 'charged_back' })
    await work.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'charged_back' })
    expect(await receiptsOf(real.providerReference)).toMatchObject([{ status: 'allocated' }])
  })

  it('that two people send back and the provider does not alarms after a day', async () => {
    const { accountId, userId, depositId, reference } = await waitingDeposit()
    const real = movement(reference, { amount: '99' })
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    const [row] = await platform.rows('SELECT screening_check_id FROM payment.deposits WHERE id = $1', [depositId])
    await screened(accountId, row!['screening_check_id'] as string)
    for (const refundedBy of [newId(), newId()])
      await done(accountId, 'RefundDeposit', { depositId, userId, refundedBy })
    const taskOf = () => platform.rows('SELECT done_at FROM payment.provider_tasks WHERE object_id = $1', [depositId])
    await until(async () => (await taskOf()).length === 1)
    bank.keepsAll = true
    const isLate = async (since: string): Promise<void> => {
      await platform.pool.query(
        `UPDATE payment.provider_tasks SET next_attempt_at = now() - interval '1 second',
          first_attempt_at = now() - $2::interval WHERE object_id = $1`,
        [depositId, since],
      )
      await work.tasks()
    }
    await isLate('23 hours')
    expect(alarmed).toEqual([])
    await isLate('25 hours')
    expect(alarmed).toEqual([{ alarm: 'refund', paymentId: depositId }])
    bank.keepsAll = false
    await isLate('26 hours')
    expect((await taskOf())[0]!['done_at']).not.toBeNull()
  })

  it('is credited once, whatever the bank says later that was written on it', async () => {
    const { depositId, reference } = await waitingDeposit()
    const real = movement('misread')
    bank.movements.set(real.providerReference, real)
    await work.sweep()
    bank.movements.set(real.providerReference, { ...real, reference })
    await work.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'pending' })
    expect(await receiptsOf(real.providerReference)).toMatchObject([{ status: 'open' }])
  })
})

/** A withdrawal whose payout the log has handed to the worker. */
async function submitted(): Promise<{ withdrawalId: Id; accountId: Id; userId: Id; endToEndId: string }> {
  const [accountId, userId, bankAccountId, withdrawalId] = [newId(), newId(), newId(), newId()]
  const checks = [idOf(1), idOf(1), idOf(1)] as const
  const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }
  const account = { destinationType: 'bank', country: 'MUS', currency: 'USD', destination, last4: '0MUR', nameScore: 1 }
  const known = {
    fingerprint: randomBytes(32).toString('hex'),
    checkId: checks[0],
    steppedUp: true,
    coolingOffHours: 0,
  }
  await done(accountId, 'AddBankAccount', { bankAccountId, userId, mode: 'live', ...account, ...known })
  await screened(accountId, checks[0])
  const endToEndId = withdrawalId.replaceAll('-', '')
  await done(accountId, 'RequestWithdrawal', {
    ...{ withdrawalId, userId, mode: 'live', currency: 'USD', amount: parseUnits('50'), fee: 0n, bankAccountId },
    ...{ clientName: 'Zebulon Quist', destination, approvalHash: 'a'.repeat(64), steppedUp: true, endToEndId },
    ...{ uetr: randomUUID(), clientCheckId: checks[1], holderCheckId: checks[2], minimum: 0n, ...TRANSFER },
    ...{ secondApprovalFrom: parseUnits('100000'), seniorApprovalFrom: parseUnits('500000') },
  })
  await done(accountId, 'ConfirmReservation', { withdrawalId })
  for (const checkId of checks.slice(1)) await screened(accountId, checkId)
  await done(accountId, 'ApproveWithdrawal', {
    withdrawalId,
    approvedBy: newId(),
    isSenior: false,
    approvalHash: 'a'.repeat(64),
  })
  await done(accountId, 'SubmitPayout', { withdrawalId })
  await until(
    async () =>
      (await platform.rows('SELECT 1 FROM payment.provider_tasks WHERE object_id = $1', [withdrawalId])).length === 1,
  )
  return { withdrawalId, accountId, userId, endToEndId }
}
/** One more round on this payout, whenever it is due. */
const round = async (withdrawalId: string): Promise<void> => {
  await platform.pool.query(
    `UPDATE payment.provider_tasks SET next_attempt_at = now() - interval '1 second' WHERE object_id = $1`,
    [withdrawalId],
  )
  await work.tasks()
}

describe('a payout', () => {
  it('is handed over, asked about and completed', async () => {
    const { withdrawalId, endToEndId } = await submitted()
    bank.states = [
      { status: 'accepted', providerReference: 'B1' },
      { status: 'completed', providerReference: 'B1' },
    ]
    await round(withdrawalId)
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await round(withdrawalId)
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'completed' })
    await round(withdrawalId)
    expect(bank.paid).toEqual([endToEndId])
  })

  it('whose answer is lost is asked for, and handed over again only when the bank never got it', async () => {
    const { withdrawalId, endToEndId } = await submitted()
    bank.states = ['silent', { status: 'unknown' }, { status: 'accepted', providerReference: 'B2' }]
    await round(withdrawalId)
    expect(await eventsOf(withdrawalId, 'PayoutUncertain')).toBe(1)
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await round(withdrawalId)
    expect(bank.paid).toEqual([endToEndId, endToEndId])
    bank.states = ['silent', { status: 'completed', providerReference: 'B2' }]
    await round(withdrawalId)
    await round(withdrawalId)
    expect(bank.paid).toHaveLength(2)
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'completed' })
  })

  it('of which the bank says nothing is a figure that alarms, until two people say what became of it', async () => {
    const { withdrawalId, accountId, userId } = await submitted()
    bank.states = ['silent', 'silent', 'silent']
    await round(withdrawalId)
    await platform.pool.query(
      `UPDATE payment.payouts SET submitted_at = now() - interval '25 hours' WHERE withdrawal_id = $1`,
      [withdrawalId],
    )
    expect(await oldestUncertainSeconds(platform.pool)).toBeGreaterThan(24 * 3_600)
    await round(withdrawalId)
    const [tina, tom] = [newId(), newId()]
    const resolution = { withdrawalId, userId, outcome: 'completed', evidence: 'statement of 6 October, line 4' }
    await done(accountId, 'ResolvePayout', { ...resolution, resolvedBy: tina })
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'processing' })
    await done(accountId, 'ResolvePayout', { ...resolution, resolvedBy: tom })
    expect(await rowOf(withdrawalId)).toMatchObject({ status: 'completed' })
    expect(await oldestUncertainSeconds(platform.pool)).toBe(0)
    const asked = bank.paid.length
    await round(withdrawalId)
    const tasks = await platform.rows('SELECT done_at FROM payment.provider_tasks WHERE object_id = $1', [withdrawalId])
    expect(tasks[0]!['done_at']).not.toBeNull()
    expect(bank.paid).toHaveLength(asked)
  })

  it('that the bank refuses for good frees what was reserved', async () => {
    const { withdrawalId } = await submitted()
    bank.states = [{ status: 'failed', code: 'AC04' }]
    await round(withdrawalId)
    expect(await rowOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
  })

  it('that is paid after it was refused for good alarms: the client has the money already', async () => {
    const { withdrawalId, endToEndId } = await submitted()
    bank.states = [{ status: 'failed', code: 'AC04' }]
    await round(withdrawalId)
    expect(alarmed).toEqual([])
    bank.known = { status: 'completed', providerReference: 'B5' }
    await webhooks.take('bank', told('payout.completed', { reference: endToEndId }))
    await work.notifications()
    expect(await rowOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
    expect(alarmed).toEqual([{ alarm: 'payout', withdrawalId }])
  })

  it('that comes back after it was completed is credited again, told by whatever order of notices', async () => {
    const { withdrawalId, endToEndId } = await submitted()
    bank.known = { status: 'returned', code: 'AC04', providerReference: 'B4' }
    for (const type of ['payout.returned', 'payout.completed', 'payout.accepted']) {
      await webhooks.take('bank', told(type, { reference: endToEndId }))
    }
    await work.notifications()
    expect(await rowOf(withdrawalId)).toEqual({ status: 'failed', code: 'AC04' })
    expect(await eventsOf(withdrawalId, 'WithdrawalCompleted')).toBe(1)
    expect(await eventsOf(withdrawalId, 'WithdrawalReturned')).toBe(1)
  })
})

it('nothing of all this alarmed', () => expect(platform.alarms).toEqual([]))

describe('orders on pages that nobody has told of', () => {
  const pages = new ScriptedPages()
  let waiting: Awaited<ReturnType<typeof waitingDeposit>>[]
  let references: string[]

  beforeAll(async () => {
    waiting = []
    for (let count = 0; count < 105; count += 1) {
      waiting.push(await waitingDeposit('Zebulon Quist', { method: 'mips', provider: 'mips' }))
    }
    waiting.sort((a, b) => (a.depositId < b.depositId ? -1 : 1))
    references = waiting.map(({ reference }) => reference)
  }, 60_000)

  it('are all come to, however many wait, and then from the oldest again', async () => {
    const last = waiting.at(-1)!
    pages.paid.set(last.reference, movement(last.reference, { payerName: undefined, payerLast4: undefined }))
    const looks = workWith(pages)
    await looks.sweep()
    expect(pages.asked).toEqual(references.slice(0, 100))
    await looks.sweep()
    expect(pages.asked).toEqual(references)
    expect(await statusOf(last.depositId)).toMatchObject({ status: 'processing' })
    await looks.sweep()
    expect(pages.asked.slice(105)).toEqual(references.slice(0, 100))
  })

  it('tell compliance that nobody has said where the money comes from', async () => {
    const [row] = await platform.rows(
      `SELECT commands::text FROM payment.event_log WHERE subject = $1 AND type LIKE '%DepositReceived%'`,
      [waiting.at(-1)!.depositId],
    )
    expect(row!['commands']).toMatch(/RecordCounterparty.*"country\W+XX/)
  })

  it('hold up nobody where the provider says nothing of one of them', async () => {
    await workWith(pages).sweep()
    const before = pages.asked.length
    pages.silent.add(references[2]!)
    await expect(workWith(pages).sweep()).rejects.toThrow(ProviderSilent)
    expect(pages.asked.slice(before)).toEqual(references.slice(0, 3))
    await workWith(pages).sweep()
    expect(pages.asked.slice(before + 3)).toEqual(references.slice(3, 103))
  })

  it('are asked about also after a try has failed: whoever tries again on the same page has paid', async () => {
    pages.silent.clear()
    const looks = workWith(pages)
    const { depositId, reference } = await waitingDeposit('Zebulon Quist', { method: 'mips', provider: 'mips' })
    const told = { payerName: undefined, payerLast4: undefined }
    pages.paid.set(reference, movement(reference, { ...told, status: 'failed' }))
    for (let look = 0; look < 3; look += 1) await looks.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'failed' })
    expect(await eventsOf(depositId, 'DepositFailed')).toBe(1)
    await platform.pool.query(`UPDATE payment.deposits SET initiated_at = now() - interval '1 hour' WHERE id = $1`, [
      depositId,
    ])
    pages.paid.set(reference, movement(reference, told))
    for (let look = 0; look < 3; look += 1) await looks.sweep()
    expect(await statusOf(depositId)).toMatchObject({ status: 'processing' })
  })
})
