import { Ownership, type OwnershipLocks } from './ownership'

/** Locks of one instance that is alone, and a connection that a test can lose. */
class Locks implements OwnershipLocks {
  readonly held = new Set<number>()
  lose: () => void = () => undefined

  async open(onLost: () => void): Promise<void> {
    this.lose = () => {
      this.held.clear()
      onLost()
    }
  }
  async look() {
    return { rank: 0, instances: 1, taken: this.held as ReadonlySet<number> }
  }
  async take(partition: number): Promise<boolean> {
    this.held.add(partition)
    return true
  }
  async release(partition: number): Promise<void> {
    this.held.delete(partition)
  }
  async close(): Promise<void> {}
}

function instance(slow: { readonly gain?: Promise<void>; readonly lose?: Promise<void> } = {}) {
  const locks = new Locks()
  const happened: string[] = []
  const listener = {
    gain: async (partition: number) => {
      happened.push(`gain ${partition}`)
      await slow.gain
      happened.push(`runs ${partition}`)
    },
    lose: async (partition: number) => {
      happened.push(`lose ${partition}`)
      await slow.lose
      happened.push(`stopped ${partition}`)
    },
    failed: (error: Error) => happened.push(`failed ${error.message}`),
  }
  return { locks, happened, listener, ownership: new Ownership({ partitions: 1, locks, listener }) }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
/** On a busy machine it takes longer; the end of the test bounds it. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await soon()
}

test('a partition whose locks are lost while it is gained does not go on running', async () => {
  const gate = Promise.withResolvers<void>()
  const { locks, happened, ownership } = instance({ gain: gate.promise })
  const started = ownership.start()
  await soon()
  locks.lose()
  gate.resolve()
  await started
  await until(() => happened.length >= 4)
  expect(happened.slice(0, 4)).toEqual(['gain 0', 'runs 0', 'lose 0', 'stopped 0'])
  await ownership.stop()
})

test('a partition is gained again only when it has stopped running', async () => {
  const gate = Promise.withResolvers<void>()
  const { locks, happened, ownership } = instance({ lose: gate.promise })
  await ownership.start()
  locks.lose()
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(happened).toEqual(['gain 0', 'runs 0', 'lose 0'])
  gate.resolve()
  await until(() => happened.length >= 6)
  expect(happened).toEqual(['gain 0', 'runs 0', 'lose 0', 'stopped 0', 'gain 0', 'runs 0'])
  await ownership.stop()
})

test('a partition that cannot be gained is let go and tried again', async () => {
  const { happened, listener, ownership } = instance()
  const { gain } = listener
  listener.gain = () => Promise.reject(new Error('no connection'))
  await ownership.start()
  expect(happened).toEqual(['failed no connection', 'lose 0', 'stopped 0'])
  expect(ownership.partitions.size).toBe(0)
  listener.gain = gain
  await until(() => ownership.partitions.size > 0)
  expect([...ownership.partitions]).toEqual([0])
  await ownership.stop()
})
