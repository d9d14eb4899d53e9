import { expect } from '@jest/globals'
import type { PaymentCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { newId as idOf, type Configuration } from '@filao/service'
import { until } from '@filao/testing'
import { randomBytes, randomUUID } from 'node:crypto'
import { Webhooks } from '../intake/webhooks.consumer'
import type { PaymentPages } from '../providers/providers'
import { ServiceSeal } from '../providers/service-seal'
import { webhookSignature } from '../providers/webhook-signature'
import { ClientNames } from '../read/client-names.queries'
import { TravelRule } from '../travel-rule/travel-rule'
import { Payouts } from '../workers/payouts'
import { ProviderWork } from '../workers/provider-work'
import { Receipts } from '../workers/receipts'
import { PARTITIONS, type PaymentEngine, type PaymentPlatform, startPayment, submit } from './payment-platform.store'
import { ScriptedBank } from './scripted-providers'
import { TRANSFER } from './transfer'

const SECRET = Buffer.from('s')
const now = Date.UTC(2026, 9, 5, 8)
const seal = new ServiceSeal(Buffer.alloc(32, 1))
/** By the settings as they are at first. */
const TRAVEL_RULE = new TravelRule({ current: ({ byDefault }) => ({ version: 0, value: byDefault }) } as Pick<
  Configuration,
  'current'
>)

export const newId = (partition = 1): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })

/** A signed notification, as it comes. */
export function told(type: string, data: object, changed: { id?: string; secret?: Buffer } = {}) {
  const body = Buffer.from(JSON.stringify({ type, sequence: 1, data }))
  const id = changed.id ?? randomUUID()
  const timestamp = String(now / 1000)
  const signature = webhookSignature(changed.secret ?? SECRET, { id, timestamp }, body)
  return { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } }
}

/** The work with providers on a database of its own, at a bank that does as a spec says. */
export class ProviderDesk {
  bank!: ScriptedBank
  work!: ProviderWork
  webhooks!: Webhooks
  /** What somebody has to look at. */
  alarmed: unknown[] = []
  /** What is only logged in production fails a test that does not expect it. */
  expected: RegExp | undefined

  private constructor(
    readonly platform: PaymentPlatform,
    private readonly engine: PaymentEngine,
  ) {
    this.renew()
  }

  static async start(): Promise<ProviderDesk> {
    const platform = await startPayment(now)
    return new ProviderDesk(platform, await platform.engine())
  }

  /** Another bank, of which nothing is known yet: before each case. */
  renew(): void {
    this.bank = new ScriptedBank()
    this.alarmed = []
    this.expected = undefined
    this.work = this.workWith(undefined)
    const { pool: db } = this.platform
    this.webhooks = new Webhooks({ db, seal, bankSecrets: [SECRET], pages: undefined, now: () => now })
  }

  /** The worker at the bank of the case, and at its pages where it has any. */
  workWith(pages: PaymentPages | undefined): ProviderWork {
    const { pool: db, keys } = this.platform
    const { bank } = this
    const parts = { db, engine: this.engine as never, partitions: PARTITIONS }
    const log = this.loud()
    return new ProviderWork({
      ...parts,
      seal,
      bank,
      pages,
      payouts: new Payouts({ ...parts, bank, keys, returnDays: () => 35 }),
      receipts: new Receipts({ ...parts, names: new ClientNames(db, keys), travelRule: TRAVEL_RULE }),
      log,
    })
  }

  async done(accountId: Id, type: PaymentCommand['type'], fields: object): Promise<void> {
    const command = { type, accountId, ...fields } as unknown as PaymentCommand
    expect(await submit(this.engine, command)).toMatchObject({ kind: 'done' })
  }

  screened(accountId: Id, checkId: string): Promise<void> {
    return this.done(accountId, 'RecordScreening', {
      ...{ subjectKind: 'client', subjectId: accountId, referenceId: accountId, checkId, outcome: 'clear' },
    })
  }

  /** A client with a deposit that waits for its money. */
  async waitingDeposit(by = { method: 'bank_transfer', provider: 'bank' }) {
    const [accountId, userId, depositId] = [newId(), newId(), newId()]
    const reference = depositId.replaceAll('-', '').slice(-25)
    await this.platform.pool.query(`INSERT INTO payment.person_view VALUES ($1, '"Zebulon"', 'x', '"Quist"', 'x')`, [
      userId,
    ])
    await this.done(accountId, 'SetDepositGate', { open: true })
    const money = { currency: 'USD', amount: parseUnits('100') }
    const terms = { ...by, feeRate: 0n, settlementDays: 0, expiresAt: now + 1e6 }
    await this.done(accountId, 'InitiateDeposit', { depositId, userId, mode: 'live', reference, ...money, ...terms })
    return { accountId, userId, depositId, reference }
  }

  /** A withdrawal whose payout the log has handed to the worker. */
  async submitted(): Promise<{ withdrawalId: Id; accountId: Id; userId: Id; endToEndId: string }> {
    const [accountId, userId, bankAccountId, withdrawalId] = [newId(), newId(), newId(), newId()]
    const checks = [idOf(1), idOf(1), idOf(1)] as const
    const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }
    const account = {
      destinationType: 'bank',
      country: 'MUS',
      currency: 'USD',
      destination,
      last4: '0MUR',
      nameScore: 1,
    }
    const known = {
      fingerprint: randomBytes(32).toString('hex'),
      checkId: checks[0],
      steppedUp: true,
      coolingOffHours: 0,
    }
    await this.done(accountId, 'AddBankAccount', { bankAccountId, userId, mode: 'live', ...account, ...known })
    await this.screened(accountId, checks[0])
    const endToEndId = withdrawalId.replaceAll('-', '')
    await this.done(accountId, 'RequestWithdrawal', {
      ...{ withdrawalId, userId, mode: 'live', currency: 'USD', amount: parseUnits('50'), fee: 0n, bankAccountId },
      ...{ clientName: 'Zebulon Quist', destination, approvalHash: 'a'.repeat(64), steppedUp: true, endToEndId },
      ...{ uetr: randomUUID(), clientCheckId: checks[1], holderCheckId: checks[2], minimum: 0n, ...TRANSFER },
      ...{ secondApprovalFrom: parseUnits('100000'), seniorApprovalFrom: parseUnits('500000') },
    })
    await this.done(accountId, 'ConfirmReservation', { withdrawalId })
    for (const checkId of checks.slice(1)) await this.screened(accountId, checkId)
    await this.done(accountId, 'ApproveWithdrawal', {
      withdrawalId,
      approvedBy: newId(),
      isSenior: false,
      approvalHash: 'a'.repeat(64),
    })
    await this.done(accountId, 'SubmitPayout', { withdrawalId })
    await until(
      async () =>
        (await this.platform.rows('SELECT 1 FROM payment.provider_tasks WHERE object_id = $1', [withdrawalId]))
          .length === 1,
    )
    return { withdrawalId, accountId, userId, endToEndId }
  }

  /** One more round on this payout and on nothing else, whenever it is due. */
  async round(withdrawalId: string): Promise<void> {
    await this.platform.pool.query(
      `UPDATE payment.provider_tasks
        SET next_attempt_at = now() + CASE WHEN object_id = $1 THEN interval '-1 second' ELSE interval '1 day' END`,
      [withdrawalId],
    )
    await this.work.tasks()
  }

  async statusOf(depositId: string) {
    return (await this.platform.rows('SELECT status, hold_reason FROM payment.deposits WHERE id = $1', [depositId]))[0]
  }

  async payoutOf(withdrawalId: string) {
    return (await this.platform.rows('SELECT status, code FROM payment.withdrawals WHERE id = $1', [withdrawalId]))[0]
  }

  async eventsOf(objectId: string, type: string): Promise<number> {
    const sql = `SELECT 1 FROM payment.event_log WHERE data::text LIKE $1 AND type LIKE $2`
    return (await this.platform.rows(sql, [`%${objectId}%`, `%.${type}.v1`])).length
  }

  stop(): Promise<void> {
    return this.platform.stop()
  }

  private loud() {
    return {
      debug: () => undefined,
      info: () => undefined,
      error: (found: unknown) => void this.alarmed.push(found),
      warn: ({ error }: { readonly error: Error }) => {
        if (!this.expected?.test(error.message)) throw error
      },
    } as never
  }
}
