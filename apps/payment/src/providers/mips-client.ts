import { PaymentReference } from '@filao/contracts'
import { currencyScale, formatUnits, parseUnits } from '@filao/money'
import { outsideName } from '@filao/service'
import { z } from 'zod'
import { ask } from './json-request'
import { isMipsChecksum } from './mips-checksum'
import { ProviderSilent, type Movement, type PaymentPages } from './providers'

export interface MipsSettings {
  readonly url: string
  readonly idMerchant: string
  readonly idEntity: string
  readonly idOperator: string
  readonly operatorPassword: string
  readonly username: string
  readonly password: string
  readonly salt: string
  readonly cipherKey: string
  /** Where the payer's browser goes afterwards; it proves nothing. */
  readonly returnUrl: string
}

const Imn = z.object({
  amount: z.string().regex(/^(0|[1-9]\d{0,11})$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  status: z.enum(['success', 'fail']),
  id_order: PaymentReference,
  // Its notifications are known by it and what they say of it.
  transaction_id: outsideName(240),
  type: z.string().max(40),
  payment_method: z.string().max(40),
  checksum: z.string().max(64),
  reason_fail: z.string().max(255).optional(),
})
/** The provider puts the fields at the top or one level below. */
const Decrypted = z.union([Imn, z.object({ transaction_details: Imn }).transform((body) => body.transaction_details)])
const Created = z.object({ operation_status: z.literal('success'), payment_link: z.object({ url: z.url().max(500) }) })
const Zone = z.object({
  answer: z.object({ operation_status: z.string(), payment_zone_data: z.unknown().optional() }),
})
const ZoneData = z.object({ transaction_details: Imn })

/** MIPS: one orchestrator for cards, Juice and other local wallets (domain.md 11.4). */
export class MipsClient implements PaymentPages {
  constructor(private readonly settings: MipsSettings) {}

  async create({
    reference,
    currency,
    amount,
  }: {
    readonly reference: string
    readonly currency: string
    readonly amount: string
  }): Promise<string> {
    const body = await this.post('create_payment_request', {
      request: { request_mode: 'simple', sending_mode: 'link', request_title: `Deposit ${reference}` },
      initial_payment: { id_order: reference, currency, amount },
      iframe_behavior: { custom_redirection_url: this.settings.returnUrl },
    })
    const created = Created.safeParse(body)
    if (!created.success) throw new ProviderSilent('no payment page was made')
    return created.data.payment_link.url
  }

  async open(cryptedCallback: string): Promise<Movement | undefined> {
    const { salt, cipherKey: cipher_key } = this.settings
    const body = await this.post('decrypt_imn_data', { salt, cipher_key, received_crypted_data: cryptedCallback })
    return this.movementOf(Decrypted.safeParse(body).data)
  }

  async order(reference: string): Promise<Movement | undefined> {
    const zone = Zone.safeParse(await this.post('load_payment_zone', { id_order: reference }))
    if (!zone.success) throw new ProviderSilent('the answer is not of the form that was agreed')
    return this.movementOf(ZoneData.safeParse(zone.data.answer.payment_zone_data).data?.transaction_details)
  }

  async refund(providerReference: string): Promise<void> {
    const body = await this.post('refund_transaction', { transaction_id: providerReference })
    if (z.object({ operation_status: z.literal('success') }).safeParse(body).success) return
    throw new ProviderSilent('the refund was not taken')
  }

  private movementOf(imn: z.output<typeof Imn> | undefined): Movement | undefined {
    if (!imn || !isMipsChecksum(imn, this.settings.salt, imn.checksum)) return undefined
    const { currency, amount, transaction_id: providerReference, id_order: reference, status } = imn
    return {
      providerReference,
      reference,
      status: status === 'success' ? 'received' : 'failed',
      currency,
      amount: fromMinor(amount, currency),
    }
  }

  private async post(operation: string, fields: object): Promise<unknown> {
    const { url, username, password, idMerchant, idEntity, idOperator, operatorPassword } = this.settings
    const authentify = {
      id_merchant: idMerchant,
      id_entity: idEntity,
      id_operator: idOperator,
      operator_password: operatorPassword,
    }
    const { status, body } = await ask(`${url}/${operation}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
      body: { authentify, ...fields },
    })
    if (status !== 200 && status !== 201) throw new ProviderSilent(`mips answered ${status} to ${operation}`)
    return body
  }
}

/** Cents as text, as the provider tells amounts back, in major units. */
export const fromMinor = (minor: string, currency: string): string =>
  formatUnits(parseUnits(minor) / 10n ** BigInt(currencyScale(currency)))
