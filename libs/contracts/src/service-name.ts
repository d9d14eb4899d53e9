/** Every service of the platform, in the order in which a stack starts. */
export const SERVICES = ['identity', 'market', 'order', 'wallet', 'compliance', 'payment', 'audit'] as const
export type ServiceName = (typeof SERVICES)[number]

/** `events`: facts, for everyone. `commands`: requests to one service. */
export type TopicKind = 'events' | 'commands'

/** Name of a service's topic. All topics exist from the start; their list is the product of the two lists above. */
export const topicOf = (service: ServiceName, kind: TopicKind): string => `${service}.${kind}.v1`

/** The two topics of every service. */
export const TOPICS: readonly { topic: string; service: ServiceName; kind: TopicKind }[] = SERVICES.flatMap((service) =>
  (['events', 'commands'] as const).map((kind) => ({ topic: topicOf(service, kind), service, kind })),
)
