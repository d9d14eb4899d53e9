import type { StartedTestContainer } from 'testcontainers'
import { KAFKA_IMAGE } from './images'
import { BoundPorts, GenericContainer, getContainerRuntimeClient, Wait, waitForContainer } from 'testcontainers'

const START_SCRIPT = '/tmp/testcontainers_start.sh'
const START_MS = 180_000

/**
 * The official Kafka image under Testcontainers. The module that Testcontainers ships knows another vendor's image only.
 * The container waits for a script, because the address that the broker must advertise holds the mapped port, which is
 * known only after the start.
 */
export class KafkaContainer extends GenericContainer {
  constructor(image = KAFKA_IMAGE) {
    super(image)
    this.withExposedPorts(9092)
      .withStartupTimeout(START_MS)
      .withEnvironment({
        KAFKA_NODE_ID: '1',
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,BROKER://0.0.0.0:9093,CONTROLLER://0.0.0.0:9094',
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_INTER_BROKER_LISTENER_NAME: 'BROKER',
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '8',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      })
      .withEntrypoint(['sh'])
      .withCommand([
        '-c',
        `echo waiting for ${START_SCRIPT}; while [ ! -f ${START_SCRIPT} ]; do sleep 0.1; done; exec ${START_SCRIPT}`,
      ])
      .withWaitStrategy(Wait.forLogMessage(`waiting for ${START_SCRIPT}`))
  }

  protected override async containerStarted(started: StartedTestContainer): Promise<void> {
    const advertised = `PLAINTEXT://${started.getHost()}:${started.getMappedPort(9092)},BROKER://localhost:9093`
    const content = `#!/bin/bash\nexport KAFKA_ADVERTISED_LISTENERS=${advertised}\nexec /etc/kafka/docker/run\n`
    await started.copyContentToContainer([{ content, target: START_SCRIPT, mode: 0o755 }])
    const client = await getContainerRuntimeClient()
    const running = Wait.forLogMessage(/Transitioning from RECOVERY to RUNNING/).withStartupTimeout(START_MS)
    await waitForContainer(client, client.container.getById(started.getId()), running, new BoundPorts())
  }
}
