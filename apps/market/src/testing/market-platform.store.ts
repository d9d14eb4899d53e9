import { MemoryBus, topicSpecs, type TopicSpec } from '@filao/bus'
import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { provisionSchema, ServiceEngine, type Answer } from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { submitOwn } from '@filao/service'
import { ServicePlatform } from '@filao/testing'
import { join } from 'node:path'
import { marketDefinition, type MarketEngine } from '../definition'
import { tapeProjection } from '../intake/tape.projection'
import { marketStore } from '../store/market.store'
import { marketProvision } from '../store/provision.store'

export const PARTITIONS = 2

export type MarketPlatform = Awaited<ReturnType<typeof startMarket>>

export const startMarket = (now: Instant) =>
  ServicePlatform.start<MarketEngine, MemoryBus, readonly TopicSpec[]>(
    {
      service: 'market',
      migrations: join(__dirname, '../../drizzle'),
      partitions: PARTITIONS,
      provision: (pool) => provisionSchema(pool, { ...marketProvision, partitions: PARTITIONS }),
      bus: (clock) => new MemoryBus(clock),
      topics: topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }),
      engine: (parts) =>
        new ServiceEngine({
          definition: marketDefinition,
          store: marketStore,
          projections: [tapeProjection],
          ...parts,
        }),
    },
    now,
  )

/** Has a command decided as a request of its own. */
export const submit = (
  engine: MarketEngine,
  command: MarketCommand,
  actor = 'system:test',
): Promise<Answer<MarketEvent>> => submitOwn(engine, command, { actor })
