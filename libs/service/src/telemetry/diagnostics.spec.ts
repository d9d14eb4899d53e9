import { diag } from '@opentelemetry/api'
import { createLog } from '../logging/log'
import { gauges } from './instruments'
import { logDiagnostics } from './diagnostics'
import { recordedTelemetry } from '../testing/recorded-telemetry'

describe('telemetry that has a problem', () => {
  const lines: Record<string, unknown>[] = []
  const telemetry = recordedTelemetry('wallet')

  beforeAll(() =>
    logDiagnostics(
      createLog(
        { service: 'wallet', instance: 'one', logLevel: 'info' },
        { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
    ),
  )
  afterAll(async () => {
    diag.disable()
    await telemetry.stop()
  })

  it('says so once, and the figure that cannot be read is absent while all others are there', async () => {
    gauges(['filao_ledger_trial_balance_abs'], () => Promise.reject(new Error('connection refused')))
    gauges(['filao_ledger_clearing_abs'], (observe) => observe('filao_ledger_clearing_abs', 0))
    const [first, second] = [await telemetry.metrics(), await telemetry.metrics()]
    for (const metrics of [first, second]) {
      expect(metrics).toMatch(/^filao_ledger_clearing_abs 0$/m)
      expect(metrics).not.toMatch(/^filao_ledger_trial_balance_abs /m)
    }
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', msg: 'telemetry has a problem' })])
  })
})
