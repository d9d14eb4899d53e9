import { AssetListed } from '@filao/contracts'
import { makeId } from '@filao/kernel'
import { serviceDatabase, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import type pg from 'pg'
import { instrumentsProjection } from './instruments.projection'

const START = Date.parse('2026-11-09T06:00:00.000Z')
const ids = [1n, 2n].map((unique) => makeId({ partition: 0, at: START, unique }))

let database: TestDatabase
let pool: pg.Pool
beforeAll(async () => {
  ;({ database, pool } = await serviceDatabase('compliance', join(__dirname, '../../drizzle')))
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

test('instruments that were listed are known, once, however often it is told', async () => {
  const listed = ids.map((assetId, at) => ({
    source: 'market',
    partition: 0,
    position: at + 1,
    at: START,
    headers: {},
    event: { type: AssetListed.name, assetId },
  })) as unknown as Parameters<typeof instrumentsProjection.apply>[1]
  await instrumentsProjection.apply(pool, listed)
  await instrumentsProjection.apply(pool, listed)
  const { rows } = await pool.query('SELECT asset_id FROM compliance.instruments ORDER BY 1')
  expect(rows.map(({ asset_id: assetId }) => assetId)).toEqual(ids)
})
