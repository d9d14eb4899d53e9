import { runsWith } from '@filao/testing/servers'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Complaint } from '../complaint'

/**
 * At most one launcher on one data folder. Gives `recovered: true` when the lock was a killed run's. Throws a
 * {@link Complaint} when a launcher runs.
 */
export function takeLock(
  file: string,
  marker = 'main.js',
): { readonly recovered: boolean; readonly release: () => void } {
  mkdirSync(dirname(file), { recursive: true })
  const release = (): void => rmSync(file, { force: true })
  if (create(file)) return { recovered: false, release }
  const holder = Number(readFileSync(file, 'utf8'))
  if (holder !== process.pid && runsWith(holder, marker))
    throw new Complaint(
      `Filao already runs on this data, as process ${holder}; stop it first, or use another --folder.`,
    )
  release()
  if (!create(file)) throw new Complaint('Another start of Filao on this data began at the same moment; try again.')
  return { recovered: true, release }
}

function create(file: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600)
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
