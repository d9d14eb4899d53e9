import type { Chunk, ChunkResult } from '@filao/bus'
import { FOLLOWED, topicOf, type ServiceName } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import { Controller, Inject, type Type } from '@nestjs/common'
import { KafkaChunk } from '../nest-transport/kafka-chunk'

/** What a service reads: its commands, and the events of the services that its contracts let it follow. */
const topicsOf = (service: ServiceName): readonly string[] => {
  const followed = new Set((FOLLOWED[service] ?? []).map((contract) => contract.service))
  return [topicOf(service, 'commands'), ...[...followed].map((source) => topicOf(source, 'events'))]
}

/** Where what comes from Kafka enters a service: the engine takes it whole. */
export function intakeController(service: ServiceName, topics = topicsOf(service)): Type {
  @Controller()
  class IntakeController {
    constructor(
      @Inject(ServiceEngine) private readonly engine: Pick<ServiceEngine<never, never, never, never>, 'take'>,
    ) {}

    @KafkaChunk(...topics)
    take(chunk: Chunk): Promise<ChunkResult> {
      return this.engine.take(chunk)
    }
  }
  return IntakeController
}
