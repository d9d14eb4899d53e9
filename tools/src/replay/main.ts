import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readDevelopment } from '../client/development'
import { HttpClient } from '../client/http-client'
import { shown, type Latencies } from '../client/latencies'
import { readProofs } from '../client/proofs'
import { Session } from '../client/session'
import { makeTraders } from '../client/traders'
import { Complaint, runProgram } from '../complaint'
import { readRecording } from './lobster'
import { compareWithOracle } from './oracle-comparison'
import { Player } from './player'

const USAGE =
  'npm run replay -- FILE --symbol AAPL [--participants 200] [--speed 1x|10x|max] [--messages N] [--folder PATH]'
const CASH = '1000000000'
const SHARES = '10000000'
const CATCH_UP_MS = 60_000
const BOOK_DEPTH = 5
const SHOWN_DIFFERENCES = 10

async function main(): Promise<number> {
  const { file, symbol, participants, speed, messages, folder } = options(process.argv.slice(2))
  const rows = readRecording(readFileSync(file, 'utf8')).slice(0, messages)
  const development = readDevelopment(folder)
  const http = new HttpClient(development.gateway)
  const admin = await Session.logIn(http, development.staff['admin1']!)
  const assetId = String((await admin.get(`/v1/assets/${symbol}`))['id'])
  const stock = [
    { asset: 'USD', amount: CASH },
    { asset: assetId, amount: SHARES },
  ]
  const traders = await makeTraders(http, development, {
    count: participants,
    stock: () => stock,
    progress: bar('participants', participants),
  })
  const player = new Player(http, traders, symbol)
  const start = performance.now()
  await player.play(rows, speed, bar('messages', rows.length))
  const seconds = (performance.now() - start) / 1000
  const proofs = await readProofs(http, development, Date.now() + CATCH_UP_MS)
  const comparison = await compareWithOracle(development.postgres['order']!.url, assetId)
  const book = await traders[0]!.session.get(`/v1/books/${symbol}?depth=${BOOK_DEPTH}`)
  const { orders, cancels, reductions, skipped } = player.counts
  const lines = [
    `${rows.length} messages in ${seconds.toFixed(1)} s: ${orders} orders, ${cancels} cancels, ${reductions} reductions, ${skipped} skipped`,
    `refusals: ${[...player.refusals].map(([reason, count]) => `${reason} ${count}×`).join(', ') || 'none'}`,
    `placing: ${quantiles(player.placing)}; cancelling and reducing: ${quantiles(player.cancelling)}`,
    `final book: bids ${JSON.stringify(book['bids'])}, asks ${JSON.stringify(book['asks'])}`,
    `trial balance: ${proofs.trialBalance.join(', ') || 'zero for every asset'}`,
    `audit: ${proofs.audit.join(', ') || "complete, every head is the owner's"}`,
    `trades in the log of ${symbol}: ${comparison.executions}; other than the oracle's: ${comparison.differences.length}`,
    ...comparison.differences.slice(0, SHOWN_DIFFERENCES),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  await http.close()
  return proofs.trialBalance.length + proofs.audit.length + comparison.differences.length === 0 ? 0 : 1
}

const quantiles = (latencies: Latencies): string =>
  `p50 ${shown(latencies.quantile(0.5))} ms, p99 ${shown(latencies.quantile(0.99))} ms of ${latencies.count}`

/** Progress on the terminal; a line per tenth where there is none. */
function bar(what: string, total: number): (done: number) => void {
  let tenth = 0
  return (done) => {
    if (done !== total && Math.floor((done * 10) / total) === tenth) return
    tenth = Math.floor((done * 10) / total)
    process.stderr.write(process.stderr.isTTY ? `\r${what}: ${done}/${total} ` : `${what}: ${done}/${total}\n`)
    if (done === total && process.stderr.isTTY) process.stderr.write('\n')
  }
}

function options(argv: string[]) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      symbol: { type: 'string' },
      participants: { type: 'string', default: '200' },
      speed: { type: 'string', default: 'max' },
      messages: { type: 'string' },
      folder: { type: 'string' },
    },
  })
  const [file] = positionals
  const factor = values.speed === 'max' ? Infinity : Number(/^(\d+(?:\.\d+)?)x$/.exec(values.speed)?.[1])
  const participants = Number(values.participants)
  const messages = values.messages === undefined ? Infinity : Number(values.messages)
  if (!file || !values.symbol || !(factor > 0) || !(participants >= 2) || !(messages >= 1)) throw new Complaint(USAGE)
  return { file, symbol: values.symbol, participants, speed: factor, messages, folder: values.folder }
}

void runProgram(main)
