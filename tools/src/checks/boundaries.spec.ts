import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(__dirname, '..', '..', '..')
const FIXTURE = join(ROOT, 'tools', 'fixtures', 'boundaries')

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

jest.setTimeout(60_000)

it('every boundary rule catches its violation in the fixture, and nothing that is right', async () => {
  const { stdout } = await run('depcruise', [
    'apps',
    'libs',
    'tools',
    '--config',
    join(ROOT, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
  ])
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: Violation[]; ruleSetUsed: { forbidden: { name: string }[] } }
  }
  const caught = new Set(summary.violations.map(({ rule }) => rule.name))
  expect([...caught].sort()).toEqual(summary.ruleSetUsed.forbidden.map(({ name }) => name).sort())
  const right = summary.violations.filter(({ from }) => /right|index|main/.test(from))
  expect(right).toEqual([])
})

async function run(tool: string, args: readonly string[]): Promise<{ stdout: string }> {
  // The fixture is wrong on purpose, so the tool ends with an error; its report is what counts.
  return await promisify(execFile)(join(ROOT, 'node_modules', '.bin', tool), args, {
    cwd: FIXTURE,
    maxBuffer: 16 * 1024 ** 2,
  }).catch((error: { stdout: string }) => error)
}
