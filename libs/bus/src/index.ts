export { KafkaBus } from './kafkajs/kafka-bus'
export type { KafkaOptions } from './kafkajs/settings'
export type { Faults } from './memory/faults'
export { MemoryBus, type MemoryBusOptions } from './memory/memory-bus'
export {
  PublisherDead,
  TopicsNotReady,
  type Bus,
  type BusLog,
  type Chunk,
  type ChunkResult,
  type ClusterAdmin,
  type ConsumerHealth,
  type ConsumerOptions,
  type ConsumerState,
  type EventConsumer,
  type EventPublisher,
  type GroupOffset,
  type InRecord,
  type NextOffset,
  type OnChunk,
  type OutRecord,
  type StopReason,
  type TopicSpec,
} from './seam'
export { MESSAGE_BYTES_MAX, topicSpecs, type TopicSettings } from './topics'
