import { parseUnits as units } from '@filao/money'
import { account, buy, buyLeg, given, order, release, rich, run, wallet } from './wallet.fixture'

describe('releasing', () => {
  test('the rest is free once the order is closed, and a second release changes nothing', () => {
    expect(wallet(run([...rich, buy(), buyLeg(), release(1, '40')]))).toMatchObject({
      available: units('63.25'),
      reserved: 0n,
    })
    expect(given(...rich, buy(), release(0, '0')).when(release(0, '0'))).toEqual([])
  })
  test('a release that misses a leg is a defect', () => {
    expect(() => given(...rich, buy()).when(release(1, '40'))).toThrow('every leg is settled before the rest is freed')
  })
  test('a release that overtakes its reservation leaves a tombstone', () => {
    expect(given(...rich).when(release(0, '0'))).toEqual([
      { type: 'ReservationTombstoned', reservationId: order, accountId: account },
    ])
    expect(given(...rich, release(0, '0')).when(release(0, '0'))).toEqual([])
    expect(given().when(release(0, '0'))).toEqual([])
  })
})
