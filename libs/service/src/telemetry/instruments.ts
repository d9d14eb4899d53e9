import {
  metrics,
  type BatchObservableResult,
  type Counter,
  type Histogram,
  type Meter,
  type ObservableGauge,
} from '@opentelemetry/api'
import { METRICS, type MetricEntry, type MetricName } from './metric-catalogue'

type Named<Kind extends MetricEntry['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['kind'] extends Kind ? Name : never
}[MetricName]

/** Takes the value that a gauge has now. */
export type Observe<Name extends string> = (
  name: Name,
  value: number,
  labels?: Readonly<Record<string, string | number>>,
) => void

/** Looked up late: the provider may be set after this file is loaded. */
const meter = (): Meter => metrics.getMeter('filao')

/** A counter of the catalogue. */
export const counter = (name: Named<'counter'>): Counter =>
  meter().createCounter(name, { description: METRICS[name].meaning })

/** A histogram of the catalogue, with its buckets. */
export function histogram(name: Named<'histogram'>): Histogram {
  const { meaning, buckets } = METRICS[name]
  return meter().createHistogram(name, { description: meaning, advice: { explicitBucketBoundaries: [...buckets] } })
}

/**
 * Gauges that are read together when somebody asks. When `read` throws they are absent from that answer, which alerts
 * notice.
 */
export function gauges<Name extends Named<'gauge'>>(
  names: readonly Name[],
  read: (observe: Observe<Name>) => void | Promise<void>,
): void {
  const instruments = new Map<Name, ObservableGauge>(
    names.map((name) => [name, meter().createObservableGauge(name, { description: METRICS[name].meaning })]),
  )
  meter().addBatchObservableCallback(
    (result: BatchObservableResult) =>
      read((name, value, labels) => result.observe(instruments.get(name)!, value, labels)),
    [...instruments.values()],
  )
}
