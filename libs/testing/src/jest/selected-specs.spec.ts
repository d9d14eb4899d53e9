import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needsServers, selectedProjects } from './selected-specs'

const rootDir = mkdtempSync(join(tmpdir(), 'filao-selected-'))
beforeAll(() => {
  const project = (folder: string, displayName: string, spec: string): void => {
    mkdirSync(join(rootDir, folder, 'src'), { recursive: true })
    writeFileSync(join(rootDir, folder, 'jest.config.cjs'), `module.exports = { displayName: '${displayName}' }`)
    writeFileSync(join(rootDir, folder, 'src', spec), '')
  }
  project('libs/money', 'money', 'units.spec.ts')
  project('libs/engine', 'engine', 'engine.int.spec.ts')
  project('tools', 'tools', 'run.e2e.spec.ts')
  mkdirSync(join(rootDir, 'apps'))
})
afterAll(() => rmSync(rootDir, { recursive: true }))

it.each([
  ['a run of everything', [], [], true],
  ['a run of one pure project', [], ['--selectProjects', 'money'], false],
  ['a run of a project with an integration spec', [], ['--selectProjects', 'money', 'engine', '--verbose'], true],
  ['a run of pure specs by pattern', ['units'], [], false],
  ['a run of an integration spec by pattern', ['engine\\.int'], [], true],
  ['a run of an end-to-end spec by path, which brings its own', ['tools/src'], [], false],
  ['a pattern that no selected project has', ['engine'], ['--selectProjects=money'], false],
])('%s', (_, patterns, argv, expected) => {
  expect(needsServers({ rootDir, patterns, argv })).toBe(expected)
})

it('a run inside one project looks at that project only', () => {
  expect(needsServers({ rootDir: join(rootDir, 'libs', 'money'), patterns: [], argv: [] })).toBe(false)
  expect(needsServers({ rootDir: join(rootDir, 'libs', 'engine'), patterns: [], argv: [] })).toBe(true)
})

it('reads project names up to the next option', () => {
  expect(selectedProjects(['--selectProjects', 'a', 'b', '--ci', 'c'])).toEqual(['a', 'b'])
  expect(selectedProjects(['--ci'])).toEqual([])
})
