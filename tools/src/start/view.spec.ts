import { stripVTControlCharacters } from 'node:util'
import { lineOf, screenOf, type View } from './view'

const VIEW: View = {
  mode: 'native',
  upMs: 192_000,
  services: [
    {
      name: 'order',
      ready: true,
      restarts: 1,
      progress: { events: 12_345, relayLag: 2, consumerLag: 0 },
      port: 8083,
    },
    { name: 'wallet', ready: false, restarts: 0, progress: undefined, port: 8084 },
  ],
  flow: { ordersPerSecond: 8.94, tradesPerSecond: 1.2, placeToSettled: { p50: 66.6, p99: 494 } },
  proofs: { trialBalance: [], clearing: [], audit: [], assets: 5, records: 98_765 },
  banks: { held: ['USD 800,004,000'], apart: [] },
  quotes: [{ symbol: 'AAPL', last: '185.1', bid: '185.09', ask: null }],
  simulated: { seed: 7, placed: 1_200, cancelled: 1_100, refused: 3, failed: 0, paidIn: 7, paidOut: 6 },
  gateway: 'http://127.0.0.1:8080',
  files: { development: '.filao/dev.json', logs: '.filao/native/logs' },
}

const plain = (view: View): string => stripVTControlCharacters(screenOf(view))

test('the screen shows everything in its place', () => {
  expect(plain(VIEW)).toMatchInlineSnapshot(`
   "
     Filao  native, up 3 min 12 s

     service     state                events   relay lag   consumer lag     port
     order       ● ready, died 1×     12,345           2              0     8083
     wallet      ○ not ready                                                8084

     flow              8.9 orders/s, 1.2 trades/s
     place → settled   p50 67 ms, p99 494 ms
     trial balance     zero for each of 5 assets
     at the banks      USD 800,004,000, as in the books
     audit             complete, 98,765 records

     AAPL                 185.10  bid    185.09  ask         –

     simulated         1,200 orders, 1,100 cancelled, 3 refused, 0 failed
                       paid in 7 times, out 6 (seed 7)

     API               http://127.0.0.1:8080  every route at http://127.0.0.1:8080/docs
     to drive it       .filao/dev.json
     logs              .filao/native/logs

     Ctrl-C stops everything in order; the next start goes on with all data."
  `)
})

test('a terminal of 100 columns holds it, also after days', () => {
  const counts = { placed: 12_345_678, cancelled: 11_345_678, refused: 123_456, failed: 1_234 }
  const after = { ...VIEW, simulated: { seed: 1_234_567_890, ...counts, paidIn: 12_345, paidOut: 12_345 } }
  expect(
    Math.max(
      ...plain(after)
        .split('\n')
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100)
})

test('what could not be read is a dash, and moves nothing', () => {
  const nothing = { ...VIEW, flow: undefined, proofs: undefined, banks: undefined }
  expect(plain(nothing).split('\n')).toHaveLength(plain(VIEW).split('\n').length)
  expect(plain(nothing)).toContain('trial balance     –')
})

test('books that do not add up are named', () => {
  const proofs = { trialBalance: ['USD: 0.01'], clearing: [], audit: ['order/3: gap at 17'], assets: 5, records: 9 }
  expect(plain({ ...VIEW, proofs })).toContain('trial balance     USD: 0.01')
  expect(lineOf({ ...VIEW, proofs })).toContain('audit order/3: gap at 17')
})

test('what a bank knows otherwise is named, once it has had the time to tell it', () => {
  const banks = { held: ['USD 5'], apart: ['USD: 5 at the banks, 4 in the books'] }
  expect(plain({ ...VIEW, banks })).toContain('at the banks      USD: 5 at the banks, 4 in the books')
  expect(plain({ ...VIEW, banks: { held: ['USD 5'], apart: ['USD: behind'] } })).toContain(
    'at the banks      catching up',
  )
})

test('an audit that is a moment behind is no alarm', () => {
  const proofs = {
    trialBalance: [],
    clearing: [],
    audit: ['order/3: behind', 'wallet/1: behind'],
    assets: 5,
    records: 9,
  }
  expect(plain({ ...VIEW, proofs })).toContain('audit             catching up')
})

test('without a terminal it is one line', () => {
  expect(stripVTControlCharacters(lineOf(VIEW))).toMatchInlineSnapshot(
    `"not ready: wallet · 8.9 orders/s, 1.2 trades/s · place → settled p50 67 ms, p99 494 ms · relay lag 2 · consumer lag 0 · trial balance zero for each of 5 assets · at the banks USD 800,004,000, as in the books · audit complete, 98,765 records · simulated: 1,200 orders, 1,100 cancelled, 3 refused, 0 failed; paid in 7 times, out 6"`,
  )
})
