import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Platform, REPOSITORY } from './platform.fixture'

/** Shared data beside the project: a recorded half hour of AAPL in LOBSTER's message format. */
const FILE = join(REPOSITORY, '../shared/data/orderflow/aapl-20120621-0930-1000.csv')
/** Hidden executions are left out of the recording first. */
const MESSAGES = 5_500
const PARTICIPANTS = 40

const platform = new Platform()
const withoutData = process.env['FILAO_WITHOUT_SHARED'] === '1'
const test_ = withoutData ? test.skip : test

beforeAll(async () => {
  if (withoutData) return
  if (!existsSync(FILE))
    throw new Error(`the recorded order flow is missing: ${FILE} (FILAO_WITHOUT_SHARED=1 leaves this test out)`)
  await platform.start()
}, 1_200_000)
afterAll(() => platform.stop(), 180_000)

test_(
  'the recorded order flow of ../shared/data trades as the oracle says, and the books add up',
  async () => {
    const { code, output } = await replay()
    const figure = (label: string): number =>
      Number(new RegExp(`^${label} +([\\d,]+)`, 'm').exec(output)?.[1]?.replaceAll(',', ''))
    // The report says what was compared; its command fails when anything differs.
    expect([code, output]).toEqual([0, expect.stringContaining("every one is the oracle's")])
    expect(figure('messages')).toBeGreaterThanOrEqual(5_000)
    expect(figure('orders')).toBeGreaterThan(2_000)
    expect(figure('cancels')).toBeGreaterThan(1_000)
    expect(figure('trades')).toBeGreaterThan(300)
    expect(output).toMatch(/^final book +every level is the oracle's$/m)
    expect(output).toMatch(/^trial balance +zero for each of \d+ assets$/m)
    expect(output).toMatch(/^audit +complete, /m)
    // Only what had traded before it could be changed is refused.
    expect(output).toMatch(/^refused +(none|((, )?(409 already-closed|422 quantity-below-filled) [\d,]+×)+)$/m)
  },
  1_200_000,
)

/** `npm run replay`, as anybody would. */
async function replay(): Promise<{ code: number | null; output: string }> {
  const where = ['--symbol', 'AAPL', '--folder', platform.folder]
  const limits = ['--messages', String(MESSAGES), '--participants', String(PARTICIPANTS)]
  const command = spawn(process.execPath, [join(REPOSITORY, 'tools/run.mjs'), 'replay', FILE, ...where, ...limits], {
    cwd: REPOSITORY,
  })
  let output = ''
  for (const stream of [command.stdout, command.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()))
  const code = await new Promise<number | null>((resolve, reject) =>
    command.once('close', resolve).once('error', reject),
  )
  return { code, output }
}
