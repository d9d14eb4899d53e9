import type { DiditOptions } from '@filao/testing/simulators'
import { Complaint } from '../complaint'

const DECIDE_MS = 2_000

/** Reads the environment. Throws a {@link Complaint} that names what is missing or wrong. */
export function readOptions(environment: NodeJS.ProcessEnv): DiditOptions {
  const required = (name: string): string => {
    const value = environment[name]
    if (!value) throw new Complaint(`${name} is not set.`)
    return value
  }
  const count = (name: string, byDefault: number): number => {
    const value = Number(environment[name] ?? byDefault)
    if (!Number.isSafeInteger(value) || value < 0) throw new Complaint(`${name} is not a count.`)
    return value
  }
  const port = count('FILAO_HTTP_PORT', 0)
  return {
    host: environment['FILAO_HTTP_HOST'] ?? '127.0.0.1',
    port,
    apiKey: required('DIDIT_API_KEY'),
    // One secret signs, also while two are believed.
    webhookSecret: required('DIDIT_WEBHOOK_SECRET').split(',')[0]!,
    webhookUrl: required('DIDIT_WEBHOOK_URL'),
    publicUrl: environment['DIDIT_SIMULATOR_URL'] ?? `http://127.0.0.1:${port}`,
    seed: count('DIDIT_SEED', 1),
    decideMs: count('DIDIT_DECIDE_MS', DECIDE_MS),
    file: environment['DIDIT_SIMULATOR_FILE'],
  }
}
