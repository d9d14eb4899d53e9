import { makeId, type Id } from '@filao/kernel'
import { serviceDatabase, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import type pg from 'pg'
import { SUBJECTS_A_ROUND, SubjectsToRenew } from './subjects-to-renew.queries'

const CLIENTS = 2 * SUBJECTS_A_ROUND + 50
const STATEMENTS = {
  name: 'spec',
  due: 'limits_due_at <= now()',
  dueOrder: 'limits_due_at',
  outdated: 'limits_base <> $3',
} as const
const ids = Array.from({ length: CLIENTS }, (_, at) => makeId({ partition: at % 3, at: 0, unique: BigInt(at) }))

let database: TestDatabase
let pool: pg.Pool
let renewed: Id[][]
let toRenew: SubjectsToRenew
beforeAll(async () => {
  ;({ database, pool } = await serviceDatabase('compliance', join(__dirname, '../../drizzle')))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(async () => {
  renewed = []
  toRenew = new SubjectsToRenew(pool, STATEMENTS)
  await pool.query('TRUNCATE compliance.subjects')
  await pool.query(
    `INSERT INTO compliance.subjects (partition, id, position, names, cdd, limits_base)
      SELECT (n - 1) % 3, id, n, '{}', '{}', 'old' FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, n)`,
    [ids],
  )
})

/** Renews whoever is found, as the service would. */
const turn = (source = 'new', owned: readonly number[] = [0, 1, 2]) =>
  toRenew.turn({ owned, source }, async (found) => {
    renewed.push([...found])
    await pool.query('UPDATE compliance.subjects SET limits_base = $2, limits_due_at = NULL WHERE id = ANY ($1)', [
      found,
      source,
    ])
  })

test('everybody is renewed once, some at a time, with a pause after each time', async () => {
  for (const isMore of [true, true, false, false])
    expect(await turn()).toEqual(isMore ? { afterMs: expect.any(Number) } : undefined)
  expect(renewed.flat().sort()).toEqual([...ids].sort())
})

test('nobody is gone through again until they follow from something else', async () => {
  for (let round = 0; round < 3; round += 1) await turn()
  await pool.query(`UPDATE compliance.subjects SET limits_base = 'old' WHERE id = $1`, [ids[5]])
  renewed = []
  await turn()
  expect(renewed.flat()).toEqual([])
  for (let round = 0; round < 3; round += 1) await turn('newer')
  expect(renewed.flat()).toHaveLength(CLIENTS)
})

test('what is not owned is left to others', async () => {
  for (let round = 0; round < 3; round += 1) await turn('new', [0, 2])
  expect(renewed.flat().sort()).toEqual(ids.filter((_, at) => at % 3 !== 1).sort())
})

test('whoever is due is not kept waiting while all are renewed, nor are all by those who are due', async () => {
  for (const due of [ids[400]!, ids[401]!]) {
    await pool.query('UPDATE compliance.subjects SET limits_due_at = now() WHERE id = $1', [due])
    await turn()
    const [first, second] = renewed.splice(0)
    expect(first).toEqual([due])
    expect(second).toHaveLength(SUBJECTS_A_ROUND)
  }
})

test('those whom a round could not renew are found by the next', async () => {
  await expect(
    toRenew.turn({ owned: [0, 1, 2], source: 'new' }, (found) =>
      found.length > 0 ? Promise.reject(new Error('no room')) : Promise.resolve(),
    ),
  ).rejects.toThrow('no room')
  for (let round = 0; round < 3; round += 1) await turn()
  expect(renewed.flat()).toHaveLength(CLIENTS)
})
