import type { Cause } from '@filao/contracts'
import type { BatchMeasure } from './partition-listener'

/** What somebody has to look at. */
export const ALARM_KINDS = ['parked', 'poison', 'gap', 'hole', 'forked', 'fatal'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** What the engine reports; the service library turns it into logs and metrics. */
export interface EngineReporter {
  warn(message: string, error: Error): void
  /** Somebody has to look: a parked input, a gap, a hole, a forked log. `cause`: who asked for what failed. */
  alarm(kind: AlarmKind, message: string, error?: Error, cause?: Cause): void
  /** A batch found that the log had moved, or that the partition is another's. */
  fenceLost(partition: number, outcome: 'moved' | 'disowned'): void
  batch(partition: number, measure: BatchMeasure): void
}
