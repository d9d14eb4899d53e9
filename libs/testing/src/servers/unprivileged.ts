import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, statSync } from 'node:fs'
import { chmod, chown, cp, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

// PostgreSQL refuses to run as root. Where we are root (containers, CI) it runs as the user postgres, and everything
// that it touches must be reachable for that user, also when the checkout lies in /root.
const REACHABLE = '/var/lib/filao'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** The account to run PostgreSQL as: undefined for ourselves, the user `postgres` (made when missing) for root. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  try {
    return postgresAccount()
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--shell', '/bin/sh', 'postgres'], { stdio: 'ignore' })
      return postgresAccount()
    } catch {
      throw new Error('PostgreSQL does not run as root and no user postgres could be made; start as another user.')
    }
  }
}

/** `folder`, or a copy of it in a place that the account can reach. */
export async function reachableCopy(folder: string, account: Account | undefined): Promise<string> {
  if (account === undefined || isReachable(folder)) return folder
  const copy = join(REACHABLE, nameOf(folder))
  if (existsSync(copy)) return copy
  const unfinished = `${copy}.${process.pid}`
  await cp(folder, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }))
  return copy
}

/** Makes `folder` for the account; where it cannot be reached, the data lies elsewhere and `folder` links to it. */
export async function reachableFolder(folder: string, account: Account | undefined): Promise<string> {
  await mkdir(dirname(folder), { recursive: true })
  if (account === undefined || isReachable(dirname(folder))) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (account !== undefined) await chown(folder, account.uid, account.gid)
    return folder
  }
  const real = join(REACHABLE, nameOf(folder))
  // By itself first: `recursive` would give the parent the mode of the child.
  await mkdir(REACHABLE, { recursive: true })
  await chmod(REACHABLE, 0o755)
  await mkdir(real, { recursive: true, mode: 0o700 })
  await chown(real, account.uid, account.gid)
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) await symlink(real, folder)
  return real
}

function postgresAccount(): Account {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  return { uid: id('-u'), gid: id('-g') }
}

function isReachable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (((statSync(at, { throwIfNoEntry: false })?.mode ?? 0o755) & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function nameOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 16)
}
