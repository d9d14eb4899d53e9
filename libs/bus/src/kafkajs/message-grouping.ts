interface Grouping<Message, Metadata> {
  readonly topic: string
  readonly partitionMetadata: readonly Metadata[]
  readonly messages: readonly Message[]
  readonly partitioner: (of: { topic: string; partitionMetadata: readonly Metadata[]; message: Message }) => number
}

/** Replaces `producer/groupMessagesPerPartition`, which copies its list for every message: quadratic. */
export function groupMessages<Message, Metadata>({
  topic,
  partitionMetadata,
  messages,
  partitioner,
}: Grouping<Message, Metadata>): Record<number, Message[]> {
  const groups: Record<number, Message[]> = {}
  if (partitionMetadata.length === 0) return groups
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message })
    const group = groups[partition]
    if (group) group.push(message)
    else groups[partition] = [message]
  }
  return groups
}
