import { makeId } from '@filao/kernel'
import { testDatabase, type TestDatabase } from '@filao/testing'
import pg from 'pg'
import type { Queryable } from '../state-store'
import { RowsById } from './rows-by-id'

jest.setTimeout(60_000)

const [ADA, BOB, NOBODY] = [1n, 2n, 3n].map((unique) => makeId({ partition: 1, at: 0, unique })) as [
  string,
  string,
  string,
]
const ELSEWHERE = makeId({ partition: 2, at: 0, unique: 1n })

let database: TestDatabase
let pool: pg.Pool
/** How many rows each statement was asked for. */
let statements: number[]
let beforeEnd: () => Promise<void>
let rows: RowsById

beforeAll(async () => {
  database = await testDatabase('rows')
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  await pool.query('CREATE TABLE people (partition smallint, id uuid, name text, PRIMARY KEY (partition, id))')
})
beforeEach(async () => {
  await pool.query('TRUNCATE people')
  await pool.query('INSERT INTO people VALUES (1, $1, $2), (2, $3, $4)', [ADA, 'Ada', ELSEWHERE, 'Zoe'])
  statements = []
  beforeEnd = () => Promise.resolve()
  const db: Queryable = {
    query: async (query) => {
      const { values = [] } = query as { values?: readonly (readonly string[])[] }
      statements.push(values[1]!.length)
      const answer = await pool.query(query as pg.QueryConfig)
      await beforeEnd()
      return answer
    },
  }
  rows = new RowsById(db, { name: 'people_by_id', table: 'people', columns: 'id, name' })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const names = async (...ids: string[]): Promise<unknown[]> =>
  (await Promise.all(ids.map((id) => rows.one(id)))).map((row) => row?.['name'])

it('those asked for together are one statement, each answered for itself', async () => {
  expect(await names(ELSEWHERE, ADA, NOBODY, ADA)).toEqual(['Zoe', 'Ada', undefined, 'Ada'])
  expect(statements).toEqual([4])
})

it('who asks while a statement is under way is answered by the next, and sees what was committed before he asked', async () => {
  let late: Promise<unknown[]> | undefined
  beforeEnd = async () => {
    if (late) return
    await pool.query('INSERT INTO people VALUES (1, $1, $2)', [BOB, 'Bob'])
    late = names(BOB, ADA)
  }
  expect(await names(BOB)).toEqual([undefined])
  expect(await late).toEqual(['Bob', 'Ada'])
  expect(statements).toEqual([1, 2])
})

it('a statement that fails is told to all who asked, and to nobody after them', async () => {
  beforeEnd = () => Promise.reject(new Error('the connection ended'))
  const failed = await Promise.allSettled([rows.one(ADA), rows.one(BOB)])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  beforeEnd = () => Promise.resolve()
  expect(await names(ADA)).toEqual(['Ada'])
})

it('what is no id is refused to who asks for it alone', async () => {
  const ada = rows.one(ADA)
  expect(() => rows.one("x' OR true")).toThrow('a row is asked for by an id')
  expect(await ada).toMatchObject({ name: 'Ada' })
})
