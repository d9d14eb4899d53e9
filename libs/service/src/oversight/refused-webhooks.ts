import type { OversightCommand, OversightEvent, WebhookRefusal } from '@filao/contracts'
import type { ServiceEngine } from '@filao/engine'
import { createHash } from 'node:crypto'
import { submitOwn } from '../engine/own-command'
import { newId } from '../ids/new-id'
import type { Log } from '../logging/log'

/** So long those of a kind are gathered after the first. */
const GATHER_MS = 10_000

interface Gathered {
  count: number
  readonly firstAt: number
  lastAt: number
  bodySha256: string
}
interface Kind {
  readonly provider: string
  readonly reason: WebhookRefusal
}

/**
 * Puts what came in a provider's name and was not taken into the service's log, and so into the audit. The first of a kind
 * is there before it is answered; those that follow it are gathered, so that whoever floods the door fills no log.
 */
export class RefusedWebhooks {
  private readonly gathered = new Map<string, Gathered | undefined>()

  constructor(
    private readonly engine: Pick<ServiceEngine<OversightCommand, OversightEvent, never, never>, 'submit' | 'owned'>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly gatherMs = GATHER_MS,
  ) {}

  async add(kind: Kind, body: Uint8Array, now = Date.now()): Promise<void> {
    const name = `${kind.provider}/${kind.reason}`
    const bodySha256 = createHash('sha256').update(body).digest('hex')
    const known = this.gathered.get(name)
    if (known) {
      known.count += 1
      known.lastAt = now
      known.bodySha256 = bodySha256
      return
    }
    const one = { count: 1, firstAt: now, lastAt: now, bodySha256 }
    if (this.gathered.has(name)) {
      this.gathered.set(name, one)
      return
    }
    this.gathered.set(name, undefined)
    this.later(kind, name)
    await this.record(kind, one)
  }

  private later(kind: Kind, name: string): void {
    setTimeout(() => {
      const gathered = this.gathered.get(name)
      this.gathered.delete(name)
      if (!gathered) return
      this.gathered.set(name, undefined)
      this.later(kind, name)
      this.record(kind, gathered).catch((error: Error) =>
        this.log.warn({ error, ...kind, count: gathered.count }, 'refused webhooks could not be recorded'),
      )
    }, this.gatherMs).unref()
  }

  private async record({ provider, reason }: Kind, gathered: Gathered): Promise<void> {
    const reportId = newId(this.engine.owned[0] ?? 0)
    const command: OversightCommand = { type: 'RecordRefusedWebhooks', reportId, provider, reason, ...gathered }
    await submitOwn(this.engine, command, { actor: `provider:${provider}` })
  }
}
