import { MemoryBus, topicSpecs, type TopicSpec } from '@filao/bus'
import type { ComplianceRefusal, ComplianceState } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent, OversightCommand, OversightEvent } from '@filao/contracts'
import {
  overseen,
  OverseenStore,
  ServiceEngine,
  type Answer,
  type Oversight,
  type OversightRefusal,
} from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { submitOwn } from '@filao/service'
import { ServicePlatform } from '@filao/testing'
import { join } from 'node:path'
import { complianceDefinition } from '../definition'
import { ComplianceStore } from '../store/compliance.store'
import { provisionCompliance } from '../store/provision.store'
import { testKeys } from './keys'

export const PARTITIONS = 2

export type ComplianceEngine = ServiceEngine<
  ComplianceCommand | OversightCommand,
  ComplianceEvent | OversightEvent,
  ComplianceState | Oversight,
  ComplianceRefusal | OversightRefusal
>

export type CompliancePlatform = Awaited<ReturnType<typeof startCompliance>>

/** With the keys by which it seals. */
export async function startCompliance(now: Instant) {
  const keys = testKeys()
  const platform = await ServicePlatform.start<ComplianceEngine, MemoryBus, readonly TopicSpec[]>(
    {
      service: 'compliance',
      migrations: join(__dirname, '../../drizzle'),
      partitions: PARTITIONS,
      provision: (pool) => provisionCompliance(pool, PARTITIONS),
      bus: (clock) => new MemoryBus(clock),
      topics: topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }),
      engine: (parts) =>
        new ServiceEngine({
          definition: overseen(complianceDefinition(keys)),
          store: new OverseenStore(new ComplianceStore(keys), 'compliance'),
          projections: [],
          ...parts,
        }),
    },
    now,
  )
  return Object.assign(platform, { keys })
}

/** Has a command decided as a request of its own. */
export const submit = (
  engine: ComplianceEngine,
  command: ComplianceCommand,
  actor = 'system:test',
): Promise<Answer<ComplianceEvent | OversightEvent>> => submitOwn(engine, command, { actor })
