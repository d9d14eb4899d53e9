import type { Viewed } from '../store/quote-viewers.store'
import { LEASE_MS, ViewerLeases } from './viewer-leases'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

let viewed: Viewed[]
let told: (readonly Viewed[])[]
let isAway: boolean
let leases: ViewerLeases
beforeEach(() => {
  viewed = []
  told = []
  isAway = false
  const lease = (now: readonly Viewed[]): Promise<void> => {
    if (isAway) return Promise.reject(new Error('away'))
    told.push(now)
    return Promise.resolve()
  }
  leases = new ViewerLeases({ viewed: () => viewed }, { lease }, log)
})

it('writes nothing while nobody looks', async () => {
  for (let second = 0; second < 60; second += 1) await leases.tell(second * 1000)
  expect(told).toEqual([])
})

it('tells at once what has changed, and renews well before a lease runs out', async () => {
  viewed = [{ symbol: 'A', viewers: 1 }]
  const at: number[] = []
  for (let ms = 0; ms <= 30_000; ms += 1000) {
    const before = told.length
    await leases.tell(ms)
    if (told.length > before) at.push(ms)
  }
  expect(at[0]).toBe(0)
  const pauses = at.slice(1).map((ms, index) => ms - at[index]!)
  expect(pauses.every((pause) => pause * 2 < LEASE_MS)).toBe(true)
  viewed = [{ symbol: 'A', viewers: 2 }]
  await leases.tell(30_001)
  expect(told.at(-1)).toEqual(viewed)
  viewed = []
  await leases.tell(30_002)
  await leases.tell(60_000)
  expect(told.slice(-2)).toEqual([[{ symbol: 'A', viewers: 2 }], []])
})

it('tells again what could not be told', async () => {
  viewed = [{ symbol: 'A', viewers: 1 }]
  isAway = true
  await expect(leases.tell(0)).rejects.toThrow('away')
  isAway = false
  await leases.tell(1)
  expect(told).toEqual([viewed])
})

it('gives up what it has when the service stops, and does not keep it from stopping', async () => {
  viewed = [{ symbol: 'A', viewers: 1 }]
  await leases.tell(0)
  await leases.beforeApplicationShutdown()
  expect(told.at(-1)).toEqual([])
  await leases.tell(1)
  isAway = true
  await expect(leases.beforeApplicationShutdown()).resolves.toBeUndefined()
})
