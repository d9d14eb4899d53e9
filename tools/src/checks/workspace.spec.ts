import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..', '..')
const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
const projects = ['apps', 'libs'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`))

it('runs on Node 24, whatever Node the machine has', () => {
  expect(process.version).toMatch(/^v24\./)
})

it('every project is type-checked', () => {
  const { references } = json('tsconfig.json') as { references: { path: string }[] }
  expect(references.map(({ path }) => path).sort()).toEqual([...projects, 'tools'].sort())
})

it('every project is tested by the root run', () => {
  expect(projects.filter((folder) => !existsSync(join(ROOT, folder, 'jest.config.cjs')))).toEqual([])
})

it('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = json('package.json') as Record<
    string,
    Record<string, string>
  >
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(versions.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d[\w.-]*$/.test(version))).toEqual([])
})

it('every migration journal counts without a gap and goes forward in time, else the migrator skips files silently', () => {
  const journals = projects
    .map((folder) => `${folder}/drizzle/meta/_journal.json`)
    .filter((path) => existsSync(join(ROOT, path)))
  for (const journal of journals) {
    const { entries } = json(journal) as { entries: { idx: number; when: number; tag: string }[] }
    expect([journal, entries.map(({ idx }) => idx)]).toEqual([journal, entries.map((_, index) => index)])
    expect([journal, entries.map(({ tag }) => Number(tag.slice(0, 4)))]).toEqual([
      journal,
      entries.map((_, index) => index),
    ])
    const times = entries.map(({ when }) => when)
    expect([journal, times]).toEqual([journal, [...new Set(times)].sort((a, b) => a - b)])
    expect(Math.max(0, ...times)).toBeLessThanOrEqual(Date.now())
  }
})
