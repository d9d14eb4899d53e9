import { partitionOf } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { newId, Problem, type CallerFacts, type Configuration } from '@filao/service'
import { randomUUID } from 'node:crypto'
import { TIERS } from '../configuration.schemas'
import type { ServiceSeal } from '../providers/service-seal'
import type { ClientNames } from '../read/client-names.queries'
import type { Owned } from '../read/payment.queries'
import type { PaymentReads } from '../read/payment-reads.queries'
import type { TravelRule } from '../travel-rule/travel-rule'
import type { Destinations } from './destinations'

/** What is to be paid, to which of the owner's bank accounts. */
interface Payout {
  readonly owned: Pick<Owned, 'accountId' | 'userId'>
  readonly bankAccountId: string
  readonly currency: string
  readonly amount: string
}

/** What a command says that asks for a payout: its ids, who is paid where, and by what it is judged. */
export class PayoutTerms {
  constructor(
    private readonly reads: PaymentReads,
    private readonly names: ClientNames,
    private readonly destinations: Destinations,
    private readonly seal: ServiceSeal,
    private readonly travelRule: TravelRule,
    private readonly configuration: Configuration,
  ) {}

  async of(caller: CallerFacts, { owned: { accountId, userId }, bankAccountId, currency, amount }: Payout) {
    const bankAccount = await this.reads.bankAccount(caller, bankAccountId)
    if (bankAccount.userId !== userId)
      throw new Problem(404, 'bank-account-not-found', 'There is no such bank account.')
    const destination = await this.destinations.open(bankAccount)
    const client = await this.names.profileOf(userId)
    if (client === undefined) throw new Problem(409, 'not-caught-up', 'The client is not known here yet. Try again.')
    const withdrawalId = newId(partitionOf(accountId))
    const approved = `${amount}|${currency}|${bankAccount.fingerprint}|${withdrawalId}`
    const { second, senior } = this.configuration.current(TIERS).value
    return {
      withdrawalId,
      accountId,
      userId,
      currency,
      bankAccountId,
      clientName: client.name,
      destination,
      approvalHash: this.seal.fingerprint('approval', approved),
      endToEndId: withdrawalId.replaceAll('-', ''),
      uetr: randomUUID(),
      clientCheckId: newId(partitionOf(userId)),
      holderCheckId: newId(partitionOf(userId)),
      secondApprovalFrom: parseUnits(second),
      seniorApprovalFrom: parseUnits(senior),
      ...this.travelRule.ofPayout({ ...client, userId }, destination),
    }
  }
}
