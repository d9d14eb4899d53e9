import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { JsonServer, type Answered, type Asked } from '../simulators/json-server'
import { SimulatedRates } from './rates'

/** How the server misbehaves. What is absent from a command stays as it is. */
const FaultCommand = z.strictObject({
  /** Answers so many requests with 500, with 429, or with what is no JSON of the protocol; hangs up on so many. */
  errors: z.number().int().min(0).max(1_000).optional(),
  tooMany: z.number().int().min(0).max(1_000).optional(),
  garbage: z.number().int().min(0).max(1_000).optional(),
  hangUps: z.number().int().min(0).max(1_000).optional(),
  slowMs: z.number().int().min(0).max(60_000).optional(),
  /** Says nothing new from now on, under the time of now. */
  frozen: z.boolean().optional(),
  /** Currencies that it does not tell. */
  missing: z.array(z.string().length(3)).optional(),
  /** Factor by which every rate is wrong. */
  wrongBy: z.number().min(0.0001).max(10_000).optional(),
})
type FaultCommand = z.output<typeof FaultCommand>

/** A provider of exchange rates that speaks the protocol of Open Exchange Rates, and misbehaves when it is told to. */
export class FxServer {
  private readonly server = new JsonServer((asked) => this.answer(asked))
  private readonly rates: SimulatedRates
  private faults: FaultCommand = {}
  private frozenAt: number | undefined

  constructor(
    private readonly options: { readonly appId: string; readonly seed: number; readonly now?: () => number },
  ) {
    this.rates = new SimulatedRates(options.seed)
  }

  listen(port: number, host: string): Promise<number> {
    return this.server.listen(port, host)
  }

  close(): Promise<void> {
    return this.server.close()
  }

  private answer(asked: Asked): Answered | Promise<Answered> {
    switch (`${asked.method} ${asked.path}`) {
      case 'GET /health/ready':
      case 'GET /health/live':
        return { status: 200, body: { status: 'up' } }
      case 'POST /simulator/faults':
        return this.order(asked)
      case 'GET /api/latest.json':
        return this.latest(asked)
      default:
        return error(404, 'not_found')
    }
  }

  private order({ body }: Asked): Answered {
    this.faults = { ...this.faults, ...FaultCommand.parse(body) }
    this.frozenAt = this.faults.frozen ? (this.frozenAt ?? this.now()) : undefined
    return { status: 204 }
  }

  private async latest({ query }: Asked): Promise<Answered> {
    if (this.faults.slowMs) await sleep(this.faults.slowMs)
    if (this.take('hangUps')) return 'hang_up'
    if (this.take('errors')) return { status: 500, body: {} }
    if (this.take('tooMany')) return error(429, 'not_allowed')
    if (this.take('garbage')) return { text: '<html>maintenance</html>' }
    if (query.get('app_id') !== this.options.appId) return error(401, 'invalid_app_id')
    const base = query.get('base') ?? 'USD'
    if (!this.rates.knows(base)) return error(400, 'invalid_base')
    const at = this.frozenAt ?? this.now()
    const { missing = [], wrongBy = 1 } = this.faults
    const told = Object.entries(this.rates.at(at, base)).filter(([currency]) => !missing.includes(currency))
    const rates = Object.fromEntries(told.map(([currency, rate]) => [currency, currency === base ? 1 : rate * wrongBy]))
    return { status: 200, body: { timestamp: Math.floor(at / 1000), base, rates } }
  }

  private take(fault: 'errors' | 'tooMany' | 'garbage' | 'hangUps'): boolean {
    const left = this.faults[fault] ?? 0
    if (left > 0) this.faults = { ...this.faults, [fault]: left - 1 }
    return left > 0
  }

  private now(): number {
    return (this.options.now ?? Date.now)()
  }
}

const error = (status: number, message: string): Answered => ({ status, body: { error: true, status, message } })
