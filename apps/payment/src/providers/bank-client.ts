import { Alpha2, LastFour } from '@filao/contracts'
import { CurrencyString, DecimalString, keptOf, outsideName } from '@filao/service'
import { z } from 'zod'
import { ask } from './json-request'
import { ProviderSilent, type Bank, type Movement, type PayoutOrder, type PayoutState } from './providers'

const line = (max: number) =>
  z
    .string()
    .transform((text) => keptOf(text, max))
    .optional()
    .catch(undefined)
// What became of a payout counts, whatever else is told of it.
const Payout = z.object({
  status: z.enum(['accepted', 'completed', 'failed', 'returned']),
  providerReference: line(255),
  code: line(60),
})
// Money counts, whatever is told of whom it comes from; what of that has another form is as good as not told.
const BankMovement = z.object({
  providerReference: outsideName(255),
  reference: line(140).transform((reference) => reference ?? ''),
  status: z.enum(['received', 'failed', 'charged_back', 'refunded']),
  currency: CurrencyString,
  amount: DecimalString,
  payerName: line(100),
  payerLast4: LastFour.optional().catch(undefined),
  payerBank: line(255),
  payerCountry: Alpha2.optional().catch(undefined),
})
const Movements = z.object({
  movements: z.array(BankMovement.optional().catch(undefined)),
  next: outsideName(40),
})

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

  async movementsAfter(cursor: string): Promise<{ movements: readonly (Movement | undefined)[]; next: string }> {
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
