import { MemoryBus, topicSpecs, type TopicSpec } from '@filao/bus'
import type { PaymentAccount, PaymentRefusal } from '@filao/payment'
import type { PaymentCommand, PaymentEvent, OversightCommand, OversightEvent } from '@filao/contracts'
import {
  overseen,
  OverseenStore,
  provisionSchema,
  ServiceEngine,
  type Answer,
  type Oversight,
  type OversightRefusal,
} from '@filao/engine'
import type { Instant } from '@filao/kernel'
import { ONE } from '@filao/money'
import { submitOwn } from '@filao/service'
import { ServicePlatform } from '@filao/testing'
import { join } from 'node:path'
import { paymentDefinition } from '../definition'
import { tasksProjection } from '../intake/tasks.projection'
import { PaymentStore } from '../store/payment.store'
import { paymentProvision } from '../store/provision.store'
import { testKeys } from './keys'

export const PARTITIONS = 2
/** A unit of anything is 45 rupees. */
export const RATES = {
  between: () => ({ rate: ONE * 45n, source: 'test', quotedAt: 0, stale: false }),
}

export type PaymentEngine = ServiceEngine<
  PaymentCommand | OversightCommand,
  PaymentEvent | OversightEvent,
  PaymentAccount | Oversight,
  PaymentRefusal | OversightRefusal
>

export type PaymentPlatform = Awaited<ReturnType<typeof startPayment>>

/** With the keys by which it seals. */
export async function startPayment(now: Instant) {
  const keys = testKeys()
  const platform = await ServicePlatform.start<PaymentEngine, MemoryBus, readonly TopicSpec[]>(
    {
      service: 'payment',
      migrations: join(__dirname, '../../drizzle'),
      partitions: PARTITIONS,
      provision: (pool) => provisionSchema(pool, { ...paymentProvision, partitions: PARTITIONS }),
      bus: (clock) => new MemoryBus(clock),
      topics: topicSpecs({ partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 }),
      engine: (parts) =>
        new ServiceEngine({
          definition: overseen(paymentDefinition(keys, RATES)),
          store: new OverseenStore(new PaymentStore(keys), 'payment'),
          projections: [tasksProjection],
          ...parts,
        }),
    },
    now,
  )
  return Object.assign(platform, { keys })
}

/** Has a command decided as a request of its own. */
export const submit = (
  engine: PaymentEngine,
  command: PaymentCommand,
  actor = 'system:test',
): Promise<Answer<PaymentEvent | OversightEvent>> => submitOwn(engine, command, { actor })
