import { earliest, Inbox, numbered, record, sequence, type TestedBus, uniqueName, until } from './tested-bus.fixture'

/** Who owns a partition reads it, from where the owner says. */
export function deliversWhatIsOwned(tested: TestedBus): void {
  const { aMoment, consume, makeTopic, publish } = tested

  test('only what is owned is delivered', async () => {
    const topic = await makeTopic()
    await publish(record(topic, 0, 'a'), record(topic, 1, 'b'), record(topic, 2, 'c'))
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take)
    await aMoment()
    expect(inbox.received).toEqual([])
    consumer.own(new Set([1]), earliest)
    await inbox.has('b')
    await aMoment()
    expect(inbox.values()).toEqual(['b'])
    expect(consumer.health()).toMatchObject({ state: 'running', stopped: [], failing: [] })
  })

  test('ownership that was settled before the start counts', async () => {
    const topic = await makeTopic()
    await publish(record(topic, 2, 'c'))
    const inbox = new Inbox()
    const consumer = tested.world.bus.consumer({ group: uniqueName('group'), onFatal: () => undefined })
    tested.watch(consumer)
    consumer.own(new Set([2]), earliest)
    await consumer.start([topic], inbox.take)
    await inbox.has('c')
  })

  test('a gained partition is read from the offset handed over, of each topic', async () => {
    const [events, commands] = [await makeTopic(), await makeTopic()]
    await publish(...numbered(events, 1, 10), ...numbered(commands, 1, 10), ...numbered(events, 0, 1))
    const inbox = new Inbox()
    const consumer = await consume([events, commands], inbox.take)
    consumer.own(new Set([1]), (topic) => (topic === events ? 7n : undefined))
    await until(() => inbox.received.length === 13, 'three and ten have arrived')
    expect(inbox.values(1, events)).toEqual(['7', '8', '9'])
    expect(inbox.values(1, commands)).toEqual(sequence(0, 10))
  })

  test('a lost partition is read no more, and when regained from where its new offset says', async () => {
    const topic = await makeTopic()
    const publisher = await tested.world.bus.publisher()
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take)
    consumer.own(new Set([0, 1]), earliest)
    await publisher.publish([record(topic, 0, 'a'), record(topic, 1, 'b')])
    await inbox.has('a', 'b')
    consumer.own(new Set([1]), earliest)
    await publisher.publish([record(topic, 0, 'c'), record(topic, 1, 'd')])
    await inbox.has('d')
    await aMoment()
    expect(inbox.values()).not.toContain('c')
    consumer.own(new Set([0, 1]), (_, partition) => (partition === 0 ? 1n : 0n))
    await inbox.has('c')
    await publisher.close()
    expect(inbox.values(0)).toEqual(['a', 'c'])
    expect(inbox.values(1)).toEqual(['b', 'd'])
  })

  test('losing a partition aborts its chunk, whose answer is then ignored', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 3))
    const inbox = new Inbox()
    let aborted = false
    let blocked = true
    const consumer = await consume(topic, async (chunk, signal) => {
      if (!blocked) return inbox.take(chunk)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      aborted = true
      return { handled: chunk.records.length }
    })
    consumer.own(new Set([0]), earliest)
    await aMoment()
    blocked = false
    consumer.own(new Set(), earliest)
    consumer.own(new Set([0]), earliest)
    await inbox.has('2')
    expect(aborted).toBe(true)
    expect(inbox.values()).toEqual(['0', '1', '2'])
  })
}
