import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MasterKey } from './master-key'

it('is made once, readable by its owner only, and every secret follows from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filao-key-'))
  const file = join(folder, 'secrets', 'master.key')
  const made = await MasterKey.open(file)
  const read = await MasterKey.open(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(read.rolePassword('wallet', 'owner')).toBe(made.rolePassword('wallet', 'owner'))
  expect(read.rolePassword('wallet', 'owner')).not.toBe(made.rolePassword('wallet', 'service'))
  const other = await MasterKey.open(join(folder, 'other.key'))
  expect(other.superuserPassword()).not.toBe(made.superuserPassword())
  rmSync(folder, { recursive: true })
})
