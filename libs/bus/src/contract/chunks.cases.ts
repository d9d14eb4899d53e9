import type { ChunkResult } from '../seam'
import { earliest, Inbox, numbered, record, sequence, type TestedBus, until } from './tested-bus.fixture'

/** What a handler has not taken comes again. */
export function asksAgain(tested: TestedBus): void {
  const { consume, makeTopic, publish } = tested

  test.each([
    ['TypeError', new TypeError('poison')],
    ['RangeError', new RangeError('poison')],
    ['ReferenceError', new ReferenceError('poison')],
    ['SyntaxError', new SyntaxError('poison')],
    ['Error', new Error('connection lost')],
    ['nothing that is an error', 'poison'],
  ])('a handler that throws %s is asked again, and no other partition waits for it', async (_name, thrown) => {
    const topic = await makeTopic()
    const inbox = new Inbox()
    let failures = 0
    let healed = false
    const consumer = await consume(topic, async (chunk) => {
      if (chunk.partition === 0 && !healed) {
        failures++
        throw thrown
      }
      return inbox.take(chunk)
    })
    consumer.own(new Set([0, 1]), earliest)
    const publisher = await tested.world.bus.publisher()
    await publisher.publish([record(topic, 0, 'poison'), record(topic, 1, 'a')])
    await until(() => failures >= 2, 'the chunk has failed twice')
    await publisher.publish([record(topic, 1, 'b')])
    await inbox.has('a', 'b')
    expect(consumer.health()).toMatchObject({ state: 'running', failing: [{ topic, partition: 0 }] })
    healed = true
    await inbox.has('poison')
    await publisher.publish([record(topic, 0, 'after')])
    await inbox.has('after')
    await publisher.close()
    expect(inbox.values(0)).toEqual(['poison', 'after'])
    expect(consumer.health().failing).toEqual([])
  })

  test('a handler that answers nonsense is asked again', async () => {
    const topic = await makeTopic(1)
    const answers: unknown[] = [undefined, { handled: 2 }, { handled: -1 }, { handled: 0.5 }]
    const inbox = new Inbox()
    const consumer = await consume(topic, async (chunk) =>
      answers.length > 0 ? (answers.shift() as ChunkResult) : inbox.take(chunk),
    )
    consumer.own(new Set([0]), earliest)
    await publish(record(topic, 0, 'a'))
    await inbox.has('a')
    expect(inbox.values()).toEqual(['a'])
  })

  test('what was not handled is delivered again', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 20))
    const inbox = new Inbox()
    const consumer = await consume(topic, async (chunk) => {
      const handled = inbox.chunks.length === 1 ? 0 : Math.min(7, chunk.records.length)
      inbox.note(chunk, handled)
      return { handled }
    })
    consumer.own(new Set([0]), earliest)
    await inbox.has('19')
    expect(inbox.values()).toEqual(sequence(0, 20))
  })

  test('a chunk holds no more records than asked for', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 25))
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take, { chunkRecordsMax: 10 })
    consumer.own(new Set([0]), earliest)
    await inbox.has('24')
    expect(inbox.values()).toEqual(sequence(0, 25))
    expect(inbox.chunks.map(({ records }) => records.length)).toEqual([10, 10, 5])
  })
}
