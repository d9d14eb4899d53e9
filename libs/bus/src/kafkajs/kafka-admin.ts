import type { Admin } from 'kafkajs'
import { within } from '../deadline'
import { TopicsNotReady, type ClusterAdmin, type GroupOffset, type InRecord, type TopicSpec } from '../seam'
import { openClient } from './client'
import { openCluster, type Cluster } from './cluster'
import { toInRecord } from './kafka-record'
import { DISCONNECT_TIMEOUT_MS, RETRY_PATIENTLY, type KafkaOptions } from './settings'

const READY_ATTEMPTS_MAX = 50
const READY_DELAY_MS = 100
const FETCH_WAIT_MS = 1_000
const FETCH_BYTES_MAX = 4 * 1024 * 1024
const READ_COMMITTED = 1

/** Asks Kafka itself. */
export class KafkaAdmin implements ClusterAdmin {
  private constructor(
    private readonly admin: Admin,
    private readonly cluster: Cluster,
  ) {}

  static async connect(options: KafkaOptions): Promise<KafkaAdmin> {
    const client = openClient(options, RETRY_PATIENTLY)
    const admin = client.admin()
    const cluster = openCluster(client)
    try {
      await Promise.all([admin.connect(), cluster.connect()])
    } catch (error) {
      void Promise.allSettled([admin.disconnect(), cluster.disconnect()])
      throw error
    }
    return new KafkaAdmin(admin, cluster)
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    const before = await this.partitionCounts(topics)
    // A topic that was made with more partitions does not shrink, however long one waits.
    if (topics.some(({ topic, partitions }) => (before.get(topic) ?? 0) > partitions)) return this.verifyTopics(topics)
    const missing = topics.filter(({ topic }) => !before.has(topic))
    // False when another instance was faster, which is as good. The client's own wait for leaders gives up on a broker
    // that has not heard of the topic yet.
    if (missing.length > 0) await this.admin.createTopics({ topics: missing.map(toTopicConfig), waitForLeaders: false })
    const growing = topics.filter(({ topic, partitions }) => (before.get(topic) ?? partitions) < partitions)
    if (growing.length > 0) {
      await this.admin.createPartitions({
        topicPartitions: growing.map(({ topic, partitions }) => ({ topic, count: partitions })),
      })
    }
    await this.untilReady(topics)
  }

  async verifyTopics(topics: readonly Pick<TopicSpec, 'topic' | 'partitions'>[]): Promise<void> {
    const counts = await this.partitionCounts(topics)
    const problems = topics.flatMap(({ topic, partitions }) => {
      const count = counts.get(topic)
      if (count === partitions) return []
      return [count === undefined ? `${topic} does not exist` : `${topic} has ${count} partitions, not ${partitions}`]
    })
    if (problems.length > 0) throw new TopicsNotReady(problems)
  }

  async lastRecord(topic: string, partition: number): Promise<InRecord | undefined> {
    await this.cluster.addMultipleTargetTopics([topic])
    await this.cluster.refreshMetadata()
    const [first, next] = await Promise.all([this.offsetOf(topic, partition, true), this.offsetOf(topic, partition)])
    if (next <= first) return undefined
    const [nodeId] = Object.keys(this.cluster.findLeaderForPartitions(topic, [partition]))
    const broker = await this.cluster.findBroker({ nodeId: nodeId! })
    const fetchOffset = String(next - 1n)
    const { responses } = await broker.fetch({
      maxWaitTime: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: FETCH_BYTES_MAX,
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset, maxBytes: FETCH_BYTES_MAX }] }],
    })
    // A whole batch comes, and the record asked for is the last of it.
    const record = responses[0]?.partitions[0]?.messages.at(-1)
    if (!record) throw new Error(`${topic} ${partition} holds ${first} to ${next} and gave no record`)
    return toInRecord(record)
  }

  async setGroupOffsets(group: string, offsets: readonly GroupOffset[]): Promise<void> {
    const topics = Map.groupBy(offsets, ({ topic }) => topic)
    const coordinator = await this.cluster.findGroupCoordinator({ groupId: group })
    await coordinator.offsetCommit({
      groupId: group,
      // As an administrator, not as a member: this is what the broker takes for a group without any.
      groupGenerationId: -1,
      memberId: '',
      topics: Array.from(topics, ([topic, partitions]) => ({
        topic,
        partitions: partitions.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
      })),
    })
  }

  async close(): Promise<void> {
    const closed = Promise.allSettled([this.admin.disconnect(), this.cluster.disconnect()])
    await within(DISCONNECT_TIMEOUT_MS, 'disconnecting', closed).catch(() => undefined)
  }

  private async offsetOf(topic: string, partition: number, fromBeginning = false): Promise<bigint> {
    const [found] = await this.cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }])
    const offset = found?.partitions[0]?.offset
    if (offset === undefined) throw new TopicsNotReady([`${topic} has no partition ${partition}`])
    return BigInt(offset)
  }

  private async partitionCounts(topics: readonly { topic: string }[]): Promise<ReadonlyMap<string, number>> {
    const existing = new Set(await this.admin.listTopics())
    const wanted = topics.map(({ topic }) => topic).filter((topic) => existing.has(topic))
    if (wanted.length === 0) return new Map()
    const { topics: found } = await this.admin.fetchTopicMetadata({ topics: wanted })
    return new Map(found.map(({ name, partitions }) => [name, partitions.length]))
  }

  /** What the controller has decided takes a moment to reach the brokers: until each partition's leader answers for it. */
  private async untilReady(topics: readonly TopicSpec[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.verifyTopics(topics)
        return await this.askLeaders(topics)
      } catch (error) {
        if (attempt === READY_ATTEMPTS_MAX) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, READY_DELAY_MS))
    }
  }

  private async askLeaders(topics: readonly TopicSpec[]): Promise<void> {
    await this.cluster.addMultipleTargetTopics(topics.map(({ topic }) => topic))
    await this.cluster.refreshMetadata()
    for (const { topic, partitions } of topics) {
      await Promise.all(Array.from({ length: partitions }, (_, partition) => this.offsetOf(topic, partition)))
    }
  }
}

const toTopicConfig = ({ topic, partitions, replicationFactor, config }: TopicSpec) => ({
  topic,
  numPartitions: partitions,
  replicationFactor,
  configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
})
