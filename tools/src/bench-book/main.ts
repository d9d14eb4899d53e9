import { execFileSync } from 'node:child_process'
import { CONTENDERS, type ContenderName } from './contenders'
import { readFlow } from './recorded-flow'

/**
 * Compares the matching core with two npm packages on a recorded half hour of a real market, the same operations for all.
 * Each measurement runs in a process of its own, in turns, so that neither the compiler's guesses about another book nor
 * a busy moment of the machine favours one. Usage: `npm run bench:book -- [FILE]`.
 */
const FILE = '../shared/data/orderflow/aapl-20120621-0930-1000.csv'
const FLOW_ROUNDS = 20
const WARM_UP_ROUNDS = 2
const MEASUREMENTS = 5

interface Measurement {
  readonly operations: number
  readonly perSecond: number
  readonly traded: number
}

function measure(name: ContenderName, file: string): Measurement {
  const play = CONTENDERS[name]
  play(readFlow(file, WARM_UP_ROUNDS))
  const operations = readFlow(file, FLOW_ROUNDS)
  const start = performance.now()
  const { traded } = play(operations)
  const seconds = (performance.now() - start) / 1000
  return { operations: operations.length, perSecond: operations.length / seconds, traded }
}

function compare(file: string): void {
  const names = Object.keys(CONTENDERS) as ContenderName[]
  const results = new Map(names.map((name) => [name, [] as Measurement[]]))
  for (let turn = 0; turn < MEASUREMENTS; turn += 1) {
    for (const name of names) {
      process.stderr.write(`\rmeasuring ${turn + 1}/${MEASUREMENTS}: ${name.padEnd(24)}`)
      const output = execFileSync(process.execPath, [...process.execArgv, __filename, '--measure', name, file])
      results.get(name)!.push(JSON.parse(output.toString()) as Measurement)
    }
  }
  process.stderr.write(`\r${' '.repeat(60)}\r`)
  const speedOf = (name: ContenderName): number => median(results.get(name)!.map(({ perSecond }) => perSecond))
  const own = speedOf('filao')
  for (const name of names) {
    const { operations, traded } = results.get(name)![0]!
    const speed = speedOf(name)
    const ratio = name === 'filao' ? '' : `, filao ÷ this: ${(own / speed).toFixed(1)}`
    print(`${name}: ${Math.round(speed)} operations/s over ${operations}, ${traded} shares traded${ratio}`)
  }
  const better = Math.max(...names.filter((name) => name !== 'filao').map(speedOf))
  print(`filao ÷ the better of the two: ${(own / better).toFixed(1)} (median of ${MEASUREMENTS})`)
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

const [first = FILE, name, file = FILE] = process.argv.slice(2)
if (first === '--measure') print(JSON.stringify(measure(name as ContenderName, file)))
else compare(first)
