import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Root of the repository. */
export const ROOT = join(__dirname, '..', '..', '..')

/** Set by `npm run catalogue`: files are written instead of compared. */
export const WRITES = process.env['FILAO_CATALOGUE'] === 'write'

/**
 * Compares a committed file with what the code generates. Throws when they differ, so that a change of the code that
 * others see is a change of the file, in one diff. `path` counts from the root of the repository.
 */
export function expectGenerated(path: string, text: string): void {
  const file = join(ROOT, path)
  if (WRITES) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return
  }
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (committed === text) return
  throw new Error(`${path} ${difference(committed, text)}. Look at what changed, then write it: npm run catalogue`)
}

/** JSON as it is committed: a line for each member, so that a diff shows the member. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

function difference(committed: string | undefined, text: string): string {
  if (committed === undefined) return 'is not there'
  const was = committed.split('\n')
  const is = text.split('\n')
  const at = is.findIndex((line, index) => line !== was[index])
  const line = at < 0 ? is.length : at
  return `differs from line ${line + 1} on: committed ${JSON.stringify(was[line])}, generated ${JSON.stringify(is[line])}`
}
