import type { Bus, ClusterAdmin, ConsumerOptions, EventConsumer, EventPublisher } from '../seam'
import { KafkaAdmin } from './kafka-admin'
import { KafkaConsumer } from './kafka-consumer'
import { KafkaPublisher } from './kafka-publisher'
import type { KafkaOptions } from './settings'

/** The bus over a Kafka cluster. Opens nothing until something is asked of it. */
export class KafkaBus implements Bus {
  constructor(private readonly options: KafkaOptions) {}

  publisher(): Promise<EventPublisher> {
    return KafkaPublisher.connect(this.options)
  }
  consumer(options: ConsumerOptions): EventConsumer {
    return new KafkaConsumer(this.options, options)
  }
  admin(): Promise<ClusterAdmin> {
    return KafkaAdmin.connect(this.options)
  }
}
