import { TopicsNotReady, type ClusterAdmin, type GroupOffset, type InRecord, type TopicSpec } from '../seam'
import type { MemoryLog } from './memory-log'

/** The administrator's view of the logs in memory. */
export class MemoryAdmin implements ClusterAdmin {
  constructor(
    private readonly topics: Map<string, MemoryLog[]>,
    private readonly groups: Map<string, GroupOffset[]>,
    private readonly refresh: () => void,
    private readonly makeLog: () => MemoryLog,
  ) {}

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    for (const { topic, partitions } of topics) {
      const logs = this.topics.get(topic) ?? []
      while (logs.length < partitions) logs.push(this.makeLog())
      this.topics.set(topic, logs)
    }
    await this.verifyTopics(topics)
    this.refresh()
  }

  async verifyTopics(topics: readonly Pick<TopicSpec, 'topic' | 'partitions'>[]): Promise<void> {
    const problems = topics.flatMap(({ topic, partitions }) => {
      const count = this.topics.get(topic)?.length
      if (count === partitions) return []
      return [count === undefined ? `${topic} does not exist` : `${topic} has ${count} partitions, not ${partitions}`]
    })
    if (problems.length > 0) throw new TopicsNotReady(problems)
  }

  async lastRecord(topic: string, partition: number): Promise<InRecord | undefined> {
    const log = this.topics.get(topic)?.[partition]
    if (!log) throw new TopicsNotReady([`${topic} has no partition ${partition}`])
    return log.last
  }

  async setGroupOffsets(group: string, offsets: readonly GroupOffset[]): Promise<void> {
    this.groups.set(group, [...offsets])
  }

  async close(): Promise<void> {}
}
