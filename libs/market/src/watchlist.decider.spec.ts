import { makeId, type Id } from '@filao/kernel'
import { Life, start } from './life.fixture'
import { WATCHLISTS_MAX } from './watchlist.decider'

const idOf = (n: number): Id => makeId({ partition: 3, at: start, unique: BigInt(n) })
const userId = idOf(1)
const set = (name: string, ...assets: readonly number[]) =>
  ({ type: 'SetWatchlist', userId, name, assetIds: assets.map(idOf) }) as const

test('a list is set as a whole, and the same again changes nothing', () => {
  const life = new Life(userId)
  expect(life.send(set('mine', 10, 11))).toMatchObject([{ type: 'WatchlistChanged', assetIds: [idOf(10), idOf(11)] }])
  expect(life.send(set('mine', 10, 11))).toEqual([])
  expect(life.send(set('mine', 11, 10))).toMatchObject([{ assetIds: [idOf(11), idOf(10)] }])
})
test('a list without instruments is removed, one that is not there stays away', () => {
  const life = new Life(userId)
  expect(life.send(set('mine'))).toEqual([])
  life.send(set('mine', 10))
  expect(life.send(set('mine'))).toMatchObject([{ type: 'WatchlistChanged', assetIds: [] }])
  expect(life.send(set('mine'))).toEqual([])
})
test('a user has at most twenty lists, and an instrument stands once in each', () => {
  const life = new Life(userId)
  for (let n = 0; n < WATCHLISTS_MAX; n += 1) life.send(set(`list ${n}`, 10))
  expect(life.send(set('one more', 10))).toBe('watchlist_limit')
  expect(life.send(set('list 3', 10, 11))).toHaveLength(1)
  life.send(set('list 3'))
  expect(life.send(set('one more', 10))).toHaveLength(1)
  expect(life.send(set('twice', 10, 10))).toBe('watched_twice')
})
