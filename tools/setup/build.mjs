import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Complaint } from './complaint.mjs'
import { step } from './child.mjs'

const SKIPPED = new Set(['node_modules', 'dist', 'dist-types', 'coverage'])

/** Builds all projects when a source is newer than the last build; Nx then builds only what changed. */
export async function build(root, environment) {
  const stamp = join(root, '.filao', 'built.json')
  const sources = fingerprint(root)
  if (isCurrent(stamp, sources)) return
  const args = ['run-many', '-t', 'build', '--outputStyle=static']
  // A daemon would outlive the command, and in a container or in CI it hangs.
  const env = { ...environment, NX_DAEMON: 'false', NX_TUI: 'false' }
  const { code, output } = await step('Building', join(root, 'node_modules', '.bin', 'nx'), args, { cwd: root, env })
  if (code !== 0) {
    process.stderr.write(output)
    throw new Complaint(
      /ENOSPC/.test(output) ? 'The disk is full: the build stopped.' : 'The build failed; its output is above.',
    )
  }
  mkdirSync(join(root, '.filao'), { recursive: true })
  writeFileSync(stamp, JSON.stringify({ sources, outputs: outputs(root) }))
}

function isCurrent(stamp, sources) {
  if (!existsSync(stamp)) return false
  const last = JSON.parse(readFileSync(stamp, 'utf8'))
  return last.sources === sources && last.outputs.every((folder) => existsSync(folder))
}

function fingerprint(root) {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', '.swcrc', 'nx.json']) hash.update(readFileSync(join(root, name)))
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path)
      if (entry.isFile()) hash.update(`${path} ${statSync(path).mtimeMs} ${statSync(path).size}\n`)
    }
  }
  for (const folder of ['apps', 'libs', 'tools']) visit(join(root, folder))
  return hash.digest('hex')
}

function outputs(root) {
  const projects = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  )
  return [...projects, join(root, 'tools')].map((folder) => join(folder, 'dist')).filter((folder) => existsSync(folder))
}
