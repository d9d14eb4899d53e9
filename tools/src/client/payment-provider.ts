import type { Fault } from '@filao/testing/simulators'

export type ProviderName = 'bank' | 'mips'

/** What somebody pays: what a deposit asks for. */
export interface Money {
  readonly reference: string
  readonly currency: string
  readonly amount: string
  readonly payerName: string
}

/** Whose bank all simulated payers have: it is screened with each of their payments. */
const PAYER_BANK = 'Blue Bay Savings Bank'

/** Who was killed, or has to make what is paid first, is up again within it. */
const ANSWER_MS_MAX = 240_000
const RETRY_MS = 200

/** The control side of a simulated provider: who pays, how it misbehaves, what its books say. */
export class ControlledProvider {
  constructor(
    readonly name: ProviderName,
    private readonly url: string,
  ) {}

  /** Each of them once, with payments of this amount. */
  async order(faults: readonly Fault[], amount: string): Promise<void> {
    for (const fault of faults) await this.persist('/control/faults', { fault, times: 1, amount })
  }

  /** Somebody pays what was asked for: at the bank by its reference, on the page, which tells of no bank, by its button. */
  async pay(money: Money): Promise<void> {
    if (this.name === 'bank') await this.persist('/control/deposits', { ...money, payerBank: PAYER_BANK })
    else await this.persist('/control/pay', money)
  }

  async books(): Promise<Record<string, unknown>> {
    return this.ask('/control/books')
  }

  private async persist(path: string, body: object): Promise<void> {
    const deadline = Date.now() + ANSWER_MS_MAX
    for (;;) {
      try {
        await this.ask(path, body)
        return
      } catch (error) {
        if (Date.now() > deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
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
