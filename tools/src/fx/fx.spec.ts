import { FxServer } from './fx-server'
import { SimulatedRates } from './rates'

const HOUR_MS = 3_600_000
let now = Date.UTC(2026, 10, 2, 8)
let server: FxServer
let url: string

beforeEach(async () => {
  server = new FxServer({ appId: 'app', seed: 1, now: () => now })
  url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`
})
afterEach(() => server.close())

interface Latest {
  readonly timestamp: number
  readonly base: string
  readonly rates: Readonly<Record<string, number>>
}
const latest = async (query = 'app_id=app'): Promise<{ status: number; body: Latest }> => {
  const answer = await fetch(`${url}/api/latest.json?${query}`)
  return { status: answer.status, body: (await answer.json()) as Latest }
}
const order = (faults: object) => fetch(`${url}/simulator/faults`, { method: 'POST', body: JSON.stringify(faults) })

it('tells every rate of a base at the time at which it is asked', async () => {
  const { status, body } = await latest('app_id=app&base=EUR')
  expect(status).toBe(200)
  expect(body).toMatchObject({ base: 'EUR', timestamp: now / 1000, rates: { EUR: 1 } })
  expect(body.rates['MUR']! / (45.8 / 0.862069)).toBeCloseTo(1, 1)
})

it('walks a little and never away, alike for one seed', () => {
  const rates = new SimulatedRates(7)
  const seen = Array.from({ length: 500 }, (_, step) => rates.at(now + step * HOUR_MS, 'USD')['MUR']!)
  expect(new Set(seen).size).toBeGreaterThan(400)
  for (const rate of seen) expect(Math.abs(rate / 45.8 - 1)).toBeLessThan(0.005)
  expect(new SimulatedRates(7).at(now, 'USD')).toEqual(rates.at(now, 'USD'))
})

it('lets nobody in without its key', async () => {
  expect((await latest('app_id=other')).status).toBe(401)
  expect((await latest('app_id=app&base=ZZZ')).status).toBe(400)
})

it('misbehaves as it was told, and so often', async () => {
  await order({ errors: 1, tooMany: 1 })
  expect((await latest()).status).toBe(500)
  expect((await latest()).status).toBe(429)
  await order({ garbage: 1 })
  await expect(latest()).rejects.toThrow()
  await order({ hangUps: 1 })
  await expect(latest()).rejects.toThrow()
  await order({ missing: ['MUR'], wrongBy: 2 })
  const wrong = (await latest()).body.rates
  expect(wrong['MUR']).toBeUndefined()
  expect(wrong['EUR']).toBeCloseTo(1.72, 1)
})

it('goes on under an old time once it is frozen', async () => {
  const before = (await latest()).body
  await order({ frozen: true })
  now += HOUR_MS
  expect((await latest()).body).toEqual(before)
  await order({ frozen: false })
  expect((await latest()).body.timestamp).toBe(now / 1000)
})
