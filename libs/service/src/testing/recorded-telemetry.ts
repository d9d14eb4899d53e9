import { trace } from '@opentelemetry/api'
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace'
import { runningTelemetry, startTelemetry } from '../telemetry/sdk'

/** Telemetry whose spans and metrics a spec can look at. To be stopped by the spec. */
export function recordedTelemetry(service: string) {
  const exporter = new InMemorySpanExporter()
  const telemetry = startTelemetry({ environment: { FILAO_SERVICE: service }, exporter })
  return {
    /** The spans that have ended since the last call. */
    spans: async (): Promise<readonly ReadableSpan[]> => {
      const provider = trace.getTracerProvider() as unknown as { getDelegate(): { forceFlush(): Promise<void> } }
      await provider.getDelegate().forceFlush()
      const spans = [...exporter.getFinishedSpans()]
      exporter.reset()
      return spans
    },
    /** The metrics in Prometheus' text format. */
    metrics: (): Promise<string> =>
      new Promise((resolve) => {
        const response = { statusCode: 0, setHeader: () => undefined, end: resolve }
        telemetry.metrics({} as never, response as never)
      }),
    stop: () => runningTelemetry()?.stop(),
  }
}
