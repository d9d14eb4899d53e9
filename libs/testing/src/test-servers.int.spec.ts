import { Client } from 'pg'
import { testBrokers, testDatabase } from './test-servers'

it('gives every caller an empty database of its own, and drops it with its connections', async () => {
  const [one, other] = await Promise.all([testDatabase('Test Servers'), testDatabase('Test Servers')])
  expect(one.name).not.toBe(other.name)
  const client = new Client({ connectionString: one.url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query(
    `select current_database() as name, current_setting('synchronous_commit') as sync`,
  )
  expect(rows).toEqual([{ name: one.name, sync: 'on' }])
  await Promise.all([one.drop(), other.drop()])
  await expect(client.query('select 1')).rejects.toThrow()
})

it('names at least one broker', () => {
  expect(testBrokers()[0]).toMatch(/^.+:\d+$/)
})

it('throws, and does not skip, when the run has no servers', async () => {
  const url = process.env['FILAO_TEST_POSTGRES']
  delete process.env['FILAO_TEST_POSTGRES']
  await expect(testDatabase('none')).rejects.toThrow('FILAO_TEST_POSTGRES is not set')
  process.env['FILAO_TEST_POSTGRES'] = url
})
