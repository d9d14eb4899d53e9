import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../platform/services'

const rows = readFileSync(join(REPOSITORY, 'docs', 'must-haves.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
const named = rows.flatMap((row) =>
  [...row.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file, title]) => [file, title] as [string, string]),
)

test('every must-have names a test', () => {
  expect(rows.filter((row) => !row.includes('“'))).toEqual([])
  expect(rows.length).toBeGreaterThan(20)
})

test.each(named)('%s has the test “%s”', (file, title) => {
  const path = join(REPOSITORY, file)
  expect(existsSync(path) && readFileSync(path, 'utf8').includes(title)).toBe(true)
})
