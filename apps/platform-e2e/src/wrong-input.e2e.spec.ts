import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Platform, type Development } from './platform.fixture'
import { credentialsAreChecked } from './wrong-input/credentials.cases'
import type { Given } from './wrong-input/expectations.fixture'
import { ordersAreJudged } from './wrong-input/orders.cases'
import { requestsAreRead } from './wrong-input/requests.cases'

// One platform for all cases: none of them hurts another.
const ordersPerKey = 40
const platform = new Platform()
const given: Given = {
  get development(): Development {
    return platform.development
  },
  folder: platform.folder,
  ordersPerKey,
}
beforeAll(() => platform.start({ RATE_ORDERS_API_KEY: String(ordersPerKey) }), 1_200_000)
afterAll(() => platform.stop(), 180_000)
jest.setTimeout(600_000)

// One seed, so that what is red here is what a change has broken: `npm run fuzz` draws another each time, and hunts.
const FUZZ = ['--seconds', '45', '--seed', '7001']

describe('orders', () => ordersAreJudged(given))
describe('requests', () => requestsAreRead(given))
describe('credentials', () => credentialsAreChecked(given))

// Last: it halts markets, suspends people and changes calendars.
test('whatever fits the API document, or nearly, has an answer that the document knows', async () => {
  const { code, output } = await fuzz(platform.folder)
  // What it has found is all of the difference.
  expect(code === 0 ? [] : [code, ...output.split('\n')]).toEqual([])
}, 900_000)

function fuzz(folder: string): Promise<{ code: number | null; output: string }> {
  const args = ['fuzz', '--folder', folder, ...FUZZ]
  const child = spawn(process.execPath, [join(__dirname, '../../../tools/run.mjs'), ...args])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })))
}
