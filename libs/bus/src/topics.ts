import { TOPICS, type TopicKind } from '@filao/contracts'
import type { TopicSpec } from './seam'

/** What differs between a workstation and a cluster. */
export interface TopicSettings {
  /** The same for both topics of every service: ids carry their partition. May only grow. */
  readonly partitions: number
  /** 3 in a cluster, 1 on one broker. */
  readonly replicationFactor: number
  /** 2 in a cluster, 1 on one broker. */
  readonly minInsyncReplicas: number
}

/** The whole record batch of a partition in one send. Also the broker's default, but never left to it. */
export const MESSAGE_BYTES_MAX = 1024 * 1024

/** Commands live shorter than the ids in an inbox, so that none can come back after its id is forgotten. */
const COMMANDS_RETENTION_MS = 7 * 24 * 60 * 60 * 1000

/** Events stay for ever: a new consumer that cannot read from position 1 stops with a gap. */
const RETENTION_MS: Record<TopicKind, number> = { events: -1, commands: COMMANDS_RETENTION_MS }

/** Every topic of the platform as it has to be provisioned; services only verify it. */
export const topicSpecs = ({ partitions, replicationFactor, minInsyncReplicas }: TopicSettings): readonly TopicSpec[] =>
  TOPICS.map(({ topic, kind }) => ({
    topic,
    partitions,
    replicationFactor,
    config: {
      // Compaction would drop facts.
      'cleanup.policy': 'delete',
      'retention.ms': String(RETENTION_MS[kind]),
      'retention.bytes': '-1',
      'min.insync.replicas': String(minInsyncReplicas),
      'message.timestamp.type': 'CreateTime',
      'unclean.leader.election.enable': 'false',
      'max.message.bytes': String(MESSAGE_BYTES_MAX),
    },
  }))
