import { proveState, type StateProof } from '@filao/engine'
import { definition, WalletPlatform } from '../testing/wallet-platform.store'
import { WalletStore } from './wallet.store'

let platform: WalletPlatform
beforeAll(async () => {
  platform = await WalletPlatform.start()
  await platform.live(0)
})
afterAll(() => platform.stop())

describe('the proof of the books', () => {
  async function prove(before = ''): Promise<StateProof> {
    const db = await platform.pool.connect()
    try {
      await db.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      if (before) await db.query(before)
      return await proveState({ definition, store: new WalletStore(), db, partition: 0 })
    } finally {
      await db.query('ROLLBACK')
      db.release()
    }
  }

  test('the state rows are the fold of the log', async () => {
    const { position, tables, differences } = await prove()
    expect(position).toBeGreaterThan(0)
    expect(tables).toContain('wallets')
    expect(differences).toEqual([])
  })

  test.each([
    [
      'changed',
      `UPDATE "wallet".wallets SET available_balance = available_balance + 1, total_balance = total_balance + 1`,
      'is not what the log gives',
    ],
    ['deleted', `DELETE FROM "wallet".open_items`, 'is what the log gives, and is not there'],
  ])('a row that was %s by hand is found', async (_, sql, said) => {
    const { differences } = await prove(sql)
    expect(differences.join()).toContain(said)
  })

  const byHand = 'ALTER TABLE "wallet".event_log DISABLE TRIGGER USER;'
  test.each([
    ['changed', `UPDATE "wallet".event_log SET data = replace(data::text, '"', ' "')::json WHERE position = 2`, 2],
    ['relabelled', `UPDATE "wallet".event_log SET subject = gen_random_uuid() WHERE position = 2`, 2],
    ['removed', `DELETE FROM "wallet".event_log WHERE position = 2`, 3],
    ['sent elsewhere', `UPDATE "wallet".event_log SET commands = '[]' WHERE position = 2`, 2],
  ])('an event that was %s by hand is found', async (_, sql, position) => {
    await expect(prove(`${byHand} ${sql}`)).rejects.toThrow(`wallet/0 is broken at position ${position}`)
  })
})
