import type { PaymentCommand, PaymentEvent, PaymentProvider } from '@filao/contracts'
import type { Queryable, ServiceEngine } from '@filao/engine'
import { makeId, murmur2, partitionOf, type Id } from '@filao/kernel'
import { parseUnits, ZERO } from '@filao/money'
import { newId } from '@filao/service'
import { nameLikeness } from '../names/name-score'
import type { Movement } from '../providers/providers'
import type { ClientNames } from '../read/client-names.queries'
import type { TravelRule } from '../travel-rule/travel-rule'
import { submitFor } from './submit'

interface Parts {
  readonly db: Queryable
  readonly engine: Pick<ServiceEngine<PaymentCommand, PaymentEvent, never, never>, 'submit'>
  readonly names: ClientNames
  readonly travelRule: TravelRule
  readonly partitions: number
}

interface KnownDeposit {
  readonly depositId: string
  readonly accountId: string
  readonly userId: string
}

/** Brings money that a provider has confirmed to the deposit that it belongs to, or to suspense. */
export class Receipts {
  constructor(private readonly parts: Parts) {}

  /** What has become of a movement: each state of it may be told again, in any order. */
  async take(provider: PaymentProvider, movement: Movement): Promise<string> {
    const { providerReference } = movement
    if (parseUnits(movement.amount) === ZERO) return 'nothing_came'
    const deposit = await this.depositOf(provider, movement.reference)
    if (movement.status === 'failed') {
      if (!deposit) return 'unknown_reference'
      const named = { depositId: deposit.depositId, accountId: deposit.accountId, providerReference }
      return this.submit(provider, { type: 'FailDeposit', ...named, reason: 'provider_failed' })
    }
    // A refund is our own doing; what is taken back had come in before, whether that was told or not.
    if (movement.status === 'refunded') return 'refunded'
    const outcome = deposit
      ? await this.receive(provider, movement, deposit)
      : await this.keepUnknown(provider, movement)
    return movement.status === 'charged_back' ? this.takeBack(provider, providerReference) : outcome
  }

  /**
   * From what the money itself has become, whatever was written on it: the deposit that it came for or was given to, or a
   * receipt that is nobody's. Another movement under the same reference is not touched.
   */
  private async takeBack(provider: PaymentProvider, providerReference: string): Promise<string> {
    const deposit = await this.depositOfMovement(provider, providerReference)
    if (deposit) return this.submit(provider, { type: 'ChargeBackDeposit', ...deposit, providerReference })
    const receiptId = receiptIdOf(provider, providerReference, this.parts.partitions)
    const { rows } = await this.parts.db.query({
      name: 'payment_receipt_taken_back',
      // It lives with the account under whose reference it came, if there was one.
      text: 'SELECT account_id, status FROM payment.unallocated_receipts WHERE id = $1',
      values: [receiptId],
    })
    const receipt = rows[0]
    // Two people have just given it to an account, as a receipt or from one that was closed: it is taken back from there
    // as soon as it is there.
    if (!receipt || receipt['status'] === 'allocated') throw new Error('what money has become is not known here yet')
    return this.submit(provider, { type: 'ChargeBackReceipt', receiptId, accountId: receipt['account_id'] as string })
  }

  private async depositOfMovement(
    provider: PaymentProvider,
    providerReference: string,
  ): Promise<{ readonly depositId: Id; readonly accountId: Id } | undefined> {
    const { rows } = await this.parts.db.query({
      name: 'payment_deposit_of_movement',
      // Not from the closed account that could not take it, once it is given to another.
      text: `SELECT id, account_id FROM payment.deposits
        WHERE payment_provider_reference = $2 AND provider = $1 AND status <> 'allocated'`,
      values: [provider, providerReference],
    })
    const row = rows[0]
    return row && { depositId: row['id'] as string, accountId: row['account_id'] as string }
  }

  private async receive(provider: PaymentProvider, movement: Movement, deposit: KnownDeposit): Promise<string> {
    const { payerName, payerCountry, providerReference, currency } = movement
    const client = await this.parts.names.profileOf(deposit.userId)
    const name = payerName ?? client?.name
    // Who paid cannot be screened without a name: the money waits until the client is known here.
    if (name === undefined) throw new Error('the client of a deposit is not known yet')
    const nameScore = payerName === undefined ? undefined : client ? nameLikeness(client.name, payerName) : 0
    const { userId } = deposit
    return this.submit(provider, {
      type: 'ReceiveDeposit',
      ...deposit,
      provider,
      providerReference,
      receiptId: receiptIdOf(provider, providerReference, this.parts.partitions),
      currency,
      amount: parseUnits(movement.amount),
      payer: { name, ...fromOf(movement) },
      ...(nameScore !== undefined && { nameScore }),
      checkId: newId(partitionOf(userId)),
      ...this.parts.travelRule.ofReceipt(client && { ...client, userId }, {
        provider,
        payerName,
        payerCountry,
        nameScore,
      }),
    })
  }

  private async keepUnknown(provider: PaymentProvider, movement: Movement): Promise<string> {
    const { providerReference, currency, payerName } = movement
    const receiptId = receiptIdOf(provider, providerReference, this.parts.partitions)
    return this.submit(provider, {
      type: 'RecordUnknownReceipt',
      receiptId,
      accountId: receiptId,
      provider,
      providerReference,
      currency,
      amount: parseUnits(movement.amount),
      payer: { ...(payerName && { name: payerName }), ...fromOf(movement) },
      checkId: newId(partitionOf(receiptId)),
    })
  }

  private async depositOf(provider: PaymentProvider, reference: string): Promise<KnownDeposit | undefined> {
    const { rows } = await this.parts.db.query({
      name: 'payment_deposit_of_reference',
      text: `SELECT d.id, d.account_id, d.user_id FROM payment.provider_references r
        JOIN payment.deposits d ON d.partition = r.partition AND d.id = r.object_id
        WHERE r.provider = $1 AND r.reference = $2 AND r.kind = 'deposit'`,
      values: [provider, reference.replace(/\s+/g, '')],
    })
    const row = rows[0]
    return (
      row && {
        depositId: row['id'] as string,
        accountId: row['account_id'] as string,
        userId: row['user_id'] as string,
      }
    )
  }

  private submit(provider: PaymentProvider, command: PaymentCommand): Promise<string> {
    return submitFor(this.parts.engine, provider, command)
  }
}

/** The account that it comes from, as far as the provider tells. */
const fromOf = ({ payerLast4, payerCountry, payerBank }: Movement) => ({
  ...(payerLast4 && { accountLast4: payerLast4 }),
  ...(payerCountry && { country: payerCountry }),
  ...(payerBank && { bankName: payerBank }),
})

/** The same movement is the same receipt, whoever tells of it and however often. */
export function receiptIdOf(provider: string, providerReference: string, partitions: number): Id {
  const name = `${provider}:${providerReference}`
  const [high, low] = [murmur2(name), murmur2(`${name}/`)].map((part) => BigInt(part >>> 0)) as [bigint, bigint]
  return makeId({ partition: Number(high % BigInt(partitions)), at: 0, unique: (high << 32n) | low })
}
