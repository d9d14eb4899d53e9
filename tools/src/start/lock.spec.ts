import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Complaint } from '../complaint'
import { takeLock } from './lock'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'filao-lock-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('is taken, released and taken again', () => {
  const file = join(folder, 'deep', 'launcher.pid')
  takeLock(file).release()
  expect(takeLock(file).recovered).toBe(false)
})

it('a lock of a process that is gone is taken over', () => {
  const file = join(folder, 'launcher.pid')
  writeFileSync(file, '2147483000')
  expect(takeLock(file).recovered).toBe(true)
})

it('a lock whose process id now belongs to another program is taken over', () => {
  const file = join(folder, 'launcher.pid')
  writeFileSync(file, String(process.ppid))
  expect(takeLock(file, 'no such program').recovered).toBe(true)
})

it('a lock of a running launcher is a complaint that names its process', () => {
  const file = join(folder, 'launcher.pid')
  const running = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', 'marker-of-a-launcher'])
  try {
    writeFileSync(file, String(running.pid))
    expect(() => takeLock(file, 'marker-of-a-launcher')).toThrow(Complaint)
    expect(() => takeLock(file, 'marker-of-a-launcher')).toThrow(`as process ${running.pid}`)
  } finally {
    running.kill('SIGKILL')
  }
})
