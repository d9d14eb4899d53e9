import { testPostgresUrl } from '@filao/testing'
import pg from 'pg'
import { byteaArray, jsonArray, plainArray, textArray } from './sql-array'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: testPostgresUrl() })
  await client.connect()
})
afterAll(() => client.end())

async function sent(type: string, array: string | Buffer): Promise<unknown> {
  const text = `SELECT to_json(ARRAY(SELECT t::text FROM unnest($1::${type}[]) AS t)) AS texts`
  return (await client.query<{ texts: unknown }>(text, [array])).rows[0]
}

const DOCUMENTS = ['{"a":"b\\\\c","d":"\\"{},\\n"}', '"é€𝄞"', 'null', '{ "spaces" : [1,  2] }']

test('JSON arrives byte for byte, quotes, backslashes and all of Unicode included', async () => {
  expect(await sent('json', jsonArray(DOCUMENTS))).toEqual({ texts: DOCUMENTS })
})

test('bytes arrive as they are', async () => {
  const bytes = [Buffer.from([0, 1, 2, 255]), Buffer.alloc(0), Buffer.from('\\x"{},')]
  expect(await sent('bytea', byteaArray(bytes))).toEqual({ texts: bytes.map((one) => `\\x${one.toString('hex')}`) })
})

test('texts and plain values arrive as they are', async () => {
  const texts = ['a"b', 'c\\d', '{e,f}', '', 'é€𝄞']
  expect(await sent('text', textArray(texts))).toEqual({ texts })
  expect(await sent('bigint', plainArray([1, 2n, '3']))).toEqual({ texts: ['1', '2', '3'] })
})

test.each([
  ['json', jsonArray],
  ['bytea', byteaArray],
  ['text', textArray],
] as const)('what is missing is NULL, and nothing is an empty array (%s)', async (type, array) => {
  expect(await sent(type, array([undefined, null]))).toEqual({ texts: [null, null] })
  expect(await sent(type, array([]))).toEqual({ texts: [] })
})
