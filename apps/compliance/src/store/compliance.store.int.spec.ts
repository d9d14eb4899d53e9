import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { RISK_LIMITS, type ComplianceState, type Subject } from '@filao/compliance'
import { overseen, OverseenStore, proveState } from '@filao/engine'
import { makeId, type Id } from '@filao/kernel'
import { randomBytes } from 'node:crypto'
import { complianceDefinition } from '../definition'
import {
  type ComplianceEngine,
  type CompliancePlatform,
  PARTITIONS,
  startCompliance,
  submit,
} from '../testing/compliance-platform.store'
import { ComplianceStore } from './compliance.store'

const now = Date.UTC(2026, 10, 26)
/** Far off: what is over is not loaded, by the clock of the database. */
const UNTIL = Date.UTC(2090, 0, 1)
let platform: CompliancePlatform
let engine: ComplianceEngine
beforeAll(async () => {
  platform = await startCompliance(now)
  engine = await platform.engine()
})
afterAll(() => platform.stop())

const newId = (partition = 1): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })

async function registered(): Promise<Id> {
  const userId = newId()
  const command = {
    type: 'RegisterSubject',
    userId,
    firstName: 'Zebulon',
    lastName: 'Lovelace',
    dateOfBirth: '1990-12-10',
    nationality: 'MUS',
    residence: 'MUS',
  } as const
  expect(await submit(engine, command)).toMatchObject({ kind: 'done' })
  return userId
}

describe('the rows of a client', () => {
  test('come to be with the events, and the log holds no word of the person', async () => {
    const userId = await registered()
    expect(
      await platform.rows('SELECT names, date_of_birth::text, nationality FROM compliance.subjects WHERE id = $1', [
        userId,
      ]),
    ).toEqual([
      { names: { firstName: 'Zebulon', lastName: 'Lovelace' }, date_of_birth: '1990-12-10', nationality: 'MUS' },
    ])
    const log = await platform.rows('SELECT data::text FROM compliance.event_log WHERE subject = $1', [userId])
    expect(JSON.stringify(log)).not.toMatch(/Zebulon|Lovelace|1990-12-10/)
  })

  test('hold due diligence sealed, and give it back as it was decided', async () => {
    const userId = await registered()
    const set = (occupation: string) =>
      submit(engine, {
        type: 'SetCdd',
        userId,
        cdd: { occupation: { value: occupation }, expectedMonthlyDeposits: { value: 5_000_000_000_000n } },
        by: { kind: 'client', id: userId },
      })
    await set('Weaver of looms')
    const [row] = await platform.rows('SELECT cdd::text FROM compliance.subjects WHERE id = $1', [userId])
    expect(row!['cdd']).toMatch(/\$enc/)
    expect(row!['cdd']).not.toContain('Weaver')
    expect(await set('Weaver of looms')).toMatchObject({ kind: 'done', events: [] })
    expect(await set('Miller')).toMatchObject({
      events: [{ event: { type: 'CddRecorded', cdd: { occupation: { value: 'Miller' } } } }],
    })
  })

  test('hold accounts, and checks of clients and of payers who are none', async () => {
    const userId = await registered()
    const [accountId, ofClient, ofPayer, receiptId] = [newId(), newId(), newId(0), newId(0)]
    await submit(engine, { type: 'RegisterAccount', userId, accountId, mode: 'live' })
    const check = (checkId: Id, ownerId: Id, subjectId = newId()) =>
      submit(engine, {
        type: 'RequestCheck',
        checkId,
        ownerId,
        subjectKind: 'deposit_payer',
        subjectId,
        names: ['Ada Payer'],
        referenceId: newId(),
        trigger: 'transaction',
      })
    expect(await check(ofClient, userId)).toMatchObject({ events: [{ event: { type: 'AmlCheckRequested' } }] })
    expect(await check(ofPayer, receiptId, receiptId)).toMatchObject({ kind: 'done', partition: 0 })
    expect(await check(ofPayer, receiptId, receiptId)).toMatchObject({ events: [] })
    const sql = `SELECT owner_id, user_id, partition, query ? '$enc' AS sealed FROM compliance.aml_checks WHERE id = $1`
    expect(await platform.rows(sql, [ofPayer])).toEqual([
      { owner_id: receiptId, user_id: null, partition: 0, sealed: true },
    ])
    expect(await platform.rows(sql, [ofClient])).toMatchObject([{ owner_id: userId, user_id: userId }])
    expect(await platform.rows('SELECT id FROM compliance.account_view WHERE user_id = $1', [userId])).toEqual([
      { id: accountId },
    ])
  })

  test('hold limits and what waits for a second person, of a client and of none', async () => {
    const userId = await registered()
    await submit(engine, { type: 'RegisterAccount', userId, accountId: newId(0), mode: 'live' })
    const set = (ownerId: Id, value: bigint, more: { by?: Id; until?: number } = {}) =>
      submit(engine, {
        type: 'SetRiskLimit',
        ownerId,
        userId: ownerId === userId ? userId : undefined,
        values: { maxOrderValue: value, leverageMultiplier: 100_000_000n },
        reason: 'as the committee says',
        by: newId(0),
        base: { stamp: 'a'.repeat(64), defaults: { maxOrderValue: 50n, leverageMultiplier: 100_000_000n }, rows: [] },
        ...more,
      })
    const names = (answer: unknown) =>
      (answer as { events: { event: { type: string } }[] }).events.map(({ event }) => event.type)
    // As many digits as a column holds.
    expect(names(await set(userId, 99n))).toEqual(['RiskLimitProposed'])
    expect(names(await set(userId, 123456789012_12345678n))).toEqual(['RiskLimitProposed'])
    expect(names(await set(userId, 123456789012_12345678n))).toEqual(['RiskLimitSet'])
    expect(names(await set(userId, 40n, { until: UNTIL }))).toEqual(['RiskLimitEnded', 'RiskLimitSet', 'RiskLimitSet'])
    expect(names(await set(RISK_LIMITS, 40n))).toEqual(['RiskLimitSet'])
    expect(names(await set(RISK_LIMITS, 60n))).toEqual(['RiskLimitProposed'])
    expect(names(await set(RISK_LIMITS, 60n))).toEqual(['RiskLimitEnded', 'RiskLimitSet'])
    const base = { stamp: 'a'.repeat(64), defaults: { maxOrderValue: 50n }, rows: [] }
    expect(names(await submit(engine, { type: 'ResolveLimits', userId, base }))).toEqual(['LimitsResolved'])
    expect(names(await submit(engine, { type: 'ResolveLimits', userId, base }))).toEqual([])
    expect(
      await platform.rows(
        `SELECT max_order_value::text AS value, is_active AS active, approved_by IS NOT NULL AS approved, effective_until IS NULL AS open
         FROM compliance.risk_limits WHERE user_id = $1 ORDER BY is_active, effective_from, id`,
        [userId],
      ),
    ).toEqual([
      { value: '123456789012.12345678', active: false, approved: true, open: true },
      { value: '0.00000040', active: true, approved: false, open: false },
      { value: '123456789012.12345678', active: true, approved: true, open: true },
    ])
    const [row] = await platform.rows(
      `SELECT limits, limits_base, limits_due_at FROM compliance.subjects WHERE id = $1`,
      [userId],
    )
    expect(row).toMatchObject({ limits: { version: 1, maxOrderValue: '0.0000004' }, limits_base: 'a'.repeat(64) })
    expect((row!['limits_due_at'] as Date).getTime()).toBe(UNTIL)
  })

  test('hold what came in and went out, each payment once, and whose banks it was', async () => {
    const userId = await registered()
    const payment = newId()
    const turnover = (paymentId: Id, direction: 'deposit' | 'withdrawal', murAmount: bigint) =>
      submit(engine, { type: 'RecordTurnover', userId, paymentId, direction, murAmount })
    const counterparty = (country: string) =>
      submit(engine, { type: 'RecordCounterparty', userId, paymentId: payment, country })
    for (const country of ['MU', 'FR', 'MU']) expect(await counterparty(country)).toMatchObject({ kind: 'done' })
    // As many digits as a column holds.
    expect(await turnover(payment, 'deposit', 123456789012_12345678n)).toMatchObject({ events: [{}] })
    expect(await turnover(payment, 'deposit', 123456789012_12345678n)).toMatchObject({ events: [] })
    await turnover(newId(), 'deposit', 1n)
    await turnover(newId(), 'withdrawal', 2n)
    const [row] = await platform.rows('SELECT counterparties, risk_due FROM compliance.subjects WHERE id = $1', [
      userId,
    ])
    expect(row).toEqual({ counterparties: ['FR', 'MU'], risk_due: true })
    const memory = new Map<string, ComplianceState>()
    await new ComplianceStore(platform.keys).loadSubjects(platform.pool, 1, { ids: [userId], commands: [] }, memory)
    const { activity } = memory.get(userId) as Subject
    expect([...activity.months.values()]).toEqual([{ deposit: 123456789012_12345679n, withdrawal: 2n }])
    await expect(platform.rows('UPDATE compliance.turnover SET mur_amount = 0')).rejects.toThrow(/append only/)
  })

  test('are the fold of the log', async () => {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const client = await platform.pool.connect()
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
        const proof = await proveState({
          definition: overseen(complianceDefinition(platform.keys)),
          store: new OverseenStore(new ComplianceStore(platform.keys), 'compliance'),
          db: client,
          partition,
        })
        expect(proof.differences).toEqual([])
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
    expect(platform.alarms).toEqual([])
  })
})
