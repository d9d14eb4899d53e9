import { KafkaBus, topicSpecs } from '@filao/bus'

export interface TopicProvision {
  readonly brokers: readonly string[]
  readonly partitions: number
  /** 1 on one broker, 3 in a cluster. */
  readonly replicationFactor: number
}

/** Creates every topic of the platform that is missing. May be run again; throws when a topic has more partitions. */
export async function provisionTopics({ brokers, partitions, replicationFactor }: TopicProvision): Promise<void> {
  const minInsyncReplicas = Math.max(1, replicationFactor - 1)
  const admin = await new KafkaBus({ brokers, clientId: 'provision' }).admin()
  try {
    await admin.createTopics(topicSpecs({ partitions, replicationFactor, minInsyncReplicas }))
  } finally {
    await admin.close()
  }
}
