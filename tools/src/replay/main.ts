import { readFileSync } from 'node:fs'
import { readDevelopment } from '../client/development'
import { HttpClient } from '../client/http-client'
import { ProgressBar } from '../client/progress-bar'
import { readProofs } from '../client/proofs'
import { Session } from '../client/session'
import { makeTraders } from '../client/traders'
import { Complaint, runProgram } from '../complaint'
import { BOOK_DEPTH_MAX, bookDifferences, type ShownBook } from './final-book'
import { readRecording, type RecordedRow } from './lobster'
import { parseReplayOptions } from './options'
import { compareWithOracle } from './oracle-comparison'
import { Player } from './player'
import { holds, reportOf } from './report'

/** More than anybody can spend: the recording knows nothing of its participants' means. */
const CASH = '1000000000'
const SHARES = '10000000'
const CATCH_UP_MS = 240_000

/** Plays a recorded day through the public API of the running platform, and proves that it traded as it must. */
async function main(): Promise<number> {
  const { file, symbol, participants, speed, messages, folder } = parseReplayOptions(process.argv.slice(2))
  const rows = recording(file).slice(0, messages)
  const development = readDevelopment(folder)
  const http = new HttpClient(development.gateway)
  const admin = await Session.logIn(http, development.staff['admin1']!)
  const asset = await admin.ask(`/v1/assets/${encodeURIComponent(symbol)}`)
  if (asset.status !== 200) throw new Complaint(`The platform lists no instrument ${symbol}.`)
  const assetId = String(asset.body['id'])
  const stock = [
    { asset: 'USD', amount: CASH },
    { asset: assetId, amount: SHARES },
  ]
  const funding = new ProgressBar('participants', participants)
  const progress = (done: number): void => funding.show(done)
  const traders = await makeTraders(http, development, {
    count: participants,
    kind: 'market_maker',
    stock: () => stock,
    progress,
  })
  const player = new Player(http, traders, symbol)
  const playing = new ProgressBar('messages', rows.length)
  const start = performance.now()
  await player.play(rows, speed, (done) => playing.show(done))
  const seconds = (performance.now() - start) / 1000
  const proofs = await readProofs(http, development, Date.now() + CATCH_UP_MS)
  const shown = await traders[0]!.session.get(`/v1/books/${symbol}?depth=${BOOK_DEPTH_MAX}`)
  const book = shown as unknown as ShownBook
  // Others may trade meanwhile: the oracle stops where the book was read.
  const oracle = await compareWithOracle(development.postgres['order']!.url, assetId, book.position.split('/')[2]!)
  const differences = { executions: oracle.differences, book: bookDifferences(book, oracle.book) }
  const replayed = {
    messages: rows.length,
    seconds,
    player,
    book,
    executions: oracle.executions,
    proofs,
    differences,
  }
  process.stdout.write(reportOf(replayed))
  await http.close()
  return holds(replayed) ? 0 : 1
}

function recording(file: string): RecordedRow[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Complaint(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
  try {
    return readRecording(text)
  } catch (error) {
    throw new Complaint(`${file}: ${(error as Error).message}`)
  }
}

void runProgram(main)
