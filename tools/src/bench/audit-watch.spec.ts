import type { Client } from 'pg'
import { AuditWatch } from './audit-watch'
import { monotonicMs } from './load'

/** An audit whose one source is recorded further with every look. */
const auditThatReaches = (positions: readonly number[]): Client => {
  let looks = 0
  const query = (): Promise<unknown> => {
    const position = positions[Math.min(looks, positions.length - 1)]
    looks += 1
    return Promise.resolve({ rows: [{ source: 'wallet', source_partition: 1, last_position: String(position) }] })
  }
  return { query } as unknown as Client
}

test('a record was audited when it was first seen to be, whichever look passed it', async () => {
  const watch = new AuditWatch(auditThatReaches([5, 5, 20, 30]), 1)
  const began = monotonicMs()
  await watch.start()
  const afterFirst = monotonicMs()
  while (watch.position('wallet', 1) < 30) await new Promise((resolve) => setTimeout(resolve, 1))
  await watch.stop()
  const [five, six, twenty, thirty] = [5, 6, 20, 30].map((position) => watch.auditedAt('wallet', 1, position)!)
  expect(five).toBeGreaterThanOrEqual(began)
  expect(five).toBeLessThanOrEqual(afterFirst)
  expect(six).toBe(twenty)
  expect(six).toBeGreaterThan(five!)
  expect(thirty).toBeGreaterThan(twenty!)
})

test('what has not been seen to be recorded has no time', async () => {
  const watch = new AuditWatch(auditThatReaches([5]), 1)
  await watch.start()
  await watch.stop()
  expect(watch.auditedAt('wallet', 1, 6)).toBeUndefined()
  expect(watch.auditedAt('wallet', 2, 1)).toBeUndefined()
  expect(watch.position('order', 1)).toBe(0)
})
