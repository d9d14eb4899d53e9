import { expectGenerated } from '@filao/testing'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemsPage, type ListedProblem } from './problems-page'

const ROOT = join(__dirname, '..', '..', '..')
type Listed = Readonly<Record<string, ListedProblem>>

const listed = Object.fromEntries(
  readdirSync(join(ROOT, 'docs', 'api'))
    .filter((file) => file !== 'openapi.json')
    .sort()
    .map((file) => {
      const document = JSON.parse(readFileSync(join(ROOT, 'docs', 'api', file), 'utf8')) as { 'x-problems': Listed }
      return [file.replace('.json', ''), document['x-problems']]
    }),
)

it('every problem type has its line in the committed page', () => {
  expectGenerated('docs/problems.md', problemsPage(listed))
})

it('every problem that code makes is listed', () => {
  const codes = new Set(Object.values(listed).flatMap((problems) => Object.keys(problems)))
  const made = ['apps', 'libs'].flatMap((group) => sourcesOf(join(ROOT, group))).flatMap(problemsIn)
  expect(made.length).toBeGreaterThan(30)
  expect(made.filter((code) => !codes.has(code))).toEqual([])
})

/** Codes that stand as literals where problems are made: `new Problem(404, 'user-unknown', …)`. */
function problemsIn(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:new Problem\(|problem\([a-z]+, )\d{3}, '([a-z-]+)'/g)].map(([, code]) => code!)
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/node_modules|dist/.test(path))
}
