import { earliest, Inbox, numbered, record, type TestedBus, uniqueName, until } from './tested-bus.fixture'

/** A consumer starts on topics that are there, and stops in order. */
export function startsAndStops(tested: TestedBus): void {
  const { aMoment, consume, makeTopic, publish } = tested

  test('a stop lets the running chunk end and delivers nothing after it', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 20))
    const inbox = new Inbox()
    const ended: boolean[] = []
    const consumer = await consume(
      topic,
      async (chunk, signal) => {
        await new Promise((resolve) => setTimeout(resolve, 200))
        ended.push(signal.aborted)
        return inbox.take(chunk)
      },
      { chunkRecordsMax: 5 },
    )
    consumer.own(new Set([0]), earliest)
    await until(() => inbox.chunks.length === 1, 'the first chunk has ended')
    await aMoment()
    await consumer.stop(30_000)
    const { length } = inbox.chunks
    expect(ended).not.toContain(true)
    expect(consumer.health().state).toBe('stopped')
    await aMoment()
    expect(inbox.chunks).toHaveLength(length)
  })

  test('a stop aborts a chunk that is still running at the deadline', async () => {
    const topic = await makeTopic(1)
    await publish(record(topic, 0, 'a'))
    let running = false
    let aborted = false
    const consumer = await consume(topic, (_chunk, signal) => {
      running = true
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          aborted = true
          resolve({ handled: 0 })
        }),
      )
    })
    consumer.own(new Set([0]), earliest)
    await until(() => running, 'the chunk runs')
    const started = Date.now()
    await consumer.stop(300)
    expect(aborted).toBe(true)
    expect(Date.now() - started).toBeLessThan(15_000)
  })

  test('starting on a topic that does not exist fails', async () => {
    await expect(consume(uniqueName('missing'), new Inbox().take)).rejects.toThrow()
  })
}
