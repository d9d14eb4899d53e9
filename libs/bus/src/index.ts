export { KafkaBus } from './kafkajs/kafka-bus'
export type { Faults } from './memory/faults'
export { MemoryBus } from './memory/memory-bus'
export type {
  Bus,
  Chunk,
  ChunkResult,
  ClusterAdmin,
  ConsumerHealth,
  ConsumerOptions,
  EventConsumer,
  EventPublisher,
  GroupOffset,
  InRecord,
  NextOffset,
  OnChunk,
  OutRecord,
  StopReason,
  TopicSpec,
} from './seam'
export { topicSpecs } from './topics'
