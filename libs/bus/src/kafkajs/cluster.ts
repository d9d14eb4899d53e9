import type { Kafka } from 'kafkajs'
import type { DecodedRecord } from './record-decoder'

/** As much of the client's inner connection to a cluster as is used here. */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  refreshMetadata(): Promise<void>
  findGroupCoordinator(of: { groupId: string }): Promise<Broker>
  findBroker(of: { nodeId: string }): Promise<Broker>
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>
  fetchTopicsOffset(topics: readonly object[]): Promise<{ partitions: { partition: number; offset: string }[] }[]>
}

export interface Broker {
  offsetCommit(request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
  }): Promise<unknown>
  fetch(request: {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: number
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }): Promise<{ responses: { partitions: { messages: DecodedRecord[] }[] }[] }>
}

/**
 * Opens the client's inner cluster. What its public face offers costs too much for what is done each second: to set
 * offsets it joins the group as a member, and to read one record it needs a whole consumer.
 */
export function openCluster(client: Kafka): Cluster {
  const key = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  )
  if (!key) throw new Error('kafkajs no longer makes its cluster where it did')
  const create = (client as unknown as Record<symbol, (options: object) => Cluster>)[key]!
  return create({ allowAutoTopicCreation: false, metadataMaxAge: 60_000, isolationLevel: 1 })
}
