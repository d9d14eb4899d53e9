import { randomBytes } from 'node:crypto'
import { setSourceMapsSupport } from 'node:module'
import { startTelemetry } from './telemetry/sdk'

/**
 * Preload with `node -r @filao/service/telemetry`: metrics, traces and source maps run before the first line of a service
 * does.
 * Reads FILAO_SERVICE, FILAO_INSTANCE and OTEL_EXPORTER_OTLP_ENDPOINT.
 */
// A trace of the stack names our own sources. The maps of packages, which Node's flag would keep too, are 10 MiB a process.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false })
// One name for this process in its log, its traces, its metrics and the database's sessions.
process.env['FILAO_INSTANCE'] ||= randomBytes(4).toString('hex')
export const telemetry = startTelemetry()
