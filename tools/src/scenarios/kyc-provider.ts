import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { KycPlan } from './kyc-plan'

const Books = z.object({
  sessions: z.array(
    z.object({ id: z.string(), vendorData: z.string(), status: z.string(), taken: z.array(z.string()) }),
  ),
})
export type KycBooks = z.output<typeof Books>

/** A provider that was killed is started again within it. */
const ANSWER_MS_MAX = 240_000
const RETRY_MS = 200

/** The control side of the simulated KYC provider: how it misbehaves, and what its books say. */
export class ControlledKycProvider {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** Towards one client, by their user id. */
  async order(faults: KycPlan['faults'], userId: string): Promise<void> {
    await this.control(`faults/${userId}`, faults)
  }

  /** What it thinks of everybody, or of one. Waits until nothing that it has to tell about them is on its way. */
  async books(userId?: string): Promise<KycBooks> {
    const whom = userId === undefined ? '' : `/${userId}`
    await this.control(`idle${whom}`)
    return this.control(`books${whom}`)
  }

  private async control(what: string, body?: object): Promise<KycBooks> {
    const deadline = Date.now() + ANSWER_MS_MAX
    for (;;) {
      try {
        return await this.ask(what, body)
      } catch (error) {
        if (Date.now() > deadline) throw error
        await sleep(RETRY_MS)
      }
    }
  }

  private async ask(what: string, body?: object): Promise<KycBooks> {
    const answer = await fetch(`${this.url}/control/${what}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'x-api-key': this.apiKey, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`the KYC provider answered ${answer.status} to ${what}`)
    return Books.parse(await answer.json())
  }
}
