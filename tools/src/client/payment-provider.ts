import type { Fault } from '@filao/testing/simulators'

export type ProviderName = 'bank' | 'mips'

/** What somebody pays: what a deposit asks for. */
export interface Money {
  readonly reference: string
  readonly currency: string
  readonly amount: string
  readonly payerName: string
}

const PAY_MS_MAX = 20_000
const RETRY_MS = 200

/** The control side of a simulated provider: who pays, how it misbehaves, what its books say. */
export class ControlledProvider {
  constructor(
    readonly name: ProviderName,
    private readonly url: string,
  ) {}

  async order(faults: readonly Fault[]): Promise<void> {
    for (const fault of faults) await this.ask('/control/faults', { fault, times: 1 })
  }

  /** Somebody pays what was asked for: at the bank by its reference, on the page by its button. */
  async pay(money: Money): Promise<void> {
    const deadline = Date.now() + PAY_MS_MAX
    for (;;) {
      const path = this.name === 'bank' ? '/control/deposits' : '/control/pay'
      const isTaken = await this.ask(path, money).then(
        () => true,
        () => false,
      )
      if (isTaken) return
      if (Date.now() > deadline) throw new Error(`${this.name} takes no payment`)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  async books(): Promise<Record<string, unknown>> {
    return this.ask('/control/books')
  }

  private async ask(path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${this.name} answered ${answer.status} to ${path}`)
    return (await answer.json()) as Record<string, unknown>
  }
}
