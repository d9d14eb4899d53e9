import { TopicsNotReady } from '../seam'
import {
  CONFIG,
  earliest,
  Inbox,
  numbered,
  record,
  sequence,
  type TestedBus,
  uniqueName,
  until,
} from './tested-bus.fixture'

/** Topics, their ends and the offsets of groups. */
export function keepsTopics(tested: TestedBus): void {
  const { consume, makeTopic, publish } = tested

  test('an offset that retention has passed is read from the earliest', async () => {
    const topic = await makeTopic(1)
    await publish(...numbered(topic, 0, 10))
    await tested.world.deleteBefore(topic, 0, 6n)
    const inbox = new Inbox()
    const consumer = await consume(topic, inbox.take)
    consumer.own(new Set([0]), earliest)
    await inbox.has('9')
    consumer.rewind(topic, 0, 2n)
    await until(() => inbox.received.length === 8, 'all that is left was delivered twice')
    expect(inbox.values()).toEqual([...sequence(6, 4), ...sequence(6, 4)])
  })

  test('a topic that was deleted and made again is read from its start, also when its first chunk fails', async () => {
    const topic = await makeTopic(1)
    const inbox = new Inbox()
    let failures = 0
    let healed = true
    const consumer = await consume(topic, async (chunk) => {
      if (healed) return inbox.take(chunk)
      failures++
      throw new Error('connection lost')
    })
    consumer.own(new Set([0]), earliest)
    await publish(...numbered(topic, 0, 5))
    await inbox.has('4')
    await tested.world.deleteTopic(topic)
    const admin = await tested.world.bus.admin()
    await admin.createTopics([{ topic, partitions: 1, replicationFactor: 1, config: CONFIG }])
    await admin.close()
    healed = false
    const made = sequence(100, 9)
    await publish(record(topic, 0, made[0]!))
    await until(() => failures > 0, 'the first chunk of the new topic has failed')
    await publish(...made.slice(1).map((value) => record(topic, 0, value)))
    healed = true
    await inbox.has('108')
    expect(inbox.values().slice(5)).toEqual(made)
    expect(consumer.health().state).toBe('running')
  })

  test('topics are created once, may grow and never shrink', async () => {
    const topic = uniqueName('contract')
    const admin = await tested.world.bus.admin()
    const spec = { topic, partitions: 2, replicationFactor: 1, config: CONFIG }
    await expect(admin.verifyTopics([spec])).rejects.toEqual(new TopicsNotReady([`${topic} does not exist`]))
    await admin.createTopics([spec])
    await admin.createTopics([spec])
    await admin.verifyTopics([spec])
    await admin.createTopics([{ ...spec, partitions: 3 }])
    const shrunk = new TopicsNotReady([`${topic} has 3 partitions, not 2`])
    await expect(admin.verifyTopics([spec])).rejects.toEqual(shrunk)
    await expect(admin.createTopics([spec])).rejects.toEqual(shrunk)
    await admin.close()
  })

  test('the newest record of a partition can be looked at', async () => {
    const topic = await makeTopic()
    const admin = await tested.world.bus.admin()
    expect(await admin.lastRecord(topic, 1)).toBeUndefined()
    await publish(...numbered(topic, 1, 12))
    const last = await admin.lastRecord(topic, 1)
    expect(last).toMatchObject({ offset: 11n })
    expect(String(last!.value)).toBe('11')
    expect(String(last!.headers.get('ce_id'))).toBe('test/1/1')
    expect(await admin.lastRecord(topic, 0)).toBeUndefined()
    await admin.close()
  })

  test('offsets can be set on a group without members', async () => {
    const [topic, other] = [await makeTopic(), await makeTopic()]
    const group = uniqueName('lag')
    const admin = await tested.world.bus.admin()
    for (const offset of [5n, 8n]) {
      await admin.setGroupOffsets(group, [
        { topic, partition: 0, offset },
        { topic, partition: 2, offset: offset + 1n },
        { topic: other, partition: 1, offset: offset + 2n },
      ])
    }
    await admin.close()
    expect(await tested.world.groupOffset(group, topic, 0)).toBe(8n)
    expect(await tested.world.groupOffset(group, topic, 2)).toBe(9n)
    expect(await tested.world.groupOffset(group, other, 1)).toBe(10n)
  })
}
