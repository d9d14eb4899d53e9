import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { median, rounded, TARGETS } from '../bench/figures'
import { textOf, writeReport } from '../bench/report'
import { runProgram } from '../complaint'
import { CONTENDERS, type ContenderName } from './contenders'
import { readFlow } from './recorded-flow'

/**
 * Compares the matching core with two npm packages on a recorded half hour of a real market, the same operations for all.
 * Each measurement runs in a process of its own, in turns, so that neither the compiler's guesses about another book nor
 * a busy moment of the machine favours one. Usage: `npm run bench:book -- [FILE] [--write]`; the latter
 * puts the table into docs/performance.md.
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

async function compare(file: string, write: boolean): Promise<void> {
  const names = Object.keys(CONTENDERS) as ContenderName[]
  const results = new Map(names.map((name) => [name, [] as Measurement[]]))
  for (let turn = 0; turn < MEASUREMENTS; turn += 1) {
    for (const name of names) {
      const output = execFileSync(process.execPath, [...process.execArgv, __filename, '--measure', name, file])
      results.get(name)!.push(JSON.parse(output.toString()) as Measurement)
    }
  }
  const traded = new Set([...results.values()].flat().map((one) => one.traded))
  if (traded.size > 1) throw new Error(`the books traded differently: ${[...traded].join(', ')} shares`)
  const speedOf = (name: ContenderName): number => median(results.get(name)!.map(({ perSecond }) => perSecond))
  const own = speedOf('filao')
  const better = Math.max(...names.filter((name) => name !== 'filao').map(speedOf))
  const { operations } = results.get('filao')![0]!
  const text = textOf({
    command: 'npm run bench:book',
    facts: [
      `${operations} operations of ${FLOW_ROUNDS} rounds, ${[...traded][0]} shares traded by each; medians of ${MEASUREMENTS}.`,
    ],
    figures: [
      {
        measure: 'matching core ÷ the better of two npm packages',
        value: own / better,
        unit: '',
        target: TARGETS.bookShare,
      },
    ],
    tables: [
      {
        title: 'Matching cores',
        head: ['book', 'operations/s', 'filao ÷ this'],
        rows: names.map((name) => [name, rounded(speedOf(name)), rounded(own / speedOf(name))]),
      },
    ],
  })
  print(text)
  if (write) await writeReport('npm run bench:book', text)
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)

async function main(): Promise<number> {
  const [mode, name, file] = process.argv.slice(2)
  if (mode === '--measure') {
    print(JSON.stringify(measure(name as ContenderName, file!)))
    return 0
  }
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' } } })
  await compare(positionals[0] ?? FILE, values.write ?? false)
  return 0
}

void runProgram(main)
