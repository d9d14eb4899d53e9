import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const load = createRequire(__filename)

const SKIPPED = new Set(['node_modules', 'dist', 'dist-types', 'drizzle'])

/** What a Jest run was asked for: its root folder, the patterns of spec files, and the command line. */
export interface RunRequest {
  readonly rootDir: string
  readonly patterns: readonly string[]
  readonly argv: readonly string[]
}

/**
 * Whether any spec that this run selects needs PostgreSQL or Kafka (`.int.spec.ts`); one of the whole platform brings
 * its own.
 */
export function needsServers({ rootDir, patterns, argv }: RunRequest): boolean {
  const selected = patterns.map((pattern) => new RegExp(pattern, 'i'))
  const projects = selectedProjects(argv)
  return projectFolders(rootDir)
    .filter((folder) => projects.length === 0 || projects.includes(displayName(folder)))
    .flatMap((folder) => specsWithServers(folder))
    .some((file) => selected.length === 0 || selected.some((pattern) => pattern.test(file)))
}

/** The names after `--selectProjects`, which Jest tells no global set-up. */
export function selectedProjects(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => word === '--selectProjects' || word.startsWith('--selectProjects='))
  if (at < 0) return []
  const joined = argv[at]?.split('=')[1]
  const following = argv.slice(at + 1)
  const end = following.findIndex((word) => word.startsWith('-'))
  return joined !== undefined ? [joined] : following.slice(0, end < 0 ? undefined : end)
}

function projectFolders(rootDir: string): string[] {
  if (!existsSync(join(rootDir, 'apps'))) return [rootDir]
  const nested = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(rootDir, group)).map((name) => join(rootDir, group, name)),
  )
  return [...nested, join(rootDir, 'tools')].filter((folder) => existsSync(join(folder, 'jest.config.cjs')))
}

function displayName(folder: string): string {
  return (load(join(folder, 'jest.config.cjs')) as { displayName: string }).displayName
}

function specsWithServers(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : specsWithServers(path)
    return entry.name.endsWith('.int.spec.ts') ? [path] : []
  })
}
