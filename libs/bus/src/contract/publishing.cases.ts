import { PublisherDead } from '../seam'
import { earliest, Inbox, record, sequence, type TestedBus, uniqueName, until } from './tested-bus.fixture'

/** A publisher keeps its order, or dies. */
export function publishesInOrder(tested: TestedBus): void {
  const { consume, makeTopic } = tested

  test('records arrive in the order of publishing, in their partition, with key, value and headers', async () => {
    const topic = await makeTopic()
    const publisher = await tested.world.bus.publisher()
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take)
    consumer.own(new Set([0, 1, 2]), earliest)
    await publisher.publish([record(topic, 0, 'a'), record(topic, 2, 'x', 'other'), record(topic, 0, 'b')])
    await publisher.publish([record(topic, 0, 'c'), record(topic, 2, Buffer.from([0xff, 0]))])
    await publisher.close()
    await until(() => inbox.received.length === 5, 'all five have arrived')
    expect(inbox.values(0)).toEqual(['a', 'b', 'c'])
    expect(inbox.received.filter(({ partition }) => partition === 0).map(({ record }) => record.offset)).toEqual([
      0n,
      1n,
      2n,
    ])
    const [first, second] = inbox.received.filter(({ partition }) => partition === 2).map(({ record }) => record)
    expect(String(first!.key)).toBe('other')
    expect(second!.value!.equals(Buffer.from([0xff, 0]))).toBe(true)
    expect(Array.from(first!.headers, ([key, value]) => [key, String(value)])).toEqual([
      ['ce_id', 'test/2/1'],
      ['ce_größe', 'ü'],
      ['empty', ''],
    ])
    expect(Math.abs(Number(first!.timestamp) - Date.now())).toBeLessThan(60_000)
    expect(inbox.chunks.at(-1)!.highWatermark).toBeGreaterThan(0n)
  })

  test('concurrent publishes keep the order in which they were asked for', async () => {
    const topic = await makeTopic(1)
    const publisher = await tested.world.bus.publisher()
    await Promise.all(sequence(0, 50).map((value) => publisher.publish([record(topic, 0, value)])))
    await publisher.publish([])
    await publisher.close()
    const inbox = new Inbox()
    ;(await consume(topic, inbox.take)).own(new Set([0]), earliest)
    await inbox.has('49')
    expect(inbox.values()).toEqual(sequence(0, 50))
  })

  test('a publisher is dead after a failed send', async () => {
    const topic = await makeTopic(1)
    const publisher = await tested.world.bus.publisher()
    const failed = publisher.publish([record(uniqueName('missing'), 0, 'a')])
    const behind = publisher.publish([record(topic, 0, 'b')])
    await expect(failed).rejects.toThrow()
    await expect(behind).rejects.toBeInstanceOf(PublisherDead)
    await publisher.close()
    const admin = await tested.world.bus.admin()
    expect(await admin.lastRecord(topic, 0)).toBeUndefined()
    await admin.close()
  })
}
