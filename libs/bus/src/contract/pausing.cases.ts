import { earliest, Inbox, numbered, record, sequence, type TestedBus, until } from './tested-bus.fixture'

/** A partition waits alone, and goes on from where it is told. */
export function waitsWhenTold(tested: TestedBus): void {
  const { aMoment, consume, makeTopic, publish } = tested

  test('a stopped partition waits for a rewind while all others go on', async () => {
    const [events, commands] = [await makeTopic(), await makeTopic()]
    const inbox = new Inbox()
    let gap = true
    const consumer = await consume([events, commands], async (chunk) => {
      if (!gap || chunk.topic !== events || chunk.partition !== 0) return inbox.take(chunk)
      inbox.note(chunk, 1)
      return { handled: 1, stop: { reason: 'gap' } }
    })
    consumer.own(new Set([0, 1]), earliest)
    await publish(...numbered(events, 0, 3), record(events, 1, 'b'), record(commands, 0, 'c'))
    await inbox.has('0', 'b', 'c')
    await aMoment()
    expect(inbox.values(0, events)).toEqual(['0'])
    expect(consumer.health().stopped).toEqual([{ topic: events, partition: 0, reason: 'gap' }])
    gap = false
    consumer.rewind(events, 0, 1n)
    await inbox.has('2')
    expect(inbox.values(0, events)).toEqual(['0', '1', '2'])
    expect(consumer.health().stopped).toEqual([])
  })

  test('a rewind delivers again, from an offset or from the earliest', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 4))
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take)
    consumer.own(new Set([0]), () => 3n)
    await inbox.has('3')
    consumer.rewind(topic, 0, 2n)
    await inbox.has('2')
    consumer.rewind(topic, 0, undefined)
    await inbox.has('0')
    await until(() => inbox.received.length === 7, 'all were delivered again')
    expect(inbox.values()).toEqual(['3', '2', '3', '0', '1', '2', '3'])
  })

  test('back-pressure holds one partition until it is resumed', async () => {
    const topic = await makeTopic()
    const inbox = new Inbox()
    const consumer = await consume(topic, async (chunk) => {
      if (chunk.partition === 0) consumer.pause(topic, 0)
      return inbox.take(chunk)
    })
    consumer.own(new Set([0, 1]), earliest)
    await publish(record(topic, 0, 'a'), record(topic, 1, 'b'))
    await inbox.has('a', 'b')
    await publish(record(topic, 0, 'c'), record(topic, 1, 'd'))
    await inbox.has('d')
    await aMoment()
    expect(inbox.values(0)).toEqual(['a'])
    consumer.resume(topic, 0)
    await inbox.has('c')
  })

  test('a full queue that takes part of a chunk gets the rest after it is resumed', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 10))
    const inbox = new Inbox()
    let full = true
    const consumer = await consume(topic, async (chunk) => {
      if (!full) return inbox.take(chunk)
      consumer.pause(topic, 0)
      inbox.note(chunk, 4)
      return { handled: 4 }
    })
    consumer.own(new Set([0]), earliest)
    await inbox.has('3')
    await aMoment()
    expect(inbox.values()).toEqual(sequence(0, 4))
    full = false
    consumer.resume(topic, 0)
    await inbox.has('9')
    expect(inbox.values()).toEqual(sequence(0, 10))
  })
}
