import type { Random } from '@filao/simulation'
import { isReady } from '../start/health'
import { ownedBy, type Takeovers } from './ownership'
import { SHARING, type ChaosPlatform } from './platform'

type Service = (typeof SHARING)[number]

/** Something that goes wrong at a moment of a round. All of it is decided before the round. */
export interface Fault {
  readonly atMs: number
  readonly name: string
  run(platform: ChaosPlatform, takeovers: Takeovers): Promise<void>
}

const INSTANCES_MAX = 3
const RESTART_MS_MAX = 30_000
const KINDS = {
  kill: 5,
  hang: 2,
  hesitate: 1,
  start: 3,
  stop: 2,
  cut: 3,
  kafka: 2,
  postgres: 2,
}

/** The faults of a round. */
export function planFaults(random: Random, lastMs: number): readonly Fault[] {
  const count = random.between(2, 4)
  return Array.from({ length: count }, () => planFault(random, random.below(lastMs))).sort((a, b) => a.atMs - b.atMs)
}

function planFault(random: Random, atMs: number): Fault {
  const service = random.pick(SHARING)
  const which = random.below(INSTANCES_MAX)
  switch (random.weighted(KINDS)) {
    case 'kill':
      return kill(atMs, service, which)
    case 'hang':
      return pause(atMs, service, which, random.between(5_500, 9_000))
    case 'hesitate':
      return pause(atMs, service, which, random.between(300, 4_500))
    case 'start':
      return start(atMs, service)
    case 'stop':
      return stop(atMs, service, which)
    case 'cut':
      return cut(atMs, service, which, random.pick(['all', 'own']))
    case 'kafka':
      return crash(atMs, 'kafka', random.below(5_000))
    case 'postgres':
      return crash(atMs, 'postgres', random.below(2_000))
  }
}

/** kill -9. With others at hand, they take over; alone, its supervisor starts it again. */
export function kill(atMs: number, service: Service, which: number): Fault {
  return {
    atMs,
    name: `kill -9 ${service}`,
    async run(platform, takeovers) {
      const instances = platform.instances(service)
      const victim = instances[which % instances.length]!
      const owned = await ownedBy(victim)
      const since = performance.now()
      platform.kill(victim)
      const others = instances.filter((instance) => instance !== victim)
      if (others.length > 0) return takeovers.measure('kill -9, taken over by another', owned, others, since)
      await untilReady(victim.managementPort, since)
      return takeovers.measure('kill -9, restarted alone', owned, [victim], since)
    },
  }
}

/** SIGSTOP, and SIGCONT a while later: past 5 s others own its partitions by then, and it has to step down. */
function pause(atMs: number, service: Service, which: number, forMs: number): Fault {
  return {
    atMs,
    name: `SIGSTOP ${service} for ${forMs} ms`,
    async run(platform, takeovers) {
      const instances = platform.instances(service)
      const victim = instances[which % instances.length]!
      const owned = await ownedBy(victim)
      const since = performance.now()
      const pid = platform.pause(victim)
      if (pid === undefined) return
      const others = instances.filter((instance) => instance !== victim)
      const taken = forMs > 5_000 ? takeovers.measure('hang, taken over by another', owned, others, since) : undefined
      await passed(forMs)
      platform.resume(pid)
      await taken
    },
  }
}

function start(atMs: number, service: Service): Fault {
  return {
    atMs,
    name: `start another ${service}`,
    async run(platform) {
      if (platform.instances(service).length < INSTANCES_MAX) await platform.addInstance(service)
    },
  }
}

function stop(atMs: number, service: Service, which: number): Fault {
  return {
    atMs,
    name: `stop ${service}`,
    async run(platform, takeovers) {
      const instances = platform.instances(service)
      const victim = instances[which % instances.length]!
      const owned = await ownedBy(victim)
      const since = performance.now()
      const others = instances.filter((instance) => instance !== victim)
      await Promise.all([
        platform.stopInstance(victim),
        takeovers.measure('stop, taken over by another', owned, others, since),
      ])
    },
  }
}

/** Ends database connections: those of a service, or those that one instance's engine and ownership work on. */
function cut(atMs: number, service: Service, which: number, extent: 'all' | 'own'): Fault {
  return {
    atMs,
    name: `cut ${extent === 'all' ? 'all' : 'an instance’s'} database connections of ${service}`,
    async run(platform) {
      const instances = platform.instances(service)
      const owned = await ownedBy(instances[which % instances.length]!)
      const names = extent === 'own' && owned ? `${service}/${owned.instance.slice(0, 8)}/%` : `${service}/%`
      await platform.db
        .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE $1', [names])
        // There is nothing to cut while the server itself is down.
        .catch((error: Error) => platform.isDown('postgres') || Promise.reject(error))
    },
  }
}

function crash(atMs: number, server: 'kafka' | 'postgres', forMs: number): Fault {
  return {
    atMs,
    name: `kill -9 ${server}, back after ${forMs} ms`,
    async run(platform) {
      if (platform.isDown(server)) return
      platform.crash(server)
      await passed(forMs)
      await platform.restart(server)
    },
  }
}

async function untilReady(managementPort: number, since: number): Promise<void> {
  while (performance.now() < since + RESTART_MS_MAX && !(await isReady(managementPort))) await passed(20)
}

const passed = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
