import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Complaint } from './complaint.mjs'
import { step } from './child.mjs'

/** Runs `npm ci` when node_modules is missing or is not what package-lock.json says. */
export async function installDependencies(root) {
  if (!isCurrent(root)) {
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
    const { code, output } = await step('Installing dependencies', 'npm', args, { cwd: root, env: process.env })
    if (code !== 0) throw new Complaint(reason(output))
  }
  checkNode(root)
}

/** Whether the installed tree (npm keeps its own lock in it) holds every package of the lock, in its version. */
function isCurrent(root) {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (installed === undefined) return false
  return Object.entries(packagesOf(join(root, 'package-lock.json')) ?? {}).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true
    const found = installed[path]
    // Packages for other platforms are in the lock, and rightly not in the tree.
    if (found === undefined) return wanted.optional === true
    return wanted.link === true || found.version === wanted.version
  })
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

function checkNode(root) {
  const local = join(root, 'node_modules', '.bin', 'node')
  const command = existsSync(local) ? local : process.execPath
  const version = spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
  if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) < 24)
    throw new Complaint(
      `The services run on Node 24, which npm brings along on Linux only; install Node 24 (found ${version || 'none'}).`,
    )
}

function reason(output) {
  if (/ENOSPC/.test(output)) return 'The disk is full: dependencies could not be installed.'
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(output))
    return 'The npm registry cannot be reached: dependencies could not be installed.'
  const lines = output.trim().split('\n')
  return `Dependencies could not be installed: ${
    lines
      .filter((line) => /err/i.test(line))
      .slice(0, 3)
      .join(' ') || lines.at(-1)
  }`
}
