import { BackgroundWork, type Round, type Work } from './background-work'

const lines: [string, object, string][] = []
const write =
  (level: string) =>
  (details: object, message: string): void =>
    void lines.push([level, details, message])
const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } as never

const work = (round: Work['round'], more: Partial<Work> = {}): BackgroundWork =>
  new BackgroundWork(log, { failing: 'nothing was done', intervalMs: 1_000, round, ...more })

beforeEach(() => {
  lines.length = 0
  jest.useFakeTimers()
})
afterEach(() => jest.useRealTimers())

const pass = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds)

describe('work in the background', () => {
  it('begins at once, and again an interval after each round has ended', async () => {
    let rounds = 0
    const subject = work(async () => {
      rounds += 1
      await new Promise((resolve) => setTimeout(resolve, 500))
    })
    subject.start()
    await pass(499)
    expect(rounds).toBe(1)
    await pass(1_000)
    expect(rounds).toBe(1)
    await pass(2)
    expect(rounds).toBe(2)
  })

  it('may begin later', async () => {
    let rounds = 0
    work(() => void (rounds += 1), { startsAfterMs: 700 }).start()
    await pass(699)
    expect(rounds).toBe(0)
    await pass(1)
    expect(rounds).toBe(1)
  })

  it('goes on at once while there is more, and ends when it is over', async () => {
    const found: Round[] = ['again', 'again', undefined, 'over']
    let rounds = 0
    work(() => found[rounds++]).start()
    await pass(10)
    expect(rounds).toBe(3)
    await pass(1_000)
    expect(rounds).toBe(4)
    await pass(10_000)
    expect(rounds).toBe(4)
  })

  it('goes on after the pause that a round asks for, or when it is woken before', async () => {
    let rounds = 0
    const subject = work(() => {
      rounds += 1
      return { afterMs: 300 }
    })
    subject.start()
    await pass(299)
    expect(rounds).toBe(1)
    await pass(2)
    expect(rounds).toBe(2)
    subject.wake()
    await pass(1)
    expect(rounds).toBe(3)
  })

  it('runs at once when it is woken, and once more when it is woken while it runs', async () => {
    let rounds = 0
    const subject = work(async () => {
      rounds += 1
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    subject.start()
    await pass(200)
    subject.wake()
    await pass(10)
    expect(rounds).toBe(2)
    subject.wake()
    subject.wake()
    await pass(300)
    expect(rounds).toBe(3)
  })

  it('doubles the pause with each failure up to its maximum, and says once that it failed and when it no longer does', async () => {
    let rounds = 0
    let isBroken = true
    const subject = work(
      () => {
        rounds += 1
        return isBroken ? Promise.reject(new Error('down')) : undefined
      },
      { pauseMsMax: 4_000 },
    )
    subject.start()
    await pass(1_000 + 2_000 + 4_000 + 4_000)
    expect(rounds).toBe(5)
    subject.wake()
    await pass(0)
    expect(rounds).toBe(5)
    expect(lines).toEqual([['warn', { error: new Error('down') }, 'nothing was done']])
    isBroken = false
    await pass(4_000)
    expect(lines.at(-1)).toEqual(['info', { failures: 5 }, 'no longer so: nothing was done'])
    await pass(1_000)
    expect(rounds).toBe(7)
  })

  it('does not wait a long interval after a failure', async () => {
    let rounds = 0
    const failing = (): void => {
      rounds += 1
      throw new Error('down')
    }
    work(failing, { intervalMs: 3_600_000 }).start()
    await pass(1_000 + 2_000 + 4_000 + 8_000 + 10_000)
    expect(rounds).toBe(6)
  })

  it('takes what is thrown before any promise as a failure, and raises its alarm', async () => {
    work(
      () => {
        throw new Error('broken')
      },
      { alarm: 'months' },
    ).start()
    await pass(0)
    expect(lines).toEqual([['error', { error: new Error('broken'), alarm: 'months' }, 'nothing was done']])
  })

  it('waits for the round that runs when it is stopped, and starts no other', async () => {
    let ended = 0
    const subject = work(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      ended += 1
      return 'again' as const
    })
    subject.start()
    await pass(50)
    const stopped = subject.stop()
    subject.wake()
    await pass(50)
    await stopped
    expect(ended).toBe(1)
    subject.wake()
    await pass(5_000)
    expect(ended).toBe(1)
  })

  it('runs each of several works by itself', async () => {
    const rounds: string[] = []
    const of = (name: string, intervalMs: number): Work => ({
      failing: name,
      intervalMs,
      round: () => void rounds.push(name),
    })
    const subject = new BackgroundWork(log, of('slow', 1_000), of('quick', 400))
    subject.start()
    await pass(800)
    expect(rounds).toEqual(['slow', 'quick', 'quick', 'quick'])
    await subject.stop()
    await pass(5_000)
    expect(rounds).toHaveLength(4)
  })
})
