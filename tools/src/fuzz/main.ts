import fc from 'fast-check'
import { parseArgs } from 'node:util'
import { readDevelopment } from '../client/development'
import { Complaint, runProgram } from '../complaint'
import { wholeNumber } from '../whole-number'
import { callersOf, type FuzzCaller } from './callers'
import { readDocument, type ApiDocument, type Operation } from './document'
import { Owners } from './owners'
import { requestsTo, type FuzzRequest } from './requests'
import { Sightings } from './sightings'
import { Judge, type FuzzAnswer } from './verdict'

const USAGE = `npm run fuzz -- [options]
  --seconds NUMBER  how long (60)
  --seed NUMBER     of the requests; ids that they name come from the platform's answers
  --folder PATH     of the running platform (.filao). It is not fit for anything else afterwards.
`
const SECONDS = 60
const BATCH = 8
const SEEDS = 1_000_000_000
const HANG_MS_MAX = 90_000
const SHOWN_MAX = 20
/** Whose ids are those of accounts. */
const ACCOUNTS = '/v1/accounts'
/** Fifty wrong passwords from one address lock it, and the callers log in from the same. */
const LOG_IN = 'POST /v1/sessions'
const LOG_INS_MAX = 32

/** One way in which an operation is wrong, with the first request that showed it. */
interface Finding {
  readonly request: FuzzRequest
  readonly caller: string
  readonly answer: FuzzAnswer
  times: number
}

void runProgram(async () => {
  const { seconds, seed, folder } = parse(process.argv.slice(2))
  const development = readDevelopment(folder)
  process.stdout.write(`seed ${seed}, ${seconds} s\n`)
  const document = await readDocument(development.gateway)
  const run = new Run(development.gateway, document, await callersOf(development))
  await run.until(performance.now() + seconds * 1000, seed)
  return run.report(seed)
})

/** Asks every operation as callers of every role, over and over, and keeps what is wrong. */
class Run {
  private readonly findings = new Map<string, Finding>()
  private readonly sightings: Sightings
  private readonly statuses = new Map<number, number>()
  private readonly judge: Judge
  private readonly owners = new Owners()
  private readonly reached = new Set<string>()
  private logIns = 0

  constructor(
    private readonly gateway: string,
    private readonly document: ApiDocument,
    private readonly callers: readonly FuzzCaller[],
  ) {
    this.judge = new Judge(document)
    // Staff who suspended or closed one another would be few after a while.
    this.sightings = new Sightings(new Set(callers.flatMap(({ id }) => id ?? [])))
    for (const id of callers.flatMap(({ own }) => [...(own ?? [])]))
      this.sightings.take(JSON.stringify({ id }), ACCOUNTS)
  }

  async until(deadline: number, seed: number): Promise<void> {
    for (let round = 0; performance.now() < deadline; round += 1) {
      for (const [at, operation] of this.document.operations.entries()) {
        for (const caller of this.askersOf(operation, round + at)) {
          if (performance.now() >= deadline) return
          await this.askOften(operation, caller, (seed += 1))
        }
      }
    }
  }

  /** Two who may and one who may not, in turn: the wall is asked often enough, and most of what is behind it is reached. */
  private askersOf(operation: Operation, turn: number): FuzzCaller[] {
    const may = this.callers.filter((caller) => caller.may(operation))
    const others = this.callers.filter((caller) => !caller.may(operation))
    return [inTurn(may, 2 * turn), inTurn(may, 2 * turn + 1), inTurn(others, turn)].flat()
  }

  private async askOften(operation: Operation, caller: FuzzCaller, seed: number): Promise<void> {
    const route = `${operation.method} ${operation.path}`
    if (ENDS_THE_CALLER.has(route) && caller.may(operation)) return
    if (route === LOG_IN && (this.logIns += BATCH) > LOG_INS_MAX) return
    const token = await caller.token()
    const arbitrary = requestsTo(operation, this.document, ({ name, collection }) =>
      this.sightings.of(name, collection),
    )
    const requests = fc.sample(arbitrary, { seed, numRuns: BATCH })
    await Promise.all(requests.map((request) => this.ask(request, caller, token)))
  }

  private async ask(request: FuzzRequest, caller: FuzzCaller, token: string | undefined): Promise<void> {
    const answer = await send(this.gateway, request, token)
    const { operation } = request
    const route = `${operation.method} ${operation.path}`
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1)
    const faults = this.judge.faultsOf(operation, answer, caller.may(operation))
    if (answer.status < 400) {
      this.reached.add(route)
      if (answer.headers.get('content-type')?.startsWith('application/json')) {
        this.sightings.take(answer.text, operation.path)
        const foreign = this.owners.foreignIn(answer.text, caller, route)
        if (foreign.length > 0) faults.push('shows a row of another')
      }
    }
    for (const fault of faults) {
      const key = `${route} ${fault}`
      const known = this.findings.get(key)
      if (known) known.times += 1
      else this.findings.set(key, { request, caller: caller.name, answer, times: 1 })
    }
  }

  report(seed: number): number {
    const counts = [...this.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
    const total = [...this.statuses.values()].reduce((sum, count) => sum + count, 0)
    const { operations } = this.document
    process.stdout.write(`${total} requests to ${operations.length} operations as ${this.callers.length} callers\n`)
    process.stdout.write(`answers by status: ${counts.join(', ')}\n`)
    process.stdout.write(`${this.reached.size} operations were answered with success\n`)
    const ended = this.callers.filter(({ hasEnded }) => hasEnded).map(({ name }) => name)
    if (ended.length > 0) process.stdout.write(`ended on the way: ${ended.join(', ')}\n`)
    for (const [what, finding] of [...this.findings].slice(0, SHOWN_MAX)) {
      process.stdout.write(`\n✗ ${what} (${finding.times}×, as ${finding.caller})\n${shown(finding)}\n`)
    }
    process.stdout.write(`\n${this.findings.size} findings; again: npm run fuzz -- --seed ${seed}\n`)
    return this.findings.size === 0 ? 0 : 1
  }
}

const inTurn = (callers: readonly FuzzCaller[], turn: number): FuzzCaller[] =>
  callers.slice(turn % callers.length).slice(0, 1)

/** What would log a caller out, or close his account, for the rest of the run. */
const ENDS_THE_CALLER = new Set([
  'POST /v1/users/me/close',
  'POST /v1/users/me/password',
  // Whoever logs in anew does it by the address that they had.
  'POST /v1/users/me/email',
  // Wrong passwords lock, wrong codes end the session, and staff without a second factor do nothing.
  'POST /v1/users/me/two-factor',
  'POST /v1/sessions/step-up',
  'DELETE /v1/users/me/two-factor',
  // The next log-in waits for the next code.
  'DELETE /v1/sessions',
  'DELETE /v1/sessions/{id}',
])

async function send(
  gateway: string,
  { operation, path, headers, body }: FuzzRequest,
  token?: string,
): Promise<FuzzAnswer> {
  const began = performance.now()
  try {
    const answer = await fetch(gateway + path, {
      method: operation.method,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(HANG_MS_MAX),
      ...(body === undefined ? {} : { body }),
    })
    const text = await textOf(answer)
    return { status: answer.status, headers: answer.headers, text, milliseconds: performance.now() - began }
  } catch (error) {
    const milliseconds = performance.now() - began
    return {
      status: 599,
      headers: new Headers(),
      text: `no answer: ${String((error as Error).cause ?? error)}`,
      milliseconds,
    }
  }
}

/** Of a stream, which has no end, what comes first. */
async function textOf(answer: Response): Promise<string> {
  if (answer.headers.get('content-type') !== 'text/event-stream') return answer.text()
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

function shown({ request, answer }: Finding): string {
  const headers = Object.entries(request.headers).map(([name, value]) => `-H '${name}: ${value}'`)
  const body = request.body === undefined ? '' : ` -d '${request.body.slice(0, 600)}'`
  return `  ${request.operation.method} ${request.path} ${headers.join(' ')}${body}\n  ${answer.status} ${answer.text.slice(0, 600)}`
}

function parse(argv: readonly string[]): { seconds: number; seed: number; folder: string | undefined } {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args: [...argv], options: { seconds: text, seed: text, folder: text } })
    return {
      seconds: wholeNumber('--seconds', values.seconds, SECONDS),
      seed: wholeNumber('--seed', values.seed, Date.now() % SEEDS),
      folder: values.folder,
    }
  } catch (error) {
    if (error instanceof Complaint) throw error
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}
