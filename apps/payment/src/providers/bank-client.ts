import { z } from 'zod'
import { ask } from './json-request'
import { ProviderSilent, type Bank, type Movement, type PayoutOrder, type PayoutState } from './providers'

const Payout = z.object({
  status: z.enum(['accepted', 'completed', 'failed', 'returned']),
  providerReference: z.string().max(255).optional(),
  code: z.string().max(60).optional(),
})
const Decimal = z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
const BankMovement = z.object({
  providerReference: z.string().min(1).max(255),
  reference: z.string().max(140),
  status: z.enum(['received', 'failed', 'charged_back', 'refunded']),
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: Decimal,
  payerName: z.string().max(140).optional(),
  payerLast4: z.string().max(4).optional(),
  payerBank: z.string().min(1).max(255).optional(),
  payerCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
})
const Movements = z.object({ movements: z.array(BankMovement), next: z.string().max(40) })

/** The bank's interface, in our own format (domain.md 11.4): payouts by end-to-end id, movements by the bank's reference. */
export class BankClient implements Bank {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async pay({ endToEndId, ...order }: PayoutOrder): Promise<PayoutState> {
    const { status, body } = await this.ask('POST', '/payouts', { endToEndId, ...order })
    if (status === 202 || status === 200) return read(Payout, body)
    // The bank has looked at it and will not do it: definitive, as a timeout never is.
    if (status === 422) return { ...read(Payout, body), status: 'failed' }
    throw new ProviderSilent(`the bank answered ${status} to a payout`)
  }

  async payout(endToEndId: string): Promise<PayoutState> {
    const { status, body } = await this.ask('GET', `/payouts/${encodeURIComponent(endToEndId)}`)
    if (status === 404) return { status: 'unknown' }
    if (status !== 200) throw new ProviderSilent(`the bank answered ${status}`)
    return read(Payout, body)
  }

  async recall(endToEndId: string): Promise<void> {
    const { status } = await this.ask('POST', `/payouts/${encodeURIComponent(endToEndId)}/recall`)
    if (status !== 202 && status !== 404) throw new ProviderSilent(`the bank answered ${status} to a recall`)
  }

  async movement(providerReference: string): Promise<Movement | undefined> {
    const { status, body } = await this.ask('GET', `/movements/${encodeURIComponent(providerReference)}`)
    if (status === 404) return undefined
    if (status !== 200) throw new ProviderSilent(`the bank answered ${status}`)
    return read(BankMovement, body)
  }

  async movementsAfter(cursor: string): Promise<{ movements: readonly Movement[]; next: string }> {
    const { status, body } = await this.ask('GET', `/movements?after=${encodeURIComponent(cursor)}`)
    if (status !== 200) throw new ProviderSilent(`the bank answered ${status}`)
    return read(Movements, body)
  }

  async refund(providerReference: string): Promise<void> {
    const { status } = await this.ask('POST', `/movements/${encodeURIComponent(providerReference)}/refund`)
    if (status !== 202 && status !== 200) throw new ProviderSilent(`the bank answered ${status} to a refund`)
  }

  private ask(method: 'GET' | 'POST', path: string, body?: object) {
    return ask(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}` },
      ...(body && { body }),
    })
  }
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ProviderSilent('the answer is not of the form that was agreed')
  return parsed.data
}
