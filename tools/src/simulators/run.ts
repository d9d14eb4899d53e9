import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SimulatorSettings {
  readonly booksFile: string
  readonly seed: number
  /** A secret that both sides derive from the one that they share. */
  readonly secret: (name: string) => string
  readonly webhookUrl: string
  /** Where browsers reach the simulator. */
  readonly publicUrl: string
  readonly settleMs: number
  readonly dayMs: number
}

interface Running {
  listen(port: number, host: string): Promise<number>
  close(): Promise<void>
}

/** All of a simulator's `main.ts`: reads its environment, serves, and ends in order on SIGTERM. */
export async function runSimulator(name: string, make: (settings: SimulatorSettings) => Running): Promise<void> {
  const variable = (key: string, fallback?: string): string => {
    const value = process.env[key] ?? fallback
    if (value === undefined) throw new Error(`${key} is not set`)
    return value
  }
  const host = variable('FILAO_HTTP_HOST', '127.0.0.1')
  const port = Number(variable('FILAO_HTTP_PORT', '0'))
  const shared = readFileSync(variable('FILAO_PROVIDER_KEY_FILE'))
  const simulator = make({
    booksFile: join(variable('FILAO_SIMULATOR_DIR'), `${name}.jsonl`),
    seed: Number(variable('FILAO_SIMULATOR_SEED', '1')),
    secret: (purpose) => createHash('sha256').update(shared).update(`/${purpose}`).digest('base64url'),
    webhookUrl: `${variable('FILAO_PAYMENT_WEBHOOKS_URL')}/v1/webhooks/payments/${name}`,
    publicUrl: variable('FILAO_SIMULATOR_PUBLIC_URL', `http://${host}:${port}`),
    settleMs: Number(variable('FILAO_SIMULATOR_SETTLE_MS', '500')),
    dayMs: Number(variable('FILAO_SIMULATOR_DAY_MS', '10000')),
  })
  const listening = await simulator.listen(port, host)
  console.log(JSON.stringify({ level: 'info', service: name, port: listening, message: 'simulator is up' }))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)))
  }
}
