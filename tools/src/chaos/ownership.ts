import { Latencies, shown } from '../client/latencies'
import type { Instance } from './instance'

interface Owned {
  readonly instance: string
  readonly partitions: readonly number[]
}

const LOOK_INTERVAL_MS = 5
const ANSWER_MS_MAX = 1_000
const TAKEOVER_MS_MAX = 30_000

/** Which partitions an instance runs, and the name that it goes by in the database; undefined when it does not answer. */
export async function ownedBy({ managementPort }: Instance, answerMsMax = ANSWER_MS_MAX): Promise<Owned | undefined> {
  try {
    const signal = AbortSignal.timeout(answerMsMax)
    const response = await fetch(`http://127.0.0.1:${managementPort}/internal/ownership`, { signal })
    return response.ok ? ((await response.json()) as Owned) : undefined
  } catch {
    return undefined
  }
}

/** How long partitions stood still after their instance was gone, by the way in which it went. */
export class Takeovers {
  private readonly byWay = new Map<string, Latencies>()

  /** Waits until the others run all that the victim ran when it went at `since`. */
  async measure(way: string, victim: Owned | undefined, others: readonly Instance[], since: number): Promise<void> {
    if (!victim || victim.partitions.length === 0 || others.length === 0) return
    const left = new Set(victim.partitions)
    while (performance.now() < since + TAKEOVER_MS_MAX) {
      for (const owned of await Promise.all(others.map((other) => ownedBy(other))))
        for (const partition of owned?.partitions ?? []) left.delete(partition)
      if (left.size === 0) break
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS))
    }
    this.add(way, performance.now() - since)
  }

  add(way: string, milliseconds: number): void {
    const known = this.byWay.get(way) ?? new Latencies()
    this.byWay.set(way, known)
    known.add(milliseconds)
  }

  lines(): readonly string[] {
    return [...this.byWay].map(
      ([way, times]) =>
        `${way}: p50 ${shown(times.quantile(0.5))} ms, max ${shown(times.quantile(1))} ms of ${times.count}`,
    )
  }
}
