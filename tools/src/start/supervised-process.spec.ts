import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SupervisedProcess } from './supervised-process'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'filao-supervised-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const supervised = (script: string): SupervisedProcess =>
  new SupervisedProcess({ name: 'test', args: ['-e', script], env: process.env, logFile: join(folder, 'test.log') })

it('a process that is killed comes back with another id', async () => {
  const subject = supervised('setInterval(() => {}, 1000)')
  subject.start()
  const first = await until(() => subject.pid)
  process.kill(first, 'SIGKILL')
  const second = await until(() => (subject.pid === first ? undefined : subject.pid))
  expect([second === first, subject.restarts]).toEqual([false, 1])
  await subject.stop(1_000)
  expect(subject.pid).toBeUndefined()
})

it('a process that ends at once is started more and more seldom, and not after the stop', async () => {
  const subject = supervised('console.log("once")')
  subject.start()
  await sleep(1_500)
  await subject.stop(1_000)
  const lives = readFileSync(join(folder, 'test.log'), 'utf8').trim().split('\n').length
  expect(lives).toBeGreaterThanOrEqual(1)
  expect(lives).toBeLessThanOrEqual(3)
})

it('a process that ignores the signal is killed when its grace is over', async () => {
  const subject = supervised('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")')
  subject.start()
  await until(() => (readFileSync(join(folder, 'test.log'), 'utf8').includes('up') ? true : undefined))
  const began = performance.now()
  await subject.stop(300)
  expect(performance.now() - began).toBeLessThan(15_000)
  expect(subject.pid).toBeUndefined()
})

async function until<Value>(look: () => Value | undefined): Promise<Value> {
  for (let waited = 0; waited < 45_000; waited += 20) {
    const value = look()
    if (value !== undefined) return value
    await sleep(20)
  }
  throw new Error('did not happen')
}
