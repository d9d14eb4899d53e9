import type { Chunk, InRecord } from '@filao/bus'
import { marketEvents, type MarketEvent } from '@filao/contracts'
import type pg from 'pg'
import { ProjectionRunner, type Projection } from './projection'

const rates = marketEvents.of('FxRateChanged')
const RATE = {
  type: 'FxRateChanged',
  pairId: '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
  base: 'USD',
  quote: 'MUR',
  source: 'bank',
  asOf: 1,
} as const

/** An event that the projection wants, told apart by its rate; or one that it does not. */
function record(position: number, wanted: boolean): InRecord {
  const headers = {
    ce_sequence: String(position),
    ce_type: wanted ? rates.ceType : 'filao.market.Other.v1',
    ce_time: '2026-01-01T00:00:00.000Z',
    ce_hash: hashOf(position).toString('hex'),
  }
  return {
    offset: BigInt(position + 10),
    key: null,
    value: Buffer.from(rates.encode({ ...RATE, rate: BigInt(position) })),
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])),
    timestamp: 0n,
  }
}
const wanted = (...positions: number[]): Chunk => chunk(positions.map((position) => record(position, true)))
const others = (...positions: number[]): Chunk => chunk(positions.map((position) => record(position, false)))
const chunk = (records: readonly InRecord[]): Chunk => ({
  topic: 'market.events.v1',
  partition: 0,
  highWatermark: 0n,
  records,
})

const hashOf = (position: number): Buffer => Buffer.from(String(position).padStart(64, '0'), 'hex')

/** A database with one position, which moves only from where it stands. */
class Database {
  position = 0
  moves: number[] = []
  applied: bigint[] = []
  fails: Error | undefined
  /** Settles when the database answers. */
  answers: Promise<void> = Promise.resolve()
  stopped: Error[] = []
  failed: Error[] = []

  readonly runner = new ProjectionRunner(this.pool, 'wallet', this.projection, {
    failed: (error) => this.failed.push(error),
    stopped: (_, error) => this.stopped.push(error),
  })

  get projection(): Projection {
    return {
      consumer: 'view',
      source: 'market',
      events: marketEvents,
      apply: () => Promise.reject(new Error('pieces serve')),
      pieces: (events) => {
        if (this.fails) throw this.fails
        const values = events.map(({ event }) => (event as MarketEvent & { type: 'FxRateChanged' }).rate)
        return [
          { name: 'rates', sql: 'SELECT $1 FROM head', values: [{ elements: values, encode: (elements) => elements }] },
        ]
      },
    }
  }

  private get pool(): pg.Pool {
    const write = (values: readonly unknown[]): { rows: unknown[] } => {
      const number = (array: unknown): number => Number(/^\{(\d+)\}$/.exec(array as string)![1])
      const [to, from, effects] = [number(values[0]), number(values[3]), values[5] as bigint[] | undefined]
      if (from !== this.position) return { rows: [] }
      this.position = to
      this.moves.push(to)
      this.applied.push(...(effects ?? []))
      return { rows: [{ partition: 0 }] }
    }
    const read = () => ({ position: String(this.position), hash: hashOf(this.position), kafka_offset: '-1' })
    const query = async (asked: string | { readonly values: readonly unknown[] }): Promise<{ rows: unknown[] }> => {
      if (typeof asked === 'string') return { rows: [read()] }
      const written = write(asked.values)
      await this.answers
      return written
    }
    return { query } as unknown as pg.Pool
  }
}

/** Milliseconds, and then what has been sent is answered. */
async function passes(milliseconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(milliseconds)
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const fail = (): never => {
  throw new Error('nothing fails here')
}

let database: Database
let runner: ProjectionRunner
beforeEach(async () => {
  // What is sent waits for the turn of the event loop to end.
  jest.useFakeTimers({ doNotFake: ['setImmediate'] })
  database = new Database()
  ;({ runner } = database)
  await runner.own(0)
})
afterEach(() => jest.useRealTimers())

it('stores how far it has read past what it does not want only when it is asked to, or has an effect', async () => {
  await runner.applyChunk(others(1, 2))
  await runner.applyChunk(others(3))
  expect(runner.positionOf(0)).toBe(3)
  expect(runner.nextOffset(0)).toBeUndefined()
  expect(database.moves).toEqual([])
  await runner.store()
  await runner.store()
  expect(database.moves).toEqual([3])
  expect(runner.nextOffset(0)).toBe(14n)
  await runner.applyChunk(others(4))
  await runner.applyChunk(wanted(5))
  expect(database.moves).toEqual([3, 5])
})

it('writes an effect at once, and those that follow it closely together', async () => {
  await runner.applyChunk(wanted(1))
  expect(database.applied).toEqual([1n])
  await runner.applyChunk(wanted(2))
  await runner.applyChunk(others(3))
  await runner.applyChunk(wanted(2, 4))
  expect(database.moves).toEqual([1])
  await passes(100)
  expect(database.moves).toEqual([1, 4])
  expect(database.applied).toEqual([1n, 2n, 4n])
  await passes(100)
  await runner.applyChunk(wanted(5))
  expect(database.moves).toEqual([1, 4, 5])
})

it.each([
  ['effects', wanted(2)],
  ['a position alone', others(2)],
])('loses nothing of what it reads during a write: of %s', async (_, first) => {
  await runner.applyChunk(wanted(1))
  await runner.applyChunk(first)
  let answer = (): void => undefined
  database.answers = new Promise((resolve) => (answer = resolve))
  const writing = runner.store()
  await passes(1)
  await runner.applyChunk(wanted(3))
  answer()
  await writing
  await passes(200)
  expect(database.moves).toEqual([1, 2, 3])
  expect(database.applied.at(-1)).toBe(3n)
})

it('writes what the partitions have gathered in one statement', async () => {
  const asked: (readonly unknown[])[] = []
  const pool = {
    query: (text: string | { readonly values: readonly unknown[] }) => {
      if (typeof text === 'string')
        return Promise.resolve({ rows: [{ position: '0', hash: hashOf(0), kafka_offset: '-1' }] })
      asked.push(text.values)
      const partitions = /^\{(.*)\}$/.exec(text.values[4] as string)![1]!.split(',')
      return Promise.resolve({ rows: partitions.map((partition) => ({ partition: Number(partition) })) })
    },
  } as unknown as pg.Pool
  const both = new ProjectionRunner(pool, 'wallet', database.projection, { failed: fail, stopped: fail })
  const [first, second] = [wanted(1), { ...wanted(1), partition: 1 }]
  await both.own(0)
  await both.own(1)
  await both.applyChunk(first)
  await both.applyChunk({ ...wanted(2), partition: 0 })
  await both.applyChunk(second)
  await passes(100)
  expect(asked.map(([to, , , from, partitions]) => [to, from, partitions])).toEqual([
    ['{1}', '{0}', '{0}'],
    ['{2,1}', '{1,0}', '{0,1}'],
  ])
})

it('reads no further than a thousand effects ahead of what it writes', async () => {
  await runner.applyChunk(wanted(1))
  await runner.applyChunk(wanted(...Array.from({ length: 1000 }, (_, index) => index + 2)))
  expect(database.moves).toEqual([1, 1001])
})

it('writes what it has before it goes back for what is missing', async () => {
  await runner.applyChunk(wanted(1))
  expect(await runner.applyChunk(wanted(2, 4))).toBe('gap')
  expect(database.moves).toEqual([1, 2])
  await runner.own(0)
  expect(await runner.applyChunk(wanted(2, 3, 4))).toBe('applied')
})

it('tries again what could not be written and may pass, and stops for ever at what will not', async () => {
  await runner.applyChunk(wanted(1))
  database.fails = new Error('connection lost')
  await runner.applyChunk(wanted(2))
  await passes(100)
  expect(database.failed).toHaveLength(1)
  database.fails = undefined
  await passes(500)
  expect(database.applied).toEqual([1n, 2n])
  database.fails = new TypeError('a defect')
  await runner.applyChunk(wanted(3))
  await passes(2000)
  await runner.store()
  expect(database.stopped).toEqual([database.fails])
  expect(database.moves).toEqual([1, 2])
})

it('leaves what has gathered to another who is ahead, or owns the partition now', async () => {
  await runner.applyChunk(wanted(1))
  await runner.applyChunk(wanted(2))
  database.position = 7
  await passes(100)
  expect(runner.positionOf(0)).toBe(7)
  database.position = 8
  await passes(100)
  expect(await runner.applyChunk(wanted(8))).toBe('moved')
  await passes(100)
  await runner.applyChunk(wanted(9))
  await runner.applyChunk(wanted(10))
  runner.disown(0)
  await passes(1000)
  expect(database.applied).toEqual([1n, 9n])
})

it('stores at once how far it has read the own log, and goes on from there after a failure', async () => {
  const row = (position: number) => ({
    ...{ position, type: 'other', subject: '', key: '', data: '{}', headers: {}, commands: [], hash: Buffer.alloc(32) },
    ...{ commandsText: undefined, commandsHash: undefined },
  })
  await runner.applyRows(0, [row(1)])
  expect(database.moves).toEqual([1])
  database.fails = new Error('connection lost')
  const wantedRow = {
    ...row(2),
    type: rates.ceType,
    data: rates.encode({ ...RATE, rate: 2n }),
    headers: { ce_time: '2026-01-01T00:00:00.000Z' },
  }
  await expect(runner.applyRows(0, [wantedRow])).rejects.toThrow('connection lost')
  expect(runner.positionOf(0)).toBe(1)
  database.fails = undefined
  await runner.applyRows(0, [wantedRow])
  expect(database.applied).toEqual([2n])
})
