import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of secrets. Throws when it is not configured: without keys the service does not start. */
export function secretsFolder(folder: string | undefined): string {
  if (folder === undefined) throw new Error('FILAO_SECRETS_DIR is not set')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/**
 * Reads a secret, or makes it on the first start. Of several instances that start together one makes it: the file comes
 * to be whole, by a link, or not at all.
 */
export function readOrMake(folder: string, name: string, make: () => Buffer): Buffer {
  const path = join(folder, name)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const found = readIfThere(path)
  if (found) return found
  writeFileSync(draft, make(), { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path)
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
