import { SERVICES } from '@filao/contracts'
import { topicSpecs } from './topics'

const cluster = topicSpecs({ partitions: 24, replicationFactor: 3, minInsyncReplicas: 2 })
const configOf = (topic: string) => cluster.find((spec) => spec.topic === topic)!.config

test('every service has both topics, all with the same partitions', () => {
  expect(cluster.map(({ topic }) => topic).sort()).toEqual(
    SERVICES.flatMap((service) => [`${service}.commands.v1`, `${service}.events.v1`]).sort(),
  )
  expect(new Set(cluster.map(({ partitions }) => partitions))).toEqual(new Set([24]))
})

test('events are kept for ever and commands for a week', () => {
  expect(configOf('wallet.events.v1')['retention.ms']).toBe('-1')
  expect(configOf('wallet.commands.v1')['retention.ms']).toBe('604800000')
})

test('no topic is ever compacted, and none loses what was acknowledged', () => {
  for (const { config, replicationFactor } of cluster) {
    expect(replicationFactor).toBe(3)
    expect(config).toMatchObject({
      'cleanup.policy': 'delete',
      'min.insync.replicas': '2',
      'unclean.leader.election.enable': 'false',
      'message.timestamp.type': 'CreateTime',
      'max.message.bytes': '1048576',
    })
  }
})
