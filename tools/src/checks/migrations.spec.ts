import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(__dirname, '..', '..', '..')
const apps = readdirSync(join(ROOT, 'apps')).filter((name) => existsSync(join(ROOT, 'apps', name, 'drizzle')))
const RUN_TIMEOUT_MS = 60_000

jest.setTimeout(2 * RUN_TIMEOUT_MS)

describe.each(apps)('the migrations of %s', (name) => {
  const app = join(ROOT, 'apps', name)
  const folder = mkdtempSync(join(tmpdir(), 'filao-migrations-'))
  beforeAll(() => cpSync(join(app, 'drizzle'), folder, { recursive: true }))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('fit together, and make the tables that the code has', async () => {
    const schema = /schema: '([^']+\.ts)'/.exec(readFileSync(join(app, 'drizzle.config.ts'), 'utf8'))![1]!
    const out = relative(app, folder)
    expect(await drizzle(app, ['check', '--out', out])).toContain("Everything's fine")
    expect(await drizzle(app, ['generate', '--out', out, '--schema', schema])).toContain('No schema changes')
  })

  it('say why they are: one sentence at the top of each', () => {
    for (const file of readdirSync(join(app, 'drizzle')).filter((one) => one.endsWith('.sql'))) {
      const [first] = readFileSync(join(app, 'drizzle', file), 'utf8').split('\n')
      expect([file, first]).toEqual([file, expect.stringMatching(/^-- [A-Z].+\.$/)])
    }
  })
})

/** What drizzle-kit says, working on a copy: it writes what it would change. */
async function drizzle(app: string, [command, ...args]: readonly string[]): Promise<string> {
  const bin = join(ROOT, 'node_modules', '.bin')
  const { stdout, stderr } = await promisify(execFile)(
    join(bin, 'drizzle-kit'),
    [command!, '--dialect', 'postgresql', ...args],
    {
      cwd: app,
      timeout: RUN_TIMEOUT_MS,
      // The tables of the engine are read from its sources, so that no build has to be there.
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, NODE_OPTIONS: '--conditions=@filao/source' },
    },
  )
  return stdout + stderr
}
