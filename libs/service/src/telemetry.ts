import { startTelemetry } from './telemetry/sdk'

/**
 * Preload with `node -r @filao/service/telemetry`: metrics and traces run before the first line of a service does.
 * Reads FILAO_SERVICE, FILAO_INSTANCE and OTEL_EXPORTER_OTLP_ENDPOINT.
 */
export const telemetry = startTelemetry()
