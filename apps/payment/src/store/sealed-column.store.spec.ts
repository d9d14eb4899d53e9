import { expect, it } from '@jest/globals'
import { makeId } from '@filao/kernel'
import { testKeys } from '../testing/keys'
import { openValue, sealValue } from './sealed-column.store'

const userId = makeId({ partition: 1, at: 0, unique: 1n })
const place = { userId, column: 'payment.deposits.travel_rule' } as const
const keys = testKeys()

it('the same value gives the same row, in whatever order its members stand; another gives another', async () => {
  await keys.ready([userId])
  const decided = sealValue(keys, place, { payer: { name: 'Ada', country: 'MUS' }, purpose: 'deposit' })
  const read = sealValue(keys, place, { purpose: 'deposit', payer: { country: 'MUS', name: 'Ada' } })
  expect(read).toEqual(decided)
  expect(sealValue(keys, place, { payer: { name: 'Ada', country: 'MUS' }, purpose: 'gift' })).not.toEqual(decided)
  expect(await openValue(keys, place, read)).toEqual({ payer: { name: 'Ada', country: 'MUS' }, purpose: 'deposit' })
})
