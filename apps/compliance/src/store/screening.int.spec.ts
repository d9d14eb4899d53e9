import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { listIdOf } from '@filao/compliance'
import type { ComplianceCommand, ListHit } from '@filao/contracts'
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
let platform: CompliancePlatform
let engine: ComplianceEngine
beforeAll(async () => {
  platform = await startCompliance(now)
  engine = await platform.engine()
})
afterAll(() => platform.stop())

const newId = (partition = 1): Id => makeId({ partition, at: now, unique: randomBytes(8).readBigUInt64BE() })
const [EVE, BOB] = [newId(), newId()]

async function types(command: ComplianceCommand): Promise<string> {
  const answer = await submit(engine, command)
  return answer.kind === 'done' ? answer.events.map(({ event }) => event.type).join(' ') : answer.kind
}

const hit = (score: number, entryId: string): ListHit => ({
  listCode: 'un',
  entryId,
  entryHash: 'a'.repeat(64),
  caption: 'ZORBLAX QUENTARI',
  score,
  explanations: {
    name: score,
    quality: 'primary',
    candidate: 'ZORBLAX QUENTARI',
    birth: 'unknown',
    nationality: false,
    gender: false,
    identifier: false,
  },
})

/** A client whose first check has found two entries. */
async function frozen(): Promise<{ userId: Id; checkId: Id }> {
  const [userId, checkId] = [newId(), newId()]
  await types({ type: 'RegisterSubject', userId, firstName: 'Zorblax', lastName: 'Quentari' })
  await types({ type: 'RegisterAccount', userId, accountId: newId(), mode: 'live' })
  await types(request(userId, checkId, 'onboarding'))
  expect(await types(result(userId, checkId))).toBe('AmlCheckCompleted AlertRaised FreezeApplied AccountFrozen')
  return { userId, checkId }
}

const request = (userId: Id, checkId: Id, trigger: 'onboarding' | 'periodic'): ComplianceCommand => ({
  type: 'RequestCheck',
  checkId,
  ownerId: userId,
  subjectKind: 'client',
  subjectId: userId,
  names: ['Zorblax Quentari'],
  documentNumbers: ['ZQ0000417'],
  referenceId: newId(),
  trigger,
})

const result = (userId: Id, checkId: Id): ComplianceCommand => ({
  type: 'RecordResult',
  ownerId: userId,
  checkId,
  provider: 'filao',
  subjectHash: 'b'.repeat(64),
  listVersionIds: ['un/2026-01-05T00:00:01.000Z/0123abcd'],
  algorithm: 'filao-name',
  algorithmVersion: '1',
  configVersions: { 'screening.scores': 0 },
  durationMs: 3,
  thresholds: { reviewScore: 0.7, alertScore: 0.9 },
  dueHours: { low: 240, medium: 72, high: 24, critical: 4 },
  found: {
    bestScore: 0.95,
    hits: [hit(0.95, 'e-1'), hit(0.8, 'e-2')],
    near: [{ listCode: 'un', entryId: 'e-3', score: 0.6 }],
  },
})

const only = async (sql: string, values: readonly unknown[]): Promise<Record<string, unknown>[]> =>
  platform.rows(sql, values)
const idOf = async (table: string, column: string, id: Id): Promise<Id> =>
  (await only(`SELECT id FROM compliance.${table} WHERE ${column} = $1 ORDER BY id`, [id]))[0]!['id'] as Id

describe('the rows of screening', () => {
  test('say by what a check was run, and hold its words and the reasons sealed', async () => {
    const { userId, checkId } = await frozen()
    const [check] = await only(
      `SELECT check_status, check_result, best_score::text, risk_score, list_version_ids, algorithm, config_versions, query::text,
        findings::text FROM compliance.aml_checks WHERE id = $1`,
      [checkId],
    )
    expect(check).toMatchObject({
      check_status: 'completed',
      check_result: 'alert',
      best_score: '0.9500',
      risk_score: 95,
      list_version_ids: ['un/2026-01-05T00:00:01.000Z/0123abcd'],
      algorithm: 'filao-name',
      config_versions: { 'screening.scores': 0 },
    })
    const freeze = await only(
      'SELECT reason::text, reference::text, status FROM compliance.freezes WHERE user_id = $1',
      [userId],
    )
    const log = await only('SELECT data::text FROM compliance.event_log WHERE data::text LIKE $1', [`%${userId}%`])
    expect(JSON.stringify([check, freeze, log])).not.toMatch(/Zorblax|ZORBLAX|ZQ0000417|provisional_match|very like/)
  })

  test('bring back what is not finished: hits, alerts and freezes are worked on by several people', async () => {
    const { userId, checkId } = await frozen()
    const hits = await only('SELECT id FROM compliance.aml_hits WHERE check_id = $1 ORDER BY id', [checkId])
    const alertId = await idOf('alerts', 'owner_id', userId)
    const freezeId = await idOf('freezes', 'user_id', userId)
    const alert = { ownerId: userId, alertId } as const
    expect(await types({ type: 'AssignAlert', ...alert, assignedTo: EVE, by: EVE })).toBe('AlertAssigned')
    expect(await types({ type: 'ClearAlert', ...alert, reason: 'nobody', by: EVE })).toBe('refused')
    expect(await types({ type: 'LiftFreeze', userId, freezeId, asMlro: true, by: EVE })).toBe('refused')
    for (const row of hits) {
      const clear = {
        type: 'ClearHit',
        ownerId: userId,
        checkId,
        hitId: row['id'] as Id,
        reasonCode: 'photo',
        evidence: 'seen',
      } as const
      expect(await types({ ...clear, by: EVE })).toBe('HitClearProposed')
      expect(await types({ ...clear, by: EVE })).toBe('refused')
      expect(await types({ ...clear, by: BOB })).toBe('HitCleared')
    }
    expect(await types({ type: 'ClearAlert', ...alert, reason: 'nobody', by: EVE })).toBe('AlertClearProposed')
    expect(await types({ type: 'ClearAlert', ...alert, reason: 'nobody', by: BOB })).toBe('AlertClosed')
    expect(await types({ type: 'LiftFreeze', userId, freezeId, asMlro: false, by: EVE })).toBe('FreezeLiftProposed')
    expect(await types({ type: 'LiftFreeze', userId, freezeId, asMlro: true, by: BOB })).toBe(
      'FreezeLifted AccountUnfrozen',
    )

    const again = newId()
    await types(request(userId, again, 'periodic'))
    expect(await types(result(userId, again))).toBe('AmlCheckCompleted')
    const cleared = await only(
      'SELECT status, cleared_as IS NOT NULL AS before FROM compliance.aml_hits WHERE check_id = $1',
      [again],
    )
    expect(cleared).toEqual([
      { status: 'cleared', before: true },
      { status: 'cleared', before: true },
    ])
  })

  test('a check that could not be run is due again later, and in the end failed', async () => {
    const [userId, checkId] = [newId(), newId()]
    await types({ type: 'RegisterSubject', userId, firstName: 'Marwella', lastName: 'Ostregante' })
    await types(request(userId, checkId, 'onboarding'))
    const dueHours = { low: 240, medium: 72, high: 24, critical: 4 }
    const error = { type: 'RecordError', ownerId: userId, checkId, code: 'list_missing', dueHours } as const
    expect(await types(error)).toBe('AmlCheckRetryScheduled')
    const [row] = await only(
      'SELECT extract(epoch FROM due_at - requested_at)::int AS seconds FROM compliance.aml_checks WHERE id = $1',
      [checkId],
    )
    expect(row).toEqual({ seconds: 60 })
    for (const _ of [2, 3, 4]) expect(await types(error)).toBe('AmlCheckRetryScheduled')
    expect(await types(error)).toBe('AmlCheckFailed AlertRaised')
    expect(await types({ type: 'RetryCheck', ownerId: userId, checkId, by: EVE })).toBe('AmlCheckRequested')
  })

  test('a list has one version in force', async () => {
    const about = (n: number) => ({ listId: listIdOf('un'), versionId: `un/2026-01-0${n}T00:00:00.000Z/0123abc${n}` })
    for (const n of [1, 2]) {
      const version = {
        listCode: 'un',
        generatedAt: Date.UTC(2026, 0, n),
        sha256: String(n).repeat(64),
        entryCount: 3,
        shrinkPercentMax: 10,
      } as const
      expect(await types({ type: 'LoadListVersion', ...about(n), ...version, loadedBy: EVE })).toBe('ListVersionLoaded')
      expect(await types({ type: 'ApproveListVersion', ...about(n), approvedBy: EVE })).toBe('refused')
      expect(await types({ type: 'ApproveListVersion', ...about(n), approvedBy: BOB })).toBe('ListVersionApproved')
      expect(await types({ type: 'ActivateListVersion', ...about(n), subjectCount: 2, matchCount: 0 })).toBe(
        'ListVersionActivated',
      )
    }
    expect(await only('SELECT version_id, state FROM compliance.screening_lists ORDER BY version_id', [])).toEqual([
      { version_id: about(1).versionId, state: 'superseded' },
      { version_id: about(2).versionId, state: 'active' },
    ])
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
          outside: ['screening_files', 'screening_entries'],
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
