import { randomBytes } from 'node:crypto'
import { startTelemetry } from './telemetry/sdk'

/**
 * Preload with `node -r @filao/service/telemetry`: metrics and traces run before the first line of a service does.
 * Reads FILAO_SERVICE, FILAO_INSTANCE and OTEL_EXPORTER_OTLP_ENDPOINT.
 */
// One name for this process in its log, its traces, its metrics and the database's sessions.
process.env['FILAO_INSTANCE'] ||= randomBytes(4).toString('hex')
export const telemetry = startTelemetry()
